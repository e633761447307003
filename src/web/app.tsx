import { Center, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createApi } from './api/api.ts';
import type { SignInState } from './api/shapes.ts';
import { SessionGate } from './access/session-gate.tsx';
import { Setup } from './access/setup.tsx';
import { SignIn } from './access/sign-in.tsx';
import { forgetToken, keepToken, takeSetupCode, takeToken } from './access/token.ts';
import { Shell } from './shell/shell.tsx';
import { type FirstAnswers, takeFirstAnswers } from './start/first-answers.ts';

/** How somebody is let in: with the key of a workplace, with the session of this browser, or not yet. */
type Entry =
  | { by: 'key'; token: string; first: FirstAnswers | null }
  | { by: 'session'; first: FirstAnswers | null }
  | { by: 'setup'; code: string }
  | { by: 'asking'; first: FirstAnswers | null }
  | { by: 'nothing'; users: boolean; refused: 'key' | 'session' | null };

export function App() {
  const { t } = useTranslation();
  const [entry, setEntry] = useState<Entry>(firstEntry);

  useEffect(() => {
    // A workplace link opened in a tab that is already here changes only the fragment.
    const onLink = (): void => {
      if (location.hash.includes('token=') || location.hash.includes('setup=')) setEntry(firstEntry());
    };
    window.addEventListener('hashchange', onLink);
    return () => window.removeEventListener('hashchange', onLink);
  }, []);

  const asking = entry.by === 'asking' ? entry : null;
  useEffect(() => {
    if (asking === null) return;
    const stop = new AbortController();
    const { first } = asking;
    void (first?.signIn?.later ?? Promise.resolve(null))
      .then((known) => known ?? createApi(null).get<SignInState>('sign-in', stop.signal))
      // Not reached: the form says so when it is sent.
      .catch(() => ({ signedIn: false, users: true }))
      .then((state) => {
        if (!stop.signal.aborted) setEntry(entryOf(state, first));
      });
    return () => stop.abort();
  }, [asking]);

  switch (entry.by) {
    case 'asking':
      return (
        <Center component="main" mih="100dvh">
          <Loader aria-label={t('page.loading')} />
        </Center>
      );
    case 'setup':
      return <Setup code={entry.code} onSignedIn={() => setEntry({ by: 'session', first: null })} />;
    case 'nothing':
      return (
        <SignIn
          users={entry.users}
          refused={entry.refused}
          onSignedIn={() => setEntry({ by: 'session', first: null })}
          onToken={(token) => {
            keepToken(token);
            setEntry({ by: 'key', token, first: null });
          }}
        />
      );
    case 'session':
      return (
        <SessionGate
          first={entry.first}
          onRefused={() => setEntry({ by: 'nothing', users: true, refused: 'session' })}
          onSignOut={() => {
            // Even where the server is not reached: this screen shows nothing any more.
            const out = (): void => setEntry({ by: 'asking', first: null });
            createApi(null).send('sign-out').then(out, out);
          }}
        />
      );
    case 'key':
      return (
        <Shell
          key={entry.token}
          token={entry.token}
          first={entry.first}
          onRefused={() => {
            forgetToken();
            setEntry({ by: 'nothing', users: false, refused: 'key' });
          }}
          onSignOut={() => {
            forgetToken();
            setEntry({ by: 'asking', first: null });
          }}
        />
      );
  }
}

function firstEntry(): Entry {
  const code = takeSetupCode();
  if (code !== null) return { by: 'setup', code };
  const token = takeToken();
  const first = takeFirstAnswers(token);
  if (token !== null) return { by: 'key', token, first };
  const state = first?.signIn?.come?.answer;
  return state === undefined ? { by: 'asking', first } : entryOf(state, first);
}

function entryOf({ signedIn, users }: SignInState, first: FirstAnswers | null): Entry {
  return signedIn ? { by: 'session', first } : { by: 'nothing', users, refused: null };
}
