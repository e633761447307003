import { PasswordInput, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, createApi } from '../api/api.ts';
import { EntryCard } from './entry-card.tsx';

interface NameFormProps {
  /** The session that was there is over. */
  expired: boolean;
  onSignedIn(): void;
  others: ReactNode;
}

/** Name and password, then the code where one is set up. */
export function NameForm({ expired, onSignedIn, others }: NameFormProps) {
  const { t } = useTranslation();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);

  async function submit(): Promise<void> {
    try {
      await createApi(null).send('sign-in', { body: { login, password, ...(code !== null && { code }) } });
    } catch (error) {
      // The password was right: only the code is missing, which is no failure yet.
      if (!(error instanceof ApiProblem && error.type === 'code-required' && code === null)) throw error;
      setCode('');
      return;
    }
    onSignedIn();
  }

  return (
    <EntryCard
      title={t(code === null ? 'signIn.nameTitle' : 'signIn.codeTitle')}
      submit={t('signIn.submit')}
      notice={expired && code === null ? t('signIn.expired') : null}
      onSubmit={submit}
      others={others}
      testId="sign-in"
    >
      {code === null ? (
        <>
          <TextInput
            label={t('signIn.login')}
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            autoFocus
            data-testid="sign-in-login"
          />
          <PasswordInput
            label={t('signIn.password')}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.revealPassword') }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-testid="sign-in-password"
          />
        </>
      ) : (
        <TextInput
          label={t('signIn.code')}
          description={t('signIn.codeHint')}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="one-time-code"
          inputMode="text"
          maxLength={20}
          required
          withAsterisk={false}
          autoFocus
          data-testid="sign-in-code"
        />
      )}
    </EntryCard>
  );
}
