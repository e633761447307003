import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../page/data-table.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { dayAndMonth } from '../words/calendar.ts';
import { formatPhone } from '../words/format-phone.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { breakdownColumns, type BreakdownRow, type Dimension } from './breakdown-columns.tsx';
import { operatorWords } from './figure-words.ts';
import { askedOf, type ReportFilter } from './report-filter.ts';
import classes from './reports.module.css';
import type { ColumnId, ConversionPart, ConversionReport } from './shapes.ts';

interface BreakdownProps {
  by: Dimension;
  filter: ReportFilter;
  /** Of the report, null where the dimension is the branch. */
  parts: readonly ConversionPart[] | null;
  /** What narrows the report besides branch and days. */
  narrowed: Record<string, string | null>;
  grouped: boolean;
  onOpen(title: string, column: ColumnId, asked: Record<string, string>): void;
}

/** The conversion of each administrator, line, channel, day or branch. */
export function Breakdown({ by, filter, parts, narrowed, grouped, onOpen }: BreakdownProps) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const places = usePlaces();
  const branches = me?.branches ?? [];
  const ofBranches = useQueries({
    queries: (by === 'branch' ? branches : []).map(({ id }) => {
      const asked = askedOf({ ...filter, branch: id }, narrowed);
      return {
        queryKey: ['reports', 'reports/conversion', asked],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          api.get<ConversionReport>(`reports/conversion?${new URLSearchParams(asked)}`, signal),
      };
    }),
  });
  const failed = ofBranches.find(({ error, data }) => error !== null && data === undefined);

  const nameOf = (part: ConversionPart): string => {
    if (by === 'owner') return operatorWords(t, part.operator);
    if (part.value === null) return t(`reports.none.${by}`);
    if (by === 'day') return dayAndMonth(`${part.value}T12:00:00Z`, 'UTC', i18n.language, serverNow());
    if (by === 'line') return places.line(part.value)?.name ?? formatPhone(part.value);
    return part.value;
  };
  const onlyOf = ({ value }: ConversionPart): BreakdownRow['only'] =>
    value === null || by === 'source' || by === 'branch'
      ? null
      : by === 'day'
        ? { from: value, to: value }
        : { [by]: value };
  const rows: BreakdownRow[] =
    by === 'branch'
      ? branches.flatMap(({ id, name }, index) => {
          const conversion = ofBranches[index]?.data?.conversion;
          return conversion === undefined ? [] : [{ id, name, conversion, only: { branch: id } }];
        })
      : (parts ?? []).map((part) => ({
          id: part.value ?? '',
          name: nameOf(part),
          conversion: part.conversion,
          only: onlyOf(part),
        }));

  const columns = breakdownColumns(t, {
    ...{ by, grouped, onOpen },
    onNarrow: (only) => filter.set(only),
    askedFor: (only) => askedOf(filter, { ...narrowed, ...only }),
  });
  if (failed !== undefined) return <ProblemAlert error={failed.error} onRetry={() => void failed.refetch()} />;
  return (
    <>
      {by === 'branch' && <p className={classes.quiet}>{t('reports.notAdditive')}</p>}
      <DataTable
        inline
        label={t('reports.conversion.by', { by: t(`reports.by.${by}`) })}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
      />
    </>
  );
}
