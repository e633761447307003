import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createApi } from '../api/api.ts';
import { EntryCard } from './entry-card.tsx';
import { type NewPassword, NewPasswordFields, repeatedPassword } from './new-password.tsx';

/** Asked for once after somebody else gave the password. */
export function OwnPassword({ onChanged }: { onChanged(): void }) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState<NewPassword>({ first: '', second: '' });

  async function submit(): Promise<void> {
    await createApi(null).send('me/password', { method: 'PUT', body: { current, next: repeatedPassword(password) } });
    onChanged();
  }

  return (
    <EntryCard title={t('signIn.ownTitle')} submit={t('signIn.ownSubmit')} onSubmit={submit} testId="own-password">
      <PasswordInput
        label={t('signIn.givenPassword')}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.revealPassword') }}
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        autoComplete="current-password"
        required
        withAsterisk={false}
        autoFocus
        data-testid="given-password"
      />
      <NewPasswordFields value={password} onChange={setPassword} />
    </EntryCard>
  );
}
