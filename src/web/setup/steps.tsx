import { Button, Group, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams } from 'wouter';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { CabinetStep } from './cabinet-step.tsx';
import { ClinicStep } from './clinic-step.tsx';
import { bodyOf, type Draft, draftOf, missingOf } from './draft.ts';
import { MisStep } from './mis-step.tsx';
import { PbxStep } from './pbx-step.tsx';
import { PeopleStep } from './people-step.tsx';
import { SeatsStep } from './seats-step.tsx';
import classes from './setup.module.css';
import type { Checked, SetupState } from './shapes.ts';
import { mistakeWords } from './titles.ts';
import { CallStep } from './call-step.tsx';
import { WriteStep } from './write-step.tsx';

const steps = ['clinic', 'pbx', 'seats', 'mis', 'write', 'cabinet', 'people', 'call'] as const;
type Step = (typeof steps)[number];
/** These ask the running Trubka, so what was entered must be written before. */
const running: ReadonlySet<Step> = new Set(['cabinet', 'people', 'call']);

/** While somebody types, mistakes are looked for after a pause. */
const CHECK_AFTER_MS = 500;

/** The steps in order; any of them may be opened, and none writes but «write». */
export function Steps({ state }: { state: SetupState }) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const { step: wanted } = useParams<{ step?: string }>();
  const [, go] = useLocation();
  const fresh = (): Draft =>
    draftOf(state, {
      language: i18n.language === 'en' ? 'en' : 'ru',
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
  const [draft, setDraft] = useState<Draft>(fresh);
  const [base, setBase] = useState(state.base);
  if (base !== state.base) {
    // The file is another one: an old draft would take out what was bound or written since.
    setBase(state.base);
    setDraft(fresh());
  }
  const ready = state.configured && state.applied;
  const step = steps.find((one) => one === wanted) ?? 'clinic';
  const missing = missingOf(draft, state);
  const writing = step === 'write';
  const [looked, setLooked] = useState(writing);
  if (writing && !looked) setLooked(true);
  const body = bodyOf(draft, state);
  const [rested] = useDebouncedValue(JSON.stringify(body), CHECK_AFTER_MS);
  const asked = writing ? body : (JSON.parse(rested) as typeof body);
  const check = useQuery({
    queryKey: ['configuration', 'check', asked],
    enabled: looked && missing.length === 0,
    queryFn: ({ signal }) => api.send<Checked>('configuration/check', { body: asked, signal }),
    placeholderData: (before) => (writing ? undefined : before),
    gcTime: 0,
  });
  const wrong = (key: string): string | undefined => {
    const isOfIt = (found: string): boolean =>
      found === key || found.startsWith(`${key}[`) || found.startsWith(`${key}.`);
    const found = check.data?.problems.find((problem) => isOfIt(problem.key));
    return found && mistakeWords(t, found);
  };
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const next = steps[steps.indexOf(step) + 1];
  const mayOpen = (one: Step): boolean => ready || !running.has(one);
  const address = (one: Step): string => `/settings/setup/${one}`;
  return (
    <div className={classes.setup}>
      <nav aria-label={t('setup.steps')} className={classes.steps}>
        <ol>
          {steps.map((one, index) => (
            <li key={one} data-wanting={missing.some((field) => field.step === one) || undefined}>
              {mayOpen(one) ? (
                <Link href={address(one)} aria-current={one === step ? 'step' : undefined} data-testid={`step-${one}`}>
                  {index + 1}. {t(`setup.step.${one}`)}
                </Link>
              ) : (
                <span data-testid={`step-${one}`}>
                  {index + 1}. {t(`setup.step.${one}`)}
                </span>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <Stack className={classes.body ?? ''} data-testid="setup-step" data-step={step}>
        <h3 className={classes.title}>{t(`setup.title.${step}`)}</h3>
        {!mayOpen(step) ? (
          <p className={classes.note} role="status">
            {t('setup.writeFirst')}
          </p>
        ) : step === 'clinic' ? (
          <ClinicStep {...{ draft, state, wrong }} onChange={change} />
        ) : step === 'pbx' ? (
          <PbxStep {...{ draft, state, wrong }} onChange={change} />
        ) : step === 'seats' ? (
          <SeatsStep {...{ draft, wrong }} onChange={change} />
        ) : step === 'mis' ? (
          <MisStep {...{ draft, state, wrong }} onChange={change} />
        ) : step === 'write' ? (
          <WriteStep {...{ draft, body, state, missing, check }} />
        ) : step === 'cabinet' ? (
          <CabinetStep state={state} />
        ) : step === 'people' ? (
          <PeopleStep state={state} />
        ) : (
          <CallStep state={state} />
        )}
        {next !== undefined && mayOpen(next) && step !== 'write' && (
          <Group>
            <Button
              onClick={() => go(address(next))}
              variant={running.has(step) ? 'default' : 'filled'}
              data-testid="next-step"
            >
              {t('setup.next')}
            </Button>
          </Group>
        )}
      </Stack>
    </div>
  );
}
