import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Upload } from './shapes.ts';

/** How far a run is; it can be stopped until the last row is in. */
export function Running({ upload, cancelling, onCancel }: { upload: Upload; cancelling: boolean; onCancel(): void }) {
  const { t, i18n } = useTranslation();
  const { rows = 0, share = null, rowsPerSecond = null } = upload.progress ?? {};
  const percent = share === null ? null : Math.floor(share * 100);
  const number = new Intl.NumberFormat(i18n.language);
  const label = upload.dryRun === true ? t('import.trying') : t('import.importing');
  return (
    <Stack gap="xs" data-testid="running">
      <Text>{label}</Text>
      <Progress.Root size="xl">
        <Progress.Section value={percent ?? 0} aria-label={label} data-testid="progress" />
      </Progress.Root>
      <Group justify="space-between">
        <Text size="sm" role="status" aria-live="off">
          {percent !== null && `${percent} % · `}
          {t('import.rowsDone', { count: rows, shown: number.format(rows) })}
          {rowsPerSecond !== null && ` · ${t('import.perSecond', { shown: number.format(rowsPerSecond) })}`}
        </Text>
        <Button variant="default" size="compact-md" loading={cancelling} onClick={onCancel} data-testid="cancel-import">
          {t('import.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
