import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable, type DataColumn } from '../page/data-table.tsx';
import { Defined } from './defined.tsx';
import { FigureValue } from './figure-value.tsx';
import { countWords } from './figure-words.ts';
import type { FunnelPlace } from './funnel-option.ts';
import { contactGroups, type ContactGroup, type Conversion, type Figure } from './shapes.ts';

interface ConversionTableProps {
  conversion: Conversion;
  previous: Conversion;
  onOpen(place: FunnelPlace): void;
}

interface Row {
  index: number;
  id: Conversion['columns'][number]['id'];
  total: Figure;
  groups: Conversion['columns'][number]['groups'];
  /** Of those who want to book; of those who came: of visits that are due. */
  share: Figure | null;
  before: Figure | null;
}

/** The six columns as figures, each of which opens its list. */
export function ConversionTable({ conversion, previous, onOpen }: ConversionTableProps) {
  const { t, i18n } = useTranslation();
  const rows = useMemo(
    () =>
      conversion.columns.map((column, index): Row => ({
        ...{ ...column, index, before: previous.columns[index]?.total ?? null },
        share: shareOf(conversion, column.id),
      })),
    [conversion, previous],
  );
  const shown = contactGroups.filter((group) =>
    conversion.columns.some(({ groups }) => groups[group] !== undefined && groups[group].value !== 0),
  );
  const columns = columnsOf(t, i18n.language, shown, onOpen);
  return (
    <DataTable inline label={t('reports.conversion.table')} columns={columns} rows={rows} rowId={(row) => row.id} />
  );
}

/** Outside of the table, so that a cell is not another component at every render. */
function columnsOf(
  t: TFunction,
  language: string,
  shown: readonly ContactGroup[],
  onOpen: ConversionTableProps['onOpen'],
): DataColumn<Row>[] {
  return [
    {
      id: 'step',
      header: t('reports.step'),
      width: '190px',
      cell: (row) => (
        <b>
          <Defined of={row.id} name={t(`reports.columns.${row.id}`)} />
        </b>
      ),
    },
    {
      id: 'total',
      header: t('reports.total'),
      align: 'right',
      cell: (row) => (
        <FigureValue
          figure={row.total}
          label={t(`reports.columns.${row.id}`)}
          onOpen={() => onOpen({ column: row.index, group: null })}
        />
      ),
    },
    {
      id: 'share',
      header: t('reports.share'),
      align: 'right',
      cell: (row) => row.share !== null && <FigureValue figure={row.share} format="share" bare />,
    },
    {
      id: 'before',
      header: t('reports.previous'),
      align: 'right',
      cell: (row) =>
        row.before !== null && (
          <>
            <FigureValue figure={row.before} bare />
            <small> {changeWords(row.total, row.before, language)}</small>
          </>
        ),
    },
    ...shown.map((group): DataColumn<Row> => ({
      id: group,
      header: t(`reports.groups.${group}`),
      align: 'right',
      cell: ({ index, id, groups: { [group]: figure } }) =>
        figure !== undefined && (
          <FigureValue
            bare
            figure={figure}
            label={`${t(`reports.columns.${id}`)}, ${t(`reports.groups.${group}`)}`}
            onOpen={() => onOpen({ column: index, group })}
          />
        ),
    })),
  ];
}

function shareOf({ rates }: Conversion, id: Row['id']): Figure | null {
  return id === 'booked-or-waiting'
    ? rates.bookedOrWaiting
    : id === 'booked'
      ? rates.booked
      : id === 'came'
        ? rates.came
        : null;
}

function changeWords(now: Figure, before: Figure, language: string): string {
  if (now.value === null || before.value === null || now.value === before.value) return '';
  const change = now.value - before.value;
  return `${change > 0 ? '+' : '−'}${countWords(Math.abs(change), language)}`;
}
