import { Badge, Button, Group, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { DataColumn } from '../page/data-table.tsx';
import type { Erasure } from './shapes.ts';

/** Outside of the page, so that a cell is not another component at every render. */
export function erasureColumns(
  t: TFunction,
  say: { moment(instant: string): string; onReadmit(id: string): void },
): DataColumn<Erasure>[] {
  return [
    { id: 'at', header: t('privacy.at'), sortBy: (row) => row.at, cell: (row) => say.moment(row.at) },
    { id: 'who', header: t('privacy.who'), sortBy: (row) => row.who, cell: (row) => row.who, wide: true },
    {
      id: 'reason',
      header: t('privacy.reason'),
      cell: (row) => (
        <>
          {t(`privacy.reasons.${row.reason}`)}
          {row.reference !== null && (
            <Text c="dimmed" size="sm">
              {row.reference}
            </Text>
          )}
        </>
      ),
    },
    {
      id: 'gone',
      header: t('privacy.gone'),
      cell: (row) => t('privacy.calls', { count: row.counts['calls'] ?? 0 }),
      wide: true,
    },
    {
      id: 'still',
      header: t('privacy.state'),
      cell: (row) => {
        if (row.readmitted) return <Badge tt="none">{t('privacy.readmitted')}</Badge>;
        if (row.stillAt.length === 0) return t('privacy.nobodyHas');
        return (
          <Group gap="xs">
            <Text data-testid="still-at">
              {t('privacy.stillAt', { source: row.stillAt.map(({ source }) => source).join(', ') })}
            </Text>
            <Button variant="default" size="compact-sm" onClick={() => say.onReadmit(row.id)} data-testid="readmit">
              {t('privacy.readmit')}
            </Button>
          </Group>
        );
      },
    },
  ];
}
