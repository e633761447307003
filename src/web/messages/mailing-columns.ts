import type { TFunction } from 'i18next';
import type { DataColumn } from '../page/data-table.tsx';
import { money } from './money.ts';
import type { MailingRow } from './shapes.ts';

const figures = [
  { name: 'planned' },
  { name: 'sent' },
  { name: 'delivered' },
  { name: 'failed' },
  { name: 'waiting', wide: true },
  { name: 'unknown', wide: true },
  { name: 'notSent', wide: true },
  { name: 'answered', wide: true },
  { name: 'parts', wide: true },
  { name: 'cost', wide: true },
] as const;

export function mailingColumns(
  t: TFunction,
  by: string,
  language: string,
  groupName: (group: string | null) => string,
): DataColumn<MailingRow>[] {
  return [
    {
      id: 'group',
      header: t(`messages.groups.${by}`),
      cell: ({ group }) => groupName(group),
      sortBy: ({ group }) => group,
    },
    ...figures.map((figure): DataColumn<MailingRow> => ({
      id: figure.name,
      header: t(`messages.figures.${figure.name}`),
      cell: (row) => (figure.name === 'cost' ? money(row.cost, language) : row[figure.name]),
      sortBy: (row) => row[figure.name],
      align: 'right',
      ...('wide' in figure && { wide: true }),
    })),
  ];
}
