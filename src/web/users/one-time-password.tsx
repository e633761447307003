import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../page/copy-button.tsx';

interface OneTimePasswordProps {
  login: string;
  password: string;
  onDone(): void;
}

export function OneTimePassword({ login, password, onDone }: OneTimePasswordProps) {
  const { t } = useTranslation();
  return (
    <Stack align="flex-start">
      <Text fw={600}>
        {t('users.oneTime')}: {login}
      </Text>
      <Code fz="xl" data-testid="one-time-password">
        {password}
      </Code>
      <Text c="dimmed">{t('users.oneTimeHint')}</Text>
      <Group>
        <CopyButton text={password} />
        <Button onClick={onDone} data-testid="password-done">
          {t('users.done')}
        </Button>
      </Group>
    </Stack>
  );
}
