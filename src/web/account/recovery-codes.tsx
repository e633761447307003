import { Button, Code, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../page/copy-button.tsx';

export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone(): void }) {
  const { t } = useTranslation();
  return (
    <Stack align="flex-start" data-testid="recovery-codes">
      <Text fw={600}>{t('account.recovery')}</Text>
      <Text c="dimmed">{t('account.recoveryHint')}</Text>
      <SimpleGrid cols={2} spacing="xs">
        {codes.map((code) => (
          <Code key={code} fz="md">
            {code}
          </Code>
        ))}
      </SimpleGrid>
      <Group>
        <CopyButton text={codes.join('\n')} />
        <Button onClick={onDone} data-testid="recovery-done">
          {t('account.done')}
        </Button>
      </Group>
    </Stack>
  );
}
