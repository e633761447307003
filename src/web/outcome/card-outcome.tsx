import { Button, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callOutcomes, type CallOutcome } from '../../contracts/outcomes.ts';
import type { LiveCall } from '../calls/live-calls.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { useDigits } from './call-keys.ts';
import { CallNote } from './call-note.tsx';
import { OutcomeButtons } from './outcome-buttons.tsx';
import classes from './outcome.module.css';
import { RefusalReason } from './refusal-reason.tsx';
import { useCallDetail } from './use-call-detail.ts';
import { useOutcome } from './use-outcome.ts';
import { WishOfCall } from './wish-of-call.ts';

/** The outcomes that stand on keys. */
const onKeys = 7;
/** A card stays so long after the last word that is typed on it. */
const holdMs = 60_000;
const dialogHoldMs = 15 * 60_000;

/** What came of the call, in one click or, after it, one key; and a note. */
export function CardOutcome({ call }: { call: LiveCall }) {
  const { t } = useTranslation();
  const { api, feed, me } = useWorkplace();
  const { callId } = call;
  const detail = useCallDetail(callId);
  const said = detail.data?.outcome ?? null;
  const { put, undo, saving, failed } = useOutcome(callId, said);
  const [all, setAll] = useState(false);
  const [refusing, setRefusing] = useState(false);
  const [wishing, setWishing] = useState(false);
  const branch = call.call.branch;
  const level = useQuery({
    queryKey: ['data-level', branch],
    queryFn: ({ signal }) => api.dataLevel(branch ?? '', signal),
    enabled: branch !== null,
    staleTime: 600_000,
    retry: false,
  });
  const visitsAreRead = level.data?.visits === true;
  const booksIn = me?.reception?.booksIn ?? null;
  const over = call.phase === 'over';

  function choose(outcome: CallOutcome): void {
    const again = said?.outcome === outcome;
    setRefusing(outcome === 'refused' && !again);
    if (outcome === 'waiting-list' && !again) wish(true);
    put({ outcome: again ? null : outcome, reason: null });
  }
  function wish(open: boolean): void {
    feed.hold(callId, open ? dialogHoldMs : null);
    setWishing(open);
  }
  useDigits(over && saving === null, (digit) => {
    const outcome = digit === 0 ? undefined : callOutcomes.slice(0, onKeys)[digit - 1];
    if (outcome === undefined || said?.outcome === outcome) return false;
    choose(outcome);
    return true;
  });

  const shown = all || (said !== null && callOutcomes.indexOf(said.outcome) >= onKeys);
  return (
    <section
      className={classes.part}
      data-over={over || undefined}
      aria-labelledby="card-outcome"
      data-testid="card-outcome"
    >
      <h3 id="card-outcome">
        {t('outcome.title')} {over && <small>{t('outcome.keysHint')}</small>}
      </h3>
      <OutcomeButtons
        outcomes={shown ? callOutcomes : callOutcomes.slice(0, onKeys)}
        chosen={said?.outcome ?? null}
        saving={saving?.outcome ?? null}
        disabled={saving !== null}
        keys={over ? 'now' : 'later'}
        wordOf={(outcome) =>
          outcome === 'booked' && booksIn !== null ? t('outcome.bookedIn', { system: booksIn }) : null
        }
        labelledBy="card-outcome"
        onChoose={choose}
      />
      <div className={classes.said} role="status" data-testid="outcome-said" data-outcome={said?.outcome ?? 'none'}>
        {said === null ? (
          <span>{t(visitsAreRead ? 'outcome.visitsAreRead' : 'outcome.mayBeSkipped')}</span>
        ) : (
          <>
            <span>
              {[t('outcome.said', { outcome: t(`outcome.words.${said.outcome}`) }), said.reason]
                .filter((word) => word !== null)
                .join(' · ')}
            </span>
            <Button
              variant="default"
              size="compact-xs"
              onClick={undo}
              disabled={saving !== null}
              data-testid="outcome-undo"
            >
              {t('outcome.undo')}
            </Button>
          </>
        )}
        {said?.outcome === 'waiting-list' && (
          <Button variant="default" size="compact-xs" onClick={() => wish(true)} data-testid="wish-open">
            {t('outcome.addToWaitingList')}
          </Button>
        )}
        {!shown && (
          <UnstyledButton className={classes.more} onClick={() => setAll(true)} data-testid="outcome-more">
            {t('outcome.more')}
          </UnstyledButton>
        )}
      </div>
      {refusing && said?.outcome === 'refused' && said.reason === null && (
        <RefusalReason
          saving={saving !== null}
          onSave={(reason) => {
            setRefusing(false);
            if (reason !== null) put({ outcome: 'refused', reason });
          }}
        />
      )}
      {failed && (
        <p role="alert" className={classes.failed} data-testid="outcome-failed">
          {t('calls.chooseFailed')}
        </p>
      )}
      {detail.data !== undefined && (
        <CallNote
          callId={callId}
          note={detail.data.note}
          onWriting={(writing) => feed.hold(callId, writing ? holdMs : null)}
        />
      )}
      {wishing && (
        <Suspense fallback={null}>
          <WishOfCall
            caller={call.caller}
            branch={branch}
            phone={call.caller.phone ?? call.call.from}
            onClose={() => wish(false)}
          />
        </Suspense>
      )}
    </section>
  );
}
