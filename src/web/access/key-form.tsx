import { PasswordInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EntryCard } from './entry-card.tsx';
import { isPossibleToken } from './token.ts';

interface KeyFormProps {
  /** The key that was used is not accepted by the server. */
  refused: boolean;
  onToken(token: string): void;
  others: ReactNode;
}

export function KeyForm({ refused, onToken, others }: KeyFormProps) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const [impossible, setImpossible] = useState(false);
  return (
    <EntryCard
      title={t('signIn.title')}
      submit={t('signIn.submit')}
      notice={refused || impossible ? t('signIn.refused') : null}
      onSubmit={() => {
        const typed = token.trim();
        if (typed === '') return;
        if (isPossibleToken(typed)) onToken(typed);
        else setImpossible(true);
      }}
      others={others}
      testId="sign-in"
    >
      <PasswordInput
        label={t('signIn.key')}
        description={t('signIn.hint')}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.reveal') }}
        value={token}
        onChange={(event) => {
          setToken(event.currentTarget.value);
          setImpossible(false);
        }}
        autoComplete="off"
        data-testid="sign-in-key"
      />
    </EntryCard>
  );
}
