import { Button, Group, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';
import { ConfirmButton } from './confirm-button.tsx';
import type { DeadLetter } from './shapes.ts';
import { useMoments } from './use-moments.ts';

/** One thing that did not arrive: why, what it says, and what may be done with it. */
export function DeadLetterItem({ letter, mayAct }: { letter: DeadLetter; mayAct: boolean }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const { moment } = useMoments();
  const [draft, setDraft] = useState<string | null>(null);
  const act = useMutation({
    mutationFn: (what: 'replay' | 'dismiss' | 'edit') =>
      what === 'edit'
        ? api.send(`deliveries/${letter.id}/payload`, { method: 'PUT', body: readJson(draft ?? '') })
        : api.send(`deliveries/${letter.id}/${what}`),
    onSuccess: (_answer, what) => {
      if (what === 'edit') setDraft(null);
    },
    onSettled: () =>
      Promise.all(['deliveries', 'integrations'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const code = letter.reason ?? 'permanent';
  const written = JSON.stringify(letter.payload, null, 2);
  return (
    <article className={classes.item} data-testid="dead-letter">
      <div>
        <b>{t(`cockpit.reasons.${code}`)}</b> · {letter.account} ·{' '}
        {t(`cockpit.delivery.${letter.kind}`, { defaultValue: letter.kind })}
        {letter.callId !== null && ` · ${t('cockpit.call', { id: letter.callId })}`}
        <span className={classes.quiet}>
          {' '}
          · {moment(letter.diedAt ?? letter.owedSince)} · {t('cockpit.attempts', { count: letter.attempts })}
        </span>
      </div>
      {letter.error !== null && <div className={classes.error}>{letter.error}</div>}
      <div className={classes.quiet}>{t(`cockpit.advice.${code}`)}</div>
      <details>
        <summary>{t('cockpit.content')}</summary>
        <pre className={classes.code} tabIndex={0} role="region" aria-label={t('cockpit.content')}>
          {written}
        </pre>
      </details>
      {draft !== null && (
        <Textarea
          label={t('cockpit.edited')}
          description={t('cockpit.editedHint')}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
          error={readJson(draft) === undefined ? t('cockpit.notJson') : undefined}
          autosize
          minRows={4}
          maxRows={16}
          data-testid="payload"
        />
      )}
      {mayAct && (
        <Group gap="xs">
          <ConfirmButton
            label={t('cockpit.replay')}
            question={t(code === 'ambiguous' ? 'cockpit.replayAmbiguous' : 'cockpit.replayQuestion')}
            pending={act.isPending && act.variables === 'replay'}
            onConfirm={() => act.mutate('replay')}
            testId="replay"
          />
          {letter.editable &&
            (draft === null ? (
              <Button size="compact-md" variant="default" onClick={() => setDraft(written)} data-testid="edit">
                {t('cockpit.edit')}
              </Button>
            ) : (
              <>
                <Button
                  size="compact-md"
                  loading={act.isPending && act.variables === 'edit'}
                  disabled={readJson(draft) === undefined}
                  onClick={() => act.mutate('edit')}
                  data-testid="save-payload"
                >
                  {t('cockpit.save')}
                </Button>
                <Button size="compact-md" variant="default" onClick={() => setDraft(null)}>
                  {t('cockpit.cancel')}
                </Button>
              </>
            ))}
          <ConfirmButton
            label={t('cockpit.letGo')}
            question={t('cockpit.letGoQuestion')}
            danger
            pending={act.isPending && act.variables === 'dismiss'}
            onConfirm={() => act.mutate('dismiss')}
            testId="dismiss"
          />
        </Group>
      )}
      {act.error !== null && <ProblemAlert error={act.error} />}
    </article>
  );
}

/** Undefined for what is no JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
