import { Center, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createApi } from './api/api.ts';
import { SessionGate } from './access/session-gate.tsx';
import { Setup } from './access/setup.tsx';
import { SignIn } from './access/sign-in.tsx';
import { forgetToken, keepToken, takeSetupCode, takeToken } from './access/token.ts';
import { Shell } from './shell/shell.tsx';

/** How somebody is let in: with the key of a workplace, with the session of this browser, or not yet. */
type Entry =
  | { by: 'key'; token: string }
  | { by: 'session' }
  | { by: 'setup'; code: string }
  | { by: 'asking' }
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

  const asking = entry.by === 'asking';
  useEffect(() => {
    if (!asking) return;
    const stop = new AbortController();
    createApi(null)
      .get<{ signedIn: boolean; users: boolean }>('sign-in', stop.signal)
      .then(({ signedIn, users }) => setEntry(signedIn ? { by: 'session' } : { by: 'nothing', users, refused: null }))
      .catch(() => {
        // Not reached: the form says so when it is sent.
        if (!stop.signal.aborted) setEntry({ by: 'nothing', users: true, refused: null });
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
      return <Setup code={entry.code} onSignedIn={() => setEntry({ by: 'session' })} />;
    case 'nothing':
      return (
        <SignIn
          users={entry.users}
          refused={entry.refused}
          onSignedIn={() => setEntry({ by: 'session' })}
          onToken={(token) => {
            keepToken(token);
            setEntry({ by: 'key', token });
          }}
        />
      );
    case 'session':
      return (
        <SessionGate
          onRefused={() => setEntry({ by: 'nothing', users: true, refused: 'session' })}
          onSignOut={() => {
            // Even where the server is not reached: this screen shows nothing any more.
            const out = (): void => setEntry({ by: 'asking' });
            createApi(null).send('sign-out').then(out, out);
          }}
        />
      );
    case 'key':
      return (
        <Shell
          key={entry.token}
          token={entry.token}
          onRefused={() => {
            forgetToken();
            setEntry({ by: 'nothing', users: false, refused: 'key' });
          }}
          onSignOut={() => {
            forgetToken();
            setEntry({ by: 'asking' });
          }}
        />
      );
  }
}

function firstEntry(): Entry {
  const code = takeSetupCode();
  if (code !== null) return { by: 'setup', code };
  const token = takeToken();
  return token === null ? { by: 'asking' } : { by: 'key', token };
}
