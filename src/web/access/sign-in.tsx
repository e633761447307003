import { Alert, Button, Card, Center, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../header/language-switch.tsx';
import { isPossibleToken } from './token.ts';

interface SignInProps {
  /** The key that was used is not accepted by the server. */
  refused: boolean;
  onToken(token: string): void;
}

/** Shown without a key: a workplace is opened by its link, or by typing the key of that link. */
export function SignIn({ refused, onToken }: SignInProps) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const [impossible, setImpossible] = useState(false);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const typed = token.trim();
    if (typed === '') return;
    if (isPossibleToken(typed)) onToken(typed);
    else setImpossible(true);
  }

  return (
    <Center component="main" mih="100dvh" p="md" data-testid="sign-in">
      <Card withBorder radius="lg" padding="xl" w={400} maw="100%" shadow="sm">
        <form onSubmit={submit}>
          <Stack>
            <Title order={1} size="h2">
              {t('product')}
            </Title>
            <Text c="dimmed">{t('signIn.title')}</Text>
            {(refused || impossible) && (
              <Alert color="red" role="alert" data-testid="sign-in-error">
                {t('signIn.refused')}
              </Alert>
            )}
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
            <Button type="submit" data-testid="sign-in-submit">
              {t('signIn.submit')}
            </Button>
            <LanguageSwitch />
          </Stack>
        </form>
      </Card>
    </Center>
  );
}
