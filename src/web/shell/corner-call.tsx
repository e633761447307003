import { Button } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { CallClock } from '../calls/call-clock.tsx';
import { callerTitle } from '../calls/caller-title.ts';
import { ClassBadge } from '../calls/class-badge.tsx';
import { phaseWords } from '../calls/phase-words.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { cornerCalls } from './corner-calls.ts';
import classes from './corner-call.module.css';

/**
 * The call of this seat on every page but its own: in the corner, without taking the focus, and small, so that what is
 * being written goes on. It is told to a screen reader by the announcement that stands on every page.
 */
export function CornerCall() {
  const { t } = useTranslation();
  const { feed } = useWorkplace();
  const [location, open] = useLocation();
  const calls = useSyncExternalStore(feed.subscribe, feed.calls);
  const [call, ...others] = location === '/' ? [] : cornerCalls(calls);
  if (call === undefined) return null;
  const { direction, from, to } = call.call;
  const shownClass = call.caller.class ?? call.call.class;
  return (
    <aside
      className={classes.corner}
      aria-label={phaseWords(t, call)}
      data-class={shownClass ?? 'unknown'}
      data-testid="corner-call"
      data-call={call.callId}
    >
      <span className={classes.phase}>
        {phaseWords(t, call)} · <CallClock call={call} />
        {others.length > 0 && ` · ${t('shell.moreCalls', { count: others.length })}`}
      </span>
      <span className={classes.who}>{callerTitle(t, call.caller, direction === 'out' ? to : from)}</span>
      <span>
        <ClassBadge of={shownClass} />
      </span>
      <Button
        className={classes.open ?? ''}
        onClick={() => {
          feed.show(call.callId);
          open('/');
        }}
        data-testid="corner-open"
      >
        {t('shell.openCall')}
      </Button>
    </aside>
  );
}
