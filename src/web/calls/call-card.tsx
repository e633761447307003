import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { codeWords } from '../words/code-words.ts';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import classes from './call-card.module.css';
import { CallBack } from './call-back.tsx';
import { CallClock } from './call-clock.tsx';
import { CardTasks } from './card-tasks.tsx';
import { CallHeading } from './call-heading.tsx';
import { CorrectCaller } from './correct-caller.tsx';
import { CardOutcome } from '../outcome/card-outcome.tsx';
import { RequestOfCall } from '../requests/request-of-call.tsx';
import { TakeCall } from '../outcome/take-call.tsx';
import { subjectOf } from './caller-subject.ts';
import { ClassBadge } from './class-badge.tsx';
import { EarlierCalls } from './earlier-calls.tsx';
import { FreeSlots } from './free-slots.tsx';
import { Household } from './household.tsx';
import type { LiveCall } from './live-calls.ts';
import { phaseWords } from './phase-words.ts';
import { PersonSummary } from './person-summary.tsx';
import { PhoneNumber } from './phone-number.tsx';
import { TreatedBadge } from './treated-badge.tsx';
import { useChooseCaller } from './use-choose-caller.ts';

/** The big card of one call, to be read from a metre. */
export function CallCard({ call }: { call: LiveCall }) {
  const { t } = useTranslation();
  const { feed, me } = useWorkplace();
  const places = usePlaces();
  const choice = useChooseCaller(call.callId);
  const { caller } = call;
  const subject = subjectOf(caller);
  const number =
    subject.is === 'hidden' ? null : (caller.phone ?? (call.call.direction === 'out' ? call.call.to : call.call.from));
  const branch = call.call.branch;
  const branchName = places.branchName(branch);
  const shownClass = caller.class ?? call.call.class;
  // What the heading says already is not said twice.
  const said = {
    unlisted: 'no-such-number',
    household: 'household-unresolved',
    hidden: 'number-withheld',
    person: null,
  }[subject.is];
  const reasons = caller.reasons.filter((reason) => reason !== said);
  const line = places.line(call.call.line);
  const offersSlots =
    branch !== null && call.phase !== 'over' && (shownClass === 'first-time' || shownClass === 'returning');

  return (
    <article
      className={classes.card}
      data-phase={call.phase}
      data-class={shownClass ?? 'unknown'}
      data-testid="card"
      data-call={call.callId}
    >
      <div className={classes.top}>
        <span className={classes.phase} data-testid="phase">
          {phaseWords(t, call)}
          {branchName !== null && ` · ${branchName}`}
        </span>
        <CallClock call={call} />
        {call.phase === 'over' && (
          <Button variant="default" size="compact-sm" onClick={() => feed.hide(call.callId)} data-testid="hide-card">
            {t('calls.hide')}
          </Button>
        )}
      </div>
      {(me?.branches.length ?? 0) > 1 &&
        branchName !== null &&
        call.phase === 'ringing' &&
        call.call.direction !== 'out' && (
          <p className={classes.greeting} data-testid="greeting">
            {t('calls.greeting', { branch: branchName })}
          </p>
        )}
      <TakeCall call={call} />
      <CallHeading subject={subject} number={number} reasons={caller.reasons} />
      {shownClass !== null && (
        <p className={classes.why}>
          <ClassBadge of={shownClass} large />
          {subject.is === 'person' && <TreatedBadge visit={subject.person.lastVisit} branch={branch} large />}
          <span data-testid="reasons">{reasons.map((reason) => codeWords(t, 'reasons', reason)).join(', ')}</span>
        </p>
      )}
      {choice.failed && (
        <Alert color="red" role="alert" my="xs" p="xs">
          {t('calls.chooseFailed')}
        </Alert>
      )}
      {subject.is === 'household' && (
        <Household people={subject.people} branch={branch} saving={choice.saving} onChoose={choice.choose} />
      )}
      {subject.is === 'person' && <PersonSummary person={subject.person} branch={branch} />}
      <div className={classes.ways}>
        {number !== null && <PhoneNumber number={number} big={subject.is === 'unlisted'} />}
        {number !== null && call.phase === 'over' && call.call.direction !== 'internal' && (
          <CallBack number={number} line={call.call.line} />
        )}
        {subject.is === 'person' && subject.chosen && (
          <Button
            variant="default"
            size="compact-md"
            loading={choice.saving === null}
            onClick={() => choice.choose(null)}
            data-testid="undo-choice"
          >
            {t('calls.undoChoice')}
          </Button>
        )}
      </div>
      {call.call.direction !== 'internal' && <CorrectCaller callId={call.callId} caller={caller} subject={subject} />}
      {call.call.line !== null && (
        <p className={classes.quietLine} data-testid="line">
          {t('calls.line')}: {line?.name ?? call.call.line}
          {(caller.channel ?? line?.campaign) != null &&
            ` · ${t('calls.campaign')}: ${caller.channel ?? line?.campaign}`}
        </p>
      )}
      {number !== null && call.call.direction !== 'internal' && !caller.reasons.includes('shared-number') && (
        <EarlierCalls
          callId={call.callId}
          number={number}
          personId={subject.is === 'person' ? subject.person.id : null}
        />
      )}
      {number !== null && call.call.direction !== 'internal' && <CardTasks phone={number} />}
      {offersSlots && <FreeSlots branch={branch} />}
      {call.phase !== 'ringing' && call.call.direction !== 'internal' && <RequestOfCall call={call} />}
      <DirectoryAge asOf={caller.asOf} branch={branch} />
      {call.phase !== 'ringing' && call.call.direction !== 'internal' && <CardOutcome call={call} />}
    </article>
  );
}

/** A card is believed only as far as the directory behind it is fresh. */
function DirectoryAge({ asOf, branch }: { asOf: string | null; branch: string | null }) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const now = useNow(60_000);
  if (asOf === null) return null;
  return (
    <p className={classes.age}>
      {t('calls.directoryAsOf', { moment: momentWords(t, asOf, places.zone(branch), i18n.language, now) })}
    </p>
  );
}
