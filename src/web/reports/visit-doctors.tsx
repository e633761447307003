import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { DataTable, type DataColumn } from '../page/data-table.tsx';
import { FigureValue } from './figure-value.tsx';
import type { VisitsReport } from './shapes.ts';
import { visitColumns, type VisitReport } from './visit-columns.ts';

interface VisitDoctorsProps {
  report: VisitReport;
  rows: VisitsReport['doctors'];
  nameOf(figure: string): string;
  onOpen(figure: string, doctor: string): void;
}

type Row = VisitsReport['doctors'][number];

/** The same figures of each doctor. */
export function VisitDoctors({ rows, ...told }: VisitDoctorsProps) {
  const { t } = useTranslation();
  return (
    <DataTable
      inline
      label={t('reports.visits.byDoctor')}
      columns={columnsOf(t, told)}
      rows={rows}
      rowId={({ doctor }) => doctor ?? ''}
    />
  );
}

/** Outside of the table, so that a cell is not another component at every render. */
function columnsOf(t: TFunction, { report, nameOf, onOpen }: Omit<VisitDoctorsProps, 'rows'>): DataColumn<Row>[] {
  const needs = visitColumns[report][0]?.parts[0]?.[0] ?? 'all';
  const shown = [...new Set(['all', needs, ...visitColumns[report].flatMap(({ figures }) => figures), 'call-out'])];
  const doctorName = (doctor: string | null): string => doctor ?? t('reports.visits.noDoctor');
  return [
    {
      id: 'doctor',
      header: t('reports.visits.doctor'),
      sortBy: ({ doctor }) => doctor,
      cell: ({ doctor }) => doctorName(doctor),
    },
    ...shown.map((figure): DataColumn<Row> => ({
      id: figure,
      header: nameOf(figure),
      align: 'right',
      wide: figure !== 'all' && figure !== needs && figure !== 'call-out',
      sortBy: ({ figures }) => figures[figure]?.value ?? null,
      cell: ({ doctor, figures: { [figure]: value } }) =>
        value !== undefined && (
          <FigureValue
            bare
            figure={value}
            label={`${doctorName(doctor)}, ${nameOf(figure)}`}
            onOpen={doctor === null ? undefined : () => onOpen(figure, doctor)}
          />
        ),
    })),
  ];
}
