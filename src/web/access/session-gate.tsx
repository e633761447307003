import { Button, Center, Loader, Stack } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, createApi } from '../api/api.ts';
import type { Me } from '../api/shapes.ts';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { Shell } from '../shell/shell.tsx';
import type { FirstAnswers } from '../start/first-answers.ts';
import { ChooseSeat } from './choose-seat.tsx';
import { OwnPassword } from './own-password.tsx';

interface SessionGateProps {
  /** What was asked with this session at the start. */
  first: FirstAnswers | null;
  onRefused(): void;
  onSignOut(): void;
}

/** Between signing in and the app: an own password, then the workplace of those who answer calls. */
export function SessionGate({ first, onRefused, onSignOut }: SessionGateProps) {
  const { t } = useTranslation();
  const [round, setRound] = useState(0);
  const [me, setMe] = useState<Me | null>(first?.me.come?.answer ?? null);
  const [error, setError] = useState<unknown>(null);
  const [choosing, setChoosing] = useState<'if-needed' | 'asked' | 'done'>('if-needed');
  const refuse = useEffectEvent(onRefused);
  const again = (): void => setRound((before) => before + 1);

  const early = round === 0 ? first?.me : undefined;
  useEffect(() => {
    if (early?.come != null) return;
    const stop = new AbortController();
    void (early?.later ?? Promise.resolve(null))
      .then((known) => known ?? createApi(null).me(stop.signal))
      .then(setMe, (failure: unknown) => {
        if (stop.signal.aborted) return;
        if (failure instanceof ApiProblem && failure.status === 401) refuse();
        else setError(failure);
      });
    return () => stop.abort();
  }, [round, early]);

  if (me === null)
    return (
      <Center component="main" mih="100dvh" p="md">
        {error === null ? (
          <Loader aria-label={t('page.loading')} />
        ) : (
          <Stack>
            <ProblemAlert
              error={error}
              onRetry={() => {
                setError(null);
                again();
              }}
            />
            <Button variant="subtle" onClick={onSignOut}>
              {t('header.signOut')}
            </Button>
          </Stack>
        )}
      </Center>
    );
  if (me.user?.mustChangePassword === true) return <OwnPassword onChanged={again} />;
  const needed = choosing === 'if-needed' && me.role === 'reception' && me.seat === null && (me.seats ?? []).length > 0;
  if (needed || choosing === 'asked')
    return (
      <ChooseSeat
        me={me}
        onChosen={(seat) => {
          setMe({ ...me, seat });
          setChoosing('done');
        }}
      />
    );
  return (
    <Shell
      key={me.seat}
      token={null}
      first={choosing === 'if-needed' ? first : null}
      onRefused={onRefused}
      onSignOut={onSignOut}
      onChangeSeat={() => setChoosing('asked')}
    />
  );
}
