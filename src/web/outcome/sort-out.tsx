import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callOutcomes } from '../../contracts/outcomes.ts';
import type { CallRow } from '../api/shapes.ts';
import { callerTitle } from '../calls/caller-title.ts';
import { ClassBadge } from '../calls/class-badge.tsx';
import { Dialog } from '../page/dialog.tsx';
import { clockTime } from '../words/calendar.ts';
import { formatDuration } from '../words/format-duration.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import { useDigits } from './call-keys.ts';
import { OutcomeButtons } from './outcome-buttons.tsx';
import classes from './outcome.module.css';
import { CallNote } from './call-note.tsx';
import { useCallDetail } from './use-call-detail.ts';
import { useOutcome } from './use-outcome.ts';

/** «Разобрать N звонков»: the talks of this workplace that nobody has said the outcome of, one after another. */
export function SortOut({ rows, onClose }: { rows: readonly CallRow[]; onClose(): void }) {
  const { t } = useTranslation();
  // What is said takes a call from the list behind the window, but not from under the hand.
  const [calls] = useState(rows);
  const [at, setAt] = useState(0);
  const call = calls[at];
  return (
    <Dialog title={t('outcome.sortOut')} onClose={onClose} testId="sort-out">
      {call === undefined ? (
        <div className={classes.sorted}>
          <p role="status" data-testid="sorted-out">
            {t('outcome.sortedOut')}
          </p>
          <Button onClick={onClose} data-autofocus>
            {t('page.close')}
          </Button>
        </div>
      ) : (
        <OneCall
          key={call.id}
          call={call}
          progress={t('outcome.progress', { number: at + 1, all: calls.length })}
          onNext={() => setAt(at + 1)}
          onBack={at === 0 ? null : () => setAt(at - 1)}
        />
      )}
    </Dialog>
  );
}

interface OneCallProps {
  call: CallRow;
  progress: string;
  onNext(): void;
  onBack: (() => void) | null;
}

function OneCall({ call, progress, onNext, onBack }: OneCallProps) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const detail = useCallDetail(call.id);
  const said = detail.data?.outcome ?? null;
  const { put, saving, failed } = useOutcome(call.id, said, onNext);
  useDigits(
    saving === null,
    (digit) => {
      const outcome = digit === 0 ? undefined : callOutcomes.slice(0, 7)[digit - 1];
      if (digit === 0) onNext();
      else if (outcome !== undefined) put({ outcome, reason: null });
      return digit === 0 || outcome !== undefined;
    },
    'window',
  );
  return (
    <div className={classes.sorting}>
      <p className={classes.quiet}>{progress}</p>
      <h3 id="sorting-call" className={classes.whose} data-testid="sorting-call" data-call={call.id}>
        {callerTitle(t, call.caller, call.from)} <ClassBadge of={call.class} />
      </h3>
      <p className={classes.quiet}>
        {[
          clockTime(call.startedAt, call.zone ?? places.zone(call.branch), i18n.language),
          call.talkSeconds === null ? null : t('today.talked', { duration: formatDuration(call.talkSeconds) }),
          places.line(call.line)?.name ?? call.line,
        ]
          .filter((word) => word !== null)
          .join(' · ')}
      </p>
      <OutcomeButtons
        outcomes={callOutcomes}
        chosen={said?.outcome ?? null}
        saving={saving?.outcome ?? null}
        disabled={saving !== null}
        keys="now"
        labelledBy="sorting-call"
        onChoose={(outcome) => put({ outcome, reason: null })}
      />
      {failed && (
        <p role="alert" className={classes.failed}>
          {t('calls.chooseFailed')}
        </p>
      )}
      {detail.data !== undefined && <CallNote callId={call.id} note={detail.data.note} />}
      <div className={classes.steps}>
        <Button variant="default" disabled={onBack === null} onClick={() => onBack?.()}>
          {t('outcome.back')}
        </Button>
        <Button variant="default" onClick={onNext} data-autofocus data-testid="sorting-skip">
          {t('outcome.skip')}
        </Button>
      </div>
    </div>
  );
}
