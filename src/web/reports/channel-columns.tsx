import type { TFunction } from 'i18next';
import type { DataColumn } from '../page/data-table.tsx';
import { definedHeader } from './breakdown-columns.tsx';
import { FigureValue } from './figure-value.tsx';
import { moneyWords } from './figure-words.ts';
import type { Opened } from './list-drawer.tsx';
import classes from './reports.module.css';
import type { Channel } from './shapes.ts';

interface Asked {
  of: 'channel' | 'source';
  /** Whether anything was entered: without it there are no columns of money. */
  spent: boolean;
  asked: Record<string, string>;
  onOpen(opened: Opened): void;
}

export function channelColumns(
  t: TFunction,
  language: string,
  { of, spent, asked, onOpen }: Asked,
): DataColumn<Channel>[] {
  const nameOf = ({ channel }: Channel): string => channel ?? t(`reports.none.${of}`);
  const counted = (['grouped', 'wants', 'booked', 'came'] as const).map((id): DataColumn<Channel> => {
    const header = t(`reports.columns.${id === 'grouped' ? 'contacts' : id}`);
    const figureOf = (row: Channel) => row.conversion.columns.find((column) => column.id === id)?.total;
    return {
      ...{ id, ...definedHeader(id, header), align: 'right', wide: id === 'grouped' },
      sortBy: (row) => figureOf(row)?.value ?? null,
      cell: (row) => {
        const figure = figureOf(row);
        const { channel } = row;
        const title = `${nameOf(row)}: ${header}`;
        const list = { ...asked, channel: channel ?? '', figure: id === 'grouped' ? 'contacts' : id };
        return (
          figure !== undefined && (
            <FigureValue
              bare
              figure={figure}
              label={title}
              onOpen={
                channel === null || of === 'source'
                  ? undefined
                  : () => onOpen({ title, lists: [{ of: 'contacts', asked: list }] })
              }
            />
          )
        );
      },
    };
  });
  const money = (['costPerContact', 'costPerClient', 'moneyLost'] as const).map((id): DataColumn<Channel> => ({
    ...{ id, ...definedHeader(id, t(`reports.${id}`)), align: 'right', wide: id === 'moneyLost' },
    sortBy: (row) => row[id].value,
    cell: (row) =>
      row.spent === null ? (
        <span className={classes.unknown}>—</span>
      ) : (
        <FigureValue figure={row[id]} format="money" bare />
      ),
  }));
  return [
    {
      id: 'channel',
      ...definedHeader(of, t(`reports.by.${of}`)),
      sortBy: nameOf,
      cell: (row) => <b>{nameOf(row)}</b>,
    },
    ...counted,
    ...(spent
      ? [
          {
            ...{ id: 'spent', ...definedHeader('spent', t('reports.spent')), align: 'right' as const, wide: true },
            sortBy: (row: Channel) => row.spent,
            cell: (row: Channel) => (row.spent === null ? '—' : moneyWords(row.spent, language)),
          },
          ...money,
        ]
      : []),
  ];
}
