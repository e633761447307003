import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createApi } from '../api/api.ts';
import { EntryCard } from './entry-card.tsx';
import { type NewPassword, NewPasswordFields, repeatedPassword } from './new-password.tsx';

/** The first user, made by whoever started Trubka and got its link. */
export function Setup({ code, onSignedIn }: { code: string; onSignedIn(): void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState<NewPassword>({ first: '', second: '' });

  async function submit(): Promise<void> {
    await createApi(null).send('setup', { body: { code, name, login, password: repeatedPassword(password) } });
    // The first user begins with the set-up; what is set up already is shown there.
    history.replaceState(null, '', new URL('settings/setup', document.baseURI));
    onSignedIn();
  }

  return (
    <EntryCard title={t('signIn.setupTitle')} submit={t('signIn.setupSubmit')} onSubmit={submit} testId="setup">
      <TextInput
        label={t('signIn.name')}
        description={t('signIn.nameHint')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        autoComplete="name"
        required
        withAsterisk={false}
        autoFocus
        data-testid="setup-name"
      />
      <TextInput
        label={t('signIn.login')}
        value={login}
        onChange={(event) => setLogin(event.currentTarget.value)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        data-testid="setup-login"
      />
      <NewPasswordFields value={password} onChange={setPassword} />
    </EntryCard>
  );
}
