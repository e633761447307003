import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useEffectEvent, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, createApi } from '../api/api.ts';
import { LiveBoard } from '../board/live-board.tsx';
import { type CallFeed, createCallFeed } from '../calls/call-feed.ts';
import type { CallFrame } from '../calls/frames.ts';
import { IncomingCalls } from '../calls/incoming-calls.tsx';
import { OtherCalls } from '../calls/other-calls.tsx';
import { RingAnnouncement } from '../calls/ring-announcement.tsx';
import { Header } from '../header/header.tsx';
import { OfflineBanner } from '../header/offline-banner.tsx';
import { asLanguage, chosenLanguage } from '../language/language.ts';
import { TodaysCalls } from '../today/todays-calls.tsx';
import { createListRefresh } from '../today/list-refresh.ts';
import { FailureBoundary } from './failure-boundary.tsx';
import { notifyRing } from './notify-ring.ts';
import { playRing } from './play-ring.ts';
import { WorkplaceContext } from './workplace-context.ts';
import classes from './workplace.module.css';

interface WorkplaceProps {
  token: string;
  onRefused(): void;
  onSignOut(): void;
}

export function Workplace(props: WorkplaceProps) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            staleTime: 15_000,
            networkMode: 'always',
            retry: (failures, error) =>
              failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
          },
          mutations: { networkMode: 'always' },
        },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <OpenWorkplace {...props} />
    </QueryClientProvider>
  );
}

function OpenWorkplace({ token, onRefused, onSignOut }: WorkplaceProps) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const api = useMemo(() => createApi(token), [token]);
  const [feed] = useState(() => createCallFeed(token));
  const [counterMode, setCounterMode] = useLocalStorage({
    key: 'trubka.counter-mode',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [sound, setSound] = useLocalStorage({
    key: 'trubka.sound',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [notifications, setNotifications] = useLocalStorage({
    key: 'trubka.notifications',
    defaultValue: false,
    getInitialValueInEffect: false,
  });

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

  const onRing = useEffectEvent((frame: CallFrame) => {
    if (me.data?.seat == null || frame.call.direction === 'out') return;
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
      onRing: (frame) => onRing(frame),
      onChange: lists.soon,
    });
    return () => {
      lists.stop();
      disconnect();
    };
  }, [feed, queries]);

  const value = useMemo(() => ({ api, feed, me: me.data ?? null, counterMode }), [api, feed, me.data, counterMode]);
  return (
    <WorkplaceContext value={value}>
      <div className={classes.screen}>
        <Header
          counterMode={counterMode}
          onCounterMode={setCounterMode}
          sound={sound}
          onSound={setSound}
          notifications={notifications}
          onNotifications={setNotifications}
          onSignOut={onSignOut}
        />
        <OfflineBanner />
        <Columns feed={feed} managerByToken={me.data === undefined ? undefined : me.data.seat === null} />
        <RingAnnouncement />
      </div>
    </WorkplaceContext>
  );
}

function Columns({ feed, managerByToken }: { feed: CallFeed; managerByToken: boolean | undefined }) {
  const calls = useSyncExternalStore(feed.subscribe, feed.calls);
  // Either side may be there first; cards do not wait for the REST side.
  const manager = managerByToken ?? calls.seat === null;
  return (
    <main className={classes.columns}>
      {!manager && <OtherCalls calls={calls} />}
      <div className={classes.scroll}>
        <div className={classes.calls}>
          <FailureBoundary key={calls.activeId}>
            {manager ? <LiveBoard calls={calls.calls} /> : <IncomingCalls calls={calls} />}
          </FailureBoundary>
        </div>
        <div className={classes.list}>
          <FailureBoundary>
            <TodaysCalls live={calls.calls} />
          </FailureBoundary>
        </div>
      </div>
    </main>
  );
}
