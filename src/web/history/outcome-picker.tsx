import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callOutcomes, type CallOutcome } from '../../contracts/outcomes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './history.module.css';
import type { HistoryDetail } from './shapes.ts';

/** What came of a call: one click, and one click back. */
export function OutcomePicker({ call }: { call: HistoryDetail }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const [refusing, setRefusing] = useState(false);
  const [reason, setReason] = useState('');
  const putting = useMutation({
    mutationFn: (wanted: { outcome: CallOutcome | null; reason: string | null }) =>
      api.send<{ call: HistoryDetail }>(`calls/${encodeURIComponent(call.id)}/outcome`, {
        method: 'PUT',
        body: wanted,
      }),
    onSuccess({ call: now }) {
      setRefusing(false);
      setReason('');
      queries.setQueryData(['calls', 'one', call.id], now);
      return queries.invalidateQueries({ queryKey: ['corrections', call.id] });
    },
  });
  const said = call.outcome;
  return (
    <section className={classes.section} aria-labelledby="history-outcome" data-testid="outcome-picker">
      <h3 id="history-outcome">{t('history.outcome')}</h3>
      <div className={classes.outcomes} role="group" aria-labelledby="history-outcome">
        {callOutcomes.map((outcome) => (
          <Button
            key={outcome}
            size="compact-md"
            variant={said?.outcome === outcome ? 'filled' : 'default'}
            aria-pressed={said?.outcome === outcome}
            loading={putting.isPending && putting.variables.outcome === outcome}
            disabled={putting.isPending}
            onClick={() => {
              if (outcome === 'refused' && said?.outcome !== 'refused') setRefusing(true);
              else putting.mutate({ outcome: said?.outcome === outcome ? null : outcome, reason: null });
            }}
            data-testid="outcome-choice"
            data-outcome={outcome}
          >
            {t(`history.outcomes.${outcome}`)}
          </Button>
        ))}
      </div>
      {refusing && (
        <form
          className={classes.view}
          onSubmit={(event) => {
            event.preventDefault();
            putting.mutate({ outcome: 'refused', reason: reason.trim() === '' ? null : reason.trim() });
          }}
        >
          <TextInput
            aria-label={t('history.refusedWhy')}
            placeholder={t('history.refusedWhy')}
            value={reason}
            maxLength={500}
            autoFocus
            onChange={(event) => setReason(event.currentTarget.value)}
            data-testid="refused-why"
          />
          <Button type="submit" loading={putting.isPending} data-testid="refused-save">
            {t('history.saveOutcome')}
          </Button>
        </form>
      )}
      {said !== null && (
        <p className={classes.quiet} role="status" data-testid="outcome-said">
          {[t(`history.outcomes.${said.outcome}`), said.reason, said.by].filter((word) => word !== null).join(' · ')}{' '}
          <Button
            variant="default"
            size="compact-xs"
            loading={putting.isPending}
            onClick={() => putting.mutate({ outcome: null, reason: null })}
            data-testid="outcome-clear"
          >
            {t('history.clearOutcome')}
          </Button>
        </p>
      )}
      {putting.isError && (
        <p role="alert" className={classes.quiet}>
          {t('calls.chooseFailed')}
        </p>
      )}
    </section>
  );
}
