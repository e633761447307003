import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callOutcomes } from '../../contracts/outcomes.ts';
import { OutcomeButtons } from '../outcome/outcome-buttons.tsx';
import { RefusalReason } from '../outcome/refusal-reason.tsx';
import { useOutcome } from '../outcome/use-outcome.ts';
import classes from './history.module.css';
import type { HistoryDetail } from './shapes.ts';

/** What came of a call: one click, and one click back. */
export function OutcomePicker({ call }: { call: HistoryDetail }) {
  const { t } = useTranslation();
  const [refusing, setRefusing] = useState(false);
  const said = call.outcome;
  const { put, saving, failed } = useOutcome(call.id, said, () => setRefusing(false));
  return (
    <section className={classes.section} aria-labelledby="history-outcome" data-testid="outcome-picker">
      <h3 id="history-outcome">{t('outcome.title')}</h3>
      <OutcomeButtons
        outcomes={callOutcomes}
        chosen={said?.outcome ?? null}
        saving={saving?.outcome ?? null}
        disabled={saving !== null}
        labelledBy="history-outcome"
        onChoose={(outcome) => {
          if (outcome === 'refused' && said?.outcome !== 'refused') setRefusing(true);
          else put({ outcome: said?.outcome === outcome ? null : outcome, reason: null });
        }}
      />
      {refusing && <RefusalReason saving={saving !== null} onSave={(reason) => put({ outcome: 'refused', reason })} />}
      {said !== null && (
        <p className={classes.quiet} role="status" data-testid="outcome-said">
          {[t(`outcome.words.${said.outcome}`), said.reason, said.by].filter((word) => word !== null).join(' · ')}{' '}
          <Button
            variant="default"
            size="compact-xs"
            loading={saving !== null}
            onClick={() => put({ outcome: null, reason: null })}
            data-testid="outcome-clear"
          >
            {t('outcome.clear')}
          </Button>
        </p>
      )}
      {failed && (
        <p role="alert" className={classes.quiet}>
          {t('calls.chooseFailed')}
        </p>
      )}
    </section>
  );
}
