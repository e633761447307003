import { VisuallyHidden } from '@mantine/core';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { codeWords } from '../words/code-words.ts';
import { nameTab } from '../words/tab-title.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { callerTitle } from './caller-title.ts';

/** Tells a screen reader, politely, and the tab's title, without a name, that somebody rings. */
export function RingAnnouncement() {
  const { t, i18n } = useTranslation();
  const { feed, me } = useWorkplace();
  const places = usePlaces();
  const calls = useSyncExternalStore(feed.subscribe, feed.calls);
  const seated = me !== null ? me.seat !== null : calls.seat !== null;
  const ringing = seated
    ? calls.calls.findLast((call) => call.phase === 'ringing' && call.call.direction !== 'out')
    : undefined;
  const branch = ringing === undefined ? null : places.branchName(ringing.call.branch);

  useEffect(() => {
    const ring = branch === null ? t('calls.notificationPlain') : t('calls.notification', { branch });
    nameTab({ ring: ringing === undefined ? null : ring });
  }, [ringing, branch, t, i18n.language]);

  return (
    <VisuallyHidden role="status" aria-live="polite" data-testid="announcement">
      {ringing === undefined
        ? ''
        : t('calls.announcement', {
            who: callerTitle(t, ringing.caller, ringing.call.from),
            class: codeWords(t, 'classes', ringing.caller.class ?? 'unknown'),
          })}
    </VisuallyHidden>
  );
}
