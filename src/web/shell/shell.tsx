import { useLocalStorage } from '@mantine/hooks';
import { QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Router } from 'wouter';
import { ApiProblem, createApi } from '../api/api.ts';
import { newKey } from '../api/new-key.ts';
import { createCallFeed } from '../calls/call-feed.ts';
import type { CallFrame } from '../calls/frames.ts';
import { RingAnnouncement } from '../calls/ring-announcement.tsx';
import { Header } from '../header/header.tsx';
import { InsecureLine } from '../header/insecure-line.tsx';
import { OfflineBanner } from '../header/offline-banner.tsx';
import { asLanguage, chosenLanguage } from '../language/language.ts';
import type { FirstAnswers } from '../start/first-answers.ts';
import { createListRefresh } from '../today/list-refresh.ts';
import { notifyRing } from '../workplace/notify-ring.ts';
import { playRing } from '../workplace/play-ring.ts';
import { WorkplaceContext } from '../workplace/workplace-context.ts';
import { appBase } from './app-base.ts';
import { claimRing } from './claim-ring.ts';
import { CornerCall } from './corner-call.tsx';
import { CurrentPage } from './current-page.tsx';
import { Navigation } from './navigation.tsx';
import { pagesOf } from './pages.ts';
import classes from './shell.module.css';
import { startQueries } from './start-queries.ts';

interface ShellProps {
  /** The key of a workplace; null: the browser's session of a user. */
  token: string | null;
  /** What was asked with it at the start. */
  first: FirstAnswers | null;
  onRefused(): void;
  onSignOut(): void;
  /** For those who signed in by name: another workplace. */
  onChangeSeat?: () => void;
}

/** Everything of somebody who is let in: one feed of calls, one cache, the header, the navigation and a page. */
export function Shell(props: ShellProps) {
  const [client] = useState(() => startQueries(props.first));
  return (
    <QueryClientProvider client={client}>
      <Router base={appBase()}>
        <OpenShell {...props} />
      </Router>
    </QueryClientProvider>
  );
}

function OpenShell({ token, onRefused, onSignOut, onChangeSeat }: ShellProps) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const api = useMemo(() => createApi(token), [token]);
  const [feed] = useState(() => createCallFeed(token));
  const [counterMode, setCounterMode] = useKept('trubka.counter-mode');
  const [sound, setSound] = useKept('trubka.sound');
  const [notifications, setNotifications] = useKept('trubka.notifications');

  const me = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.me(signal),
    staleTime: 300_000,
    refetchInterval: 600_000,
  });
  const refused = me.error instanceof ApiProblem && (me.error.status === 401 || me.error.status === 403);
  const onRefusedNow = useEffectEvent(onRefused);
  useEffect(() => {
    if (refused) onRefusedNow();
  }, [refused]);

  const language = me.data?.language;
  useEffect(() => {
    const told = asLanguage(language ?? null);
    if (told !== null && chosenLanguage() === null) void i18n.changeLanguage(told);
  }, [language, i18n]);

  const onRing = useEffectEvent(async (frame: CallFrame) => {
    if (me.data?.seat == null || frame.call.direction === 'out') return;
    const { callId } = frame;
    const visible = document.visibilityState === 'visible';
    const claim = { callId, window: thisWindow, visible, claims: localStorage, wait: sleep };
    if (!(await claimRing(claim))) return;
    if (sound) playRing();
    const branch = me.data.branches.find((known) => known.id === frame.call.branch)?.name;
    if (notifications) {
      notifyRing(
        frame.callId,
        branch === undefined ? t('calls.notificationPlain') : t('calls.notification', { branch }),
      );
    }
  });
  useEffect(() => {
    const lists = createListRefresh(() => void queries.invalidateQueries({ queryKey: ['calls'] }));
    const disconnect = feed.start({
      onRefused: () => onRefusedNow(),
      onFailedAttempt: () => void queries.invalidateQueries({ queryKey: ['me'] }),
      onRing: (frame) => void onRing(frame),
      onChange: lists.soon,
    });
    return () => {
      lists.stop();
      disconnect();
    };
  }, [feed, queries]);

  const value = useMemo(() => ({ api, feed, me: me.data ?? null, counterMode }), [api, feed, me.data, counterMode]);
  const pages = pagesOf(me.data);
  return (
    <WorkplaceContext value={value}>
      <div className={classes.screen}>
        <a href="#page" className={classes.skip} onClick={toPage}>
          {t('shell.skip')}
        </a>
        <Header
          counterMode={counterMode}
          onCounterMode={setCounterMode}
          sound={sound}
          onSound={setSound}
          notifications={notifications}
          onNotifications={setNotifications}
          onSignOut={onSignOut}
          {...(onChangeSeat !== undefined && { onChangeSeat })}
        />
        <InsecureLine />
        <OfflineBanner />
        <div className={classes.middle}>
          <Navigation pages={pages} />
          <CurrentPage pages={pages} known={me.data !== undefined} />
        </div>
        <CornerCall />
        <RingAnnouncement />
      </div>
    </WorkplaceContext>
  );
}

const thisWindow = newKey();
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function useKept(key: string): [boolean, (on: boolean) => void] {
  const [on, set] = useLocalStorage({ key, defaultValue: false, getInitialValueInEffect: false });
  return [on, set];
}

/** A plain `#page` would be taken as an address beside the app's base. */
function toPage(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('page')?.focus();
}
