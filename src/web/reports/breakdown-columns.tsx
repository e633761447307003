import type { TFunction } from 'i18next';
import type { DataColumn } from '../page/data-table.tsx';
import { Definition } from './defined.tsx';
import { FigureValue } from './figure-value.tsx';
import classes from './reports.module.css';
import type { ColumnId, Conversion, Figure } from './shapes.ts';

/** What the conversion is told apart by; branches are asked one by one, because they do not add up. */
export const dimensions = ['owner', 'line', 'channel', 'source', 'day', 'branch'] as const;
export type Dimension = (typeof dimensions)[number];

export interface BreakdownRow {
  id: string;
  name: string;
  conversion: Conversion;
  /** What the API asks for to count this row alone; null: it cannot be asked for. */
  only: Record<string, string> | null;
}

interface Asked {
  by: Dimension;
  grouped: boolean;
  onNarrow(only: Record<string, string>): void;
  /** The query of the API for one row. */
  askedFor(only: Record<string, string>): Record<string, string>;
  onOpen(title: string, column: ColumnId, asked: Record<string, string>): void;
}

export function breakdownColumns(
  t: TFunction,
  { by, grouped, onNarrow, askedFor, onOpen }: Asked,
): DataColumn<BreakdownRow>[] {
  const first: ColumnId = grouped ? 'grouped' : 'ungrouped';
  const shown: ColumnId[] = [first, 'wants', 'booked-or-waiting', 'booked', 'came'];
  return [
    {
      id: 'name',
      ...definedHeader(by, t(`reports.by.${by}`)),
      sortBy: (row) => (by === 'day' ? row.id : row.name),
      cell: ({ name, only }) =>
        only === null ? (
          name
        ) : (
          <button
            type="button"
            className={classes.link}
            title={t('reports.narrow', { to: name })}
            onClick={() => onNarrow(only)}
            data-testid="narrow"
          >
            {name}
          </button>
        ),
    },
    ...shown.map((id): DataColumn<BreakdownRow> => ({
      id,
      ...definedHeader(id, t(`reports.columns.${id === first ? 'contacts' : id}`)),
      align: 'right',
      wide: id === 'booked-or-waiting' || id === 'came',
      sortBy: (row) => totalOf(row.conversion, id)?.value ?? null,
      cell: (row) => {
        const figure = totalOf(row.conversion, id);
        const { only, name } = row;
        const title = `${name}: ${t(`reports.columns.${id}`)}`;
        return (
          figure !== undefined && (
            <FigureValue
              bare
              figure={figure}
              label={title}
              onOpen={only === null ? undefined : () => onOpen(title, id, askedFor(only))}
            />
          )
        );
      },
    })),
    {
      id: 'rate',
      ...definedHeader('rate', t('reports.conversionRate')),
      align: 'right',
      sortBy: (row) => row.conversion.rates.booked.value,
      cell: (row) => <FigureValue bare figure={row.conversion.rates.booked} format="share" />,
    },
  ];
}

/** A header with what it counts behind a question mark, where that is defined. */
export function definedHeader(of: string, header: string): Pick<DataColumn<never>, 'header' | 'aside'> {
  return { header, aside: <Definition of={of} name={header} /> };
}

function totalOf({ columns }: Conversion, id: ColumnId): Figure | undefined {
  return columns.find((column) => column.id === id)?.total;
}
