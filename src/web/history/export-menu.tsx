import { Button, Menu, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs';
import { useTranslation } from 'react-i18next';
import { problemWords } from '../page/problem-words.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

/** The filtered list as a file, call by call, for those who may take it away. */
export function ExportMenu({ query }: { query: string }) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const download = useMutation({
    mutationFn: (format: 'csv' | 'xlsx') =>
      api.download(`calls/export?format=${format}&language=${i18n.language}&${query}`, `trubka-calls.${format}`),
  });
  if (me?.role !== 'manager' && me?.role !== 'senior') return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden="true" />}
            loading={download.isPending}
            data-testid="export"
          >
            {t('history.export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => download.mutate('xlsx')} data-testid="export-xlsx">
            {t('history.exportXlsx')}
          </Menu.Item>
          <Menu.Item onClick={() => download.mutate('csv')} data-testid="export-csv">
            {t('history.exportCsv')}
          </Menu.Item>
          <Menu.Label>{t('history.exportAudited')}</Menu.Label>
        </Menu.Dropdown>
      </Menu>
      {download.isError && (
        <Text c="red" size="sm" role="alert">
          {problemWords(t, download.error).title}
        </Text>
      )}
    </>
  );
}
