import { useEffect, useState } from 'react';
import { SignIn } from './access/sign-in.tsx';
import { forgetToken, keepToken, takeToken } from './access/token.ts';
import { Workplace } from './workplace/workplace.tsx';

export function App() {
  const [token, setToken] = useState(takeToken);
  const [refused, setRefused] = useState(false);

  useEffect(() => {
    // A workplace link opened in a tab that is already here changes only the fragment.
    const onLink = (): void => {
      if (location.hash.includes('token=')) setToken(takeToken());
    };
    window.addEventListener('hashchange', onLink);
    return () => window.removeEventListener('hashchange', onLink);
  }, []);

  function leave(because: 'refused' | 'signed-out'): void {
    forgetToken();
    setRefused(because === 'refused');
    setToken(null);
  }

  if (token === null) {
    return (
      <SignIn
        refused={refused}
        onToken={(given) => {
          keepToken(given);
          setToken(given);
        }}
      />
    );
  }
  return (
    <Workplace key={token} token={token} onRefused={() => leave('refused')} onSignOut={() => leave('signed-out')} />
  );
}
