import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { CallClock } from './call-clock.tsx';
import { callerTitle } from './caller-title.ts';
import { ClassBadge } from './class-badge.tsx';
import classes from './incoming-calls.module.css';
import { type LiveCall, type LiveCalls, otherCalls } from './live-calls.ts';
import { phaseWords } from './phase-words.ts';

/** Calls beside the big card. They have their own place and never cover or move it. */
export function OtherCalls({ calls }: { calls: LiveCalls }) {
  const { t } = useTranslation();
  const others = otherCalls(calls);
  if (others.length === 0) return null;
  return (
    <section aria-label={t('calls.others')} className={classes.others} data-testid="others">
      <h2 className={classes.othersTitle}>{t('calls.others')}</h2>
      <ul className={classes.othersList}>
        {others.map((call) => (
          <li key={call.callId}>
            <OtherCall call={call} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OtherCall({ call }: { call: LiveCall }) {
  const { t } = useTranslation();
  const { feed } = useWorkplace();
  const places = usePlaces();
  const shownClass = call.caller.class ?? call.call.class;
  const branch = places.branchName(call.call.branch);
  return (
    <UnstyledButton
      className={classes.other}
      data-phase={call.phase}
      data-class={shownClass ?? 'unknown'}
      onClick={() => feed.show(call.callId)}
      data-testid="other-call"
      data-call={call.callId}
    >
      <span className={classes.otherWho}>
        {callerTitle(t, call.caller, call.call.direction === 'out' ? call.call.to : call.call.from)}
        <span className={classes.otherPhase}>
          {phaseWords(t, call)}
          {branch !== null && ` · ${branch}`}
        </span>
      </span>
      <ClassBadge of={shownClass} />
      <CallClock call={call} />
    </UnstyledButton>
  );
}
