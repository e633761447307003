import { Button } from '@mantine/core';
import {
  type ColumnDef,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  sortFn_text,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './data-table.module.css';

/** Rows beyond this many are only drawn while they are in view. */
const virtualFrom = 60;

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic, text: sortFn_text },
});

export interface DataColumn<Row> {
  id: string;
  header: string;
  /** Beside the header: what it means. */
  aside?: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Makes the column sortable in the browser; leave it out where the server pages the rows. */
  sortBy?: (row: Row) => string | number | null;
  align?: 'right';
  /** CSS width. */
  width?: string;
  /** Not on a narrow screen. */
  wide?: boolean;
}

interface DataTableProps<Row> {
  /** What the table is, for a screen reader. */
  label: string;
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  onOpen?: (row: Row) => void;
  /** Asks for the next page; undefined when there is none. */
  onMore?: (() => void) | undefined;
  loadingMore?: boolean;
  /** Height of a row before it is measured, px. */
  rowHeight?: number;
  /** Grows with its rows instead of filling the page: for short tables inside other content. */
  inline?: boolean;
}

/** A table of any length: sorting by click, rows by keyboard (arrows, Enter), only the visible rows in the page. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { t } = useTranslation();
  const { columns, rows, rowId, onOpen, rowHeight = 44 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const defined = useMemo(
    () =>
      columns.map((column): ColumnDef<typeof features, Row> => ({
        id: column.id,
        header: column.header,
        accessorFn: (row) => column.sortBy?.(row) ?? undefined,
        enableSorting: column.sortBy !== undefined,
        sortUndefined: 'last',
        cell: ({ row }) => column.cell(row.original),
      })),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({ features, columns: defined, data, getRowId: rowId });
  const ordered = table.getRowModel().rows;
  const isVirtual = props.inline !== true && ordered.length > virtualFrom;
  // oxlint-disable-next-line react/incompatible-library -- it warns of the React compiler, which is not used here
  const virtual = useVirtualizer({
    count: isVirtual ? ordered.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => ordered[index]?.id ?? index,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const shown = isVirtual ? items.map(({ index }) => index) : ordered.map((_, index) => index);
  const above = isVirtual ? (items[0]?.start ?? 0) : 0;
  const below = isVirtual ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  const of = (id: string): DataColumn<Row> | undefined => columns.find((column) => column.id === id);

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-inline={props.inline || undefined}
      tabIndex={0}
      role="region"
      aria-label={props.label}
      data-testid="data-table"
    >
      <table className={classes.table} aria-rowcount={ordered.length + 1}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const column = of(header.column.id);
                const sorted = header.column.getIsSorted();
                return (
                  <th
                    key={header.id}
                    scope="col"
                    style={{ width: column?.width }}
                    data-align={column?.align}
                    data-wide={column?.wide || undefined}
                    aria-sort={sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending'}
                  >
                    {header.column.getCanSort() ? (
                      <button type="button" className={classes.sort} onClick={header.column.getToggleSortingHandler()}>
                        {column?.header}
                        {sorted === 'asc' ? ' ↑' : sorted === 'desc' ? ' ↓' : ''}
                      </button>
                    ) : (
                      column?.header
                    )}
                    {column?.aside !== undefined && <span className={classes.aside}> {column.aside}</span>}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {above > 0 && <Spacer height={above} columns={columns.length} />}
          {shown.map((index) => {
            const row = ordered[index];
            if (row === undefined) return null;
            return (
              <tr
                key={row.id}
                ref={isVirtual ? virtual.measureElement : undefined}
                data-index={index}
                aria-rowindex={index + 2}
                className={classes.row}
                data-testid="data-row"
                {...(onOpen !== undefined && {
                  tabIndex: 0,
                  'data-clickable': true,
                  onClick: () => onOpen(row.original),
                  onKeyDown: (event: KeyboardEvent<HTMLTableRowElement>) => onRowKey(event, () => onOpen(row.original)),
                })}
              >
                {row.getAllCells().map((cell) => {
                  const column = of(cell.column.id);
                  return (
                    <td key={cell.id} data-align={column?.align} data-wide={column?.wide || undefined}>
                      {column?.cell(row.original)}
                    </td>
                  );
                })}
              </tr>
            );
          })}
          {below > 0 && <Spacer height={below} columns={columns.length} />}
        </tbody>
      </table>
      {props.inline !== true && (
        <div className={classes.foot}>
          {props.onMore !== undefined && (
            <Button variant="subtle" loading={props.loadingMore === true} onClick={props.onMore} data-testid="more">
              {t('page.more')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** Holds the place of the rows that are not drawn. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    <tr className={classes.spacer} aria-hidden="true">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

function onRowKey(event: KeyboardEvent<HTMLTableRowElement>, open: () => void): void {
  if (event.target !== event.currentTarget) return;
  const next =
    event.key === 'ArrowDown'
      ? event.currentTarget.nextElementSibling
      : event.key === 'ArrowUp'
        ? event.currentTarget.previousElementSibling
        : null;
  if (next instanceof HTMLElement && next.tabIndex === 0) next.focus();
  else if (event.key === 'Enter' || event.key === ' ') open();
  else return;
  event.preventDefault();
}
