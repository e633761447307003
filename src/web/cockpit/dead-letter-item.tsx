import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';
import { ConfirmButton } from './confirm-button.tsx';
import { LetterFields } from './letter-fields.tsx';
import type { DeadLetter } from './shapes.ts';
import { useMoments } from './use-moments.ts';

/** One thing that did not arrive: why, what it says, and what may be done with it. */
export function DeadLetterItem({ letter, mayAct }: { letter: DeadLetter; mayAct: boolean }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const { moment } = useMoments();
  const [editing, setEditing] = useState(false);
  const act = useMutation({
    mutationFn: (what: 'replay' | 'dismiss') => api.send(`deliveries/${letter.id}/${what}`),
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
      {editing && <LetterFields letter={letter} onClose={() => setEditing(false)} />}
      {mayAct && (
        <Group gap="xs">
          <ConfirmButton
            label={t('cockpit.replay')}
            question={t(code === 'ambiguous' ? 'cockpit.replayAmbiguous' : 'cockpit.replayQuestion')}
            pending={act.isPending && act.variables === 'replay'}
            onConfirm={() => act.mutate('replay')}
            testId="replay"
          />
          {letter.editable !== null && !editing && (
            <Button size="compact-md" variant="default" onClick={() => setEditing(true)} data-testid="edit">
              {t('cockpit.edit')}
            </Button>
          )}
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
