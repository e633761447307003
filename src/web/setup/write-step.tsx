import { Button, Group, Stack } from '@mantine/core';
import { useMutation, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/api.ts';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { problemWords } from '../page/problem-words.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { Draft, Missing } from './draft.ts';
import classes from './setup.module.css';
import type { Checked, FoundProblem, SetupState, Written } from './shapes.ts';
import { accountTitle, branchTitle, mistakeWords } from './titles.ts';
import { useApply } from './use-apply.ts';

interface WriteStepProps {
  draft: Draft;
  /** The draft as the server is told it. */
  body: object;
  state: SetupState;
  missing: readonly Missing[];
  check: UseQueryResult<Checked>;
}

/** What would be written, what is wrong with it, and writing it. */
export function WriteStep({ draft, body, state, missing, check }: WriteStepProps) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const apply = useApply();
  const begin = useMutation({
    mutationFn: apply,
    // Branches, lines and workplaces of the whole app are other ones now.
    onSuccess: () => location.assign(new URL('settings/setup/cabinet', document.baseURI)),
  });
  const write = useMutation({
    mutationFn: () => api.send<Written>('configuration', { method: 'PUT', body }),
    onSuccess: () => {
      if (state.mayRestart) begin.mutate();
      else void queries.invalidateQueries({ queryKey: ['configuration'], exact: true });
    },
  });
  const problems = check.data?.problems ?? [];
  const diff = check.data?.diff ?? [];
  const obstacle = state.obstacle;
  return (
    <Stack>
      <p className={classes.note}>{t('setup.where', { path: state.path })}</p>
      {missing.length > 0 && (
        <div className={classes.warning} role="alert" data-testid="lacking">
          <b>{t('setup.lacking')}</b>
          <ul>
            {missing.map(({ step, of, field }) => (
              <li key={`${step} ${of} ${field}`}>
                {[t(`setup.step.${step}`), of, t(`setup.${field}`, { defaultValue: field.replace(/^key\./, '') })]
                  .filter((word) => word !== null)
                  .join(' · ')}
              </li>
            ))}
          </ul>
        </div>
      )}
      {obstacle !== null && (
        <ProblemAlert
          error={new ApiProblem(409, '', `configuration-${obstacle.code}`, obstacle.place, { place: obstacle.place })}
        />
      )}
      {check.error !== null && <ProblemAlert error={check.error} onRetry={() => void check.refetch()} />}
      {problems.length > 0 && <Problems problems={problems} draft={draft} state={state} />}
      {diff.length > 0 && (
        <pre className={classes.diff} tabIndex={0} role="region" aria-label={t('setup.diff')} data-testid="diff">
          {diff.map(({ change, text }, index) => (
            <span key={index} data-change={change}>
              {change === 'added' ? '+ ' : '− '}
              {text}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
      {check.data !== undefined && diff.length === 0 && problems.length === 0 && (
        <p className={classes.note}>{t('setup.nothingNew')}</p>
      )}
      <p className={classes.note}>{t('setup.secretsBeside')}</p>
      {write.error !== null && <ProblemAlert error={write.error} />}
      {begin.error !== null && (
        <p className={classes.warning} role="alert">
          {t('setup.notBegun', { why: problemWords(t, begin.error).title })}
        </p>
      )}
      {write.isSuccess && (
        <p className={classes.note} role="status" data-testid="written">
          {write.data.backup === null ? t('setup.written') : t('setup.writtenWithCopy', { backup: write.data.backup })}{' '}
          {!state.mayRestart && t('setup.restartByHand')}
          {begin.isPending && t('setup.beginning')}
        </p>
      )}
      {state.elsewhere.length > 0 && (
        <p className={classes.note}>{t('setup.elsewhere', { roles: state.elsewhere.join(', ') })}</p>
      )}
      <Group>
        <Button
          onClick={() => write.mutate()}
          loading={write.isPending || begin.isPending}
          disabled={
            missing.length > 0 ||
            problems.length > 0 ||
            obstacle !== null ||
            check.data === undefined ||
            diff.length === 0
          }
          data-testid="write"
        >
          {state.mayRestart ? t('setup.writeAndApply') : t('setup.write')}
        </Button>
        {!state.applied && state.configured && state.mayRestart && (
          <Button variant="default" onClick={() => begin.mutate()} loading={begin.isPending} data-testid="apply">
            {t('setup.apply')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

interface ProblemsProps {
  problems: readonly FoundProblem[];
  draft: Draft;
  state: SetupState;
}

/** Mistakes with their keys, of which branch or account they are, and what to write instead. */
function Problems({ problems, draft, state }: ProblemsProps) {
  const { t } = useTranslation();
  const ownerOf = (key: string): string | null => {
    const [, list, kind, place] = /^(?:(branches)|accounts\.(pbx|mis))\[(\d+)\]/.exec(key) ?? [];
    if (list !== undefined) return branchTitle(t, draft.branches, Number(place));
    if (kind !== 'pbx' && kind !== 'mis') return null;
    const account = draft[kind].filter(({ provider }) => provider !== '')[Number(place)];
    return account === undefined ? null : accountTitle(account, { providers: state.providers[kind], fallback: '' });
  };
  return (
    <div className={classes.warning} role="alert" data-testid="config-problems">
      <b>{t('setup.problems')}</b>
      <ul>
        {problems.map((problem) => {
          const owner = ownerOf(problem.key);
          return (
            <li key={`${problem.key} ${problem.message}`}>
              {owner !== null && `${owner} · `}
              <code>{problem.key}</code>: {mistakeWords(t, problem)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
