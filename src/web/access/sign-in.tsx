import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyForm } from './key-form.tsx';
import { NameForm } from './name-form.tsx';

interface SignInProps {
  /** Somebody can sign in by name here. */
  users: boolean;
  /** What was used is not accepted by the server any more. */
  refused: 'key' | 'session' | null;
  onToken(token: string): void;
  onSignedIn(): void;
}

/** By name and password, or with the key of a workplace, which is what its link holds. */
export function SignIn({ users, refused, onToken, onSignedIn }: SignInProps) {
  const { t } = useTranslation();
  const [by, setBy] = useState<'name' | 'key'>(users ? 'name' : 'key');
  const other = (
    <Button variant="subtle" onClick={() => setBy(by === 'name' ? 'key' : 'name')} data-testid="sign-in-other">
      {t(by === 'name' ? 'signIn.byKey' : 'signIn.byName')}
    </Button>
  );
  return by === 'name' ? (
    <NameForm expired={refused === 'session'} onSignedIn={onSignedIn} others={other} />
  ) : (
    <KeyForm refused={refused === 'key'} onToken={onToken} others={other} />
  );
}
