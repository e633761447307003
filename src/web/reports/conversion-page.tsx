import { NativeSelect, SegmentedControl, Skeleton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { PageFrame } from '../page/page-frame.tsx';
import { formatPhone } from '../words/format-phone.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { dimensions, type Dimension } from './breakdown-columns.tsx';
import { Breakdown } from './breakdown.tsx';
import { ConversionTable } from './conversion-table.tsx';
import { DataNote } from './data-note.tsx';
import { Definitions } from './definitions.tsx';
import type { FunnelPlace } from './funnel-option.ts';
import { Legend } from './legend.tsx';
import { ListDrawer, type Opened } from './list-drawer.tsx';
import { Money } from './money.tsx';
import { askedOf, useReportFilter, type ReportFilter } from './report-filter.ts';
import { ReportFilters } from './report-filters.tsx';
import classes from './reports.module.css';
import type { ColumnId, ContactGroup, ConversionReport } from './shapes.ts';
import { SideFigures } from './side-figures.tsx';
import { useReport } from './use-report.ts';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

const FunnelChart = lazy(async () => ({ default: (await import('./funnel-chart.tsx')).FunnelChart }));
const narrowers = ['owner', 'line', 'channel'] as const;

/** «Конверсия администраторов»: of those who could be booked, how many were, and how many came. */
export function Page() {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const filter = useReportFilter('month');
  const [opened, setOpened] = useState<Opened | null>(null);
  const [ungrouped, setUngrouped] = useState(false);
  const told = filter.told('by');
  const manyBranches = (me?.branches.length ?? 0) > 1;
  const offered = dimensions.filter((one) => one !== 'branch' || manyBranches);
  const by: Dimension = offered.find((one) => one === told) ?? 'owner';
  const narrowed = Object.fromEntries([...narrowers, 'weak'].map((name) => [name, filter.told(name)]));
  const asked = askedOf(filter, narrowed);
  const report = useReport<ConversionReport>('reports/conversion', by === 'branch' ? asked : { ...asked, by }, filter);
  const { data } = report;

  /** The first two columns are the same contacts, counted with and without their further calls. */
  function open(title: string, id: ColumnId, more: Record<string, string>): void {
    const figure = id === 'ungrouped' || id === 'grouped' ? 'contacts' : id;
    setOpened({ title, ungrouped: id === 'ungrouped', lists: [{ of: 'contacts', asked: { ...more, figure } }] });
  }
  function openPlace({ column, group }: FunnelPlace): void {
    if (data === undefined) return;
    if (column < 0) return openFigure('ahead');
    const id = data.conversion.columns[column]?.id ?? 'grouped';
    const title = [t(`reports.columns.${id}`), group !== null && t(`reports.groups.${group}`)];
    open(title.filter(Boolean).join(', '), id, { ...asked, ...(group !== null && { group }) });
  }
  function openFigure(figure: string, group?: ContactGroup): void {
    setOpened({
      title: t(`reports.figures.${figure}`),
      lists: [{ of: 'contacts', asked: { ...asked, figure, ...(group !== undefined && { group }) } }],
    });
  }

  return (
    <PageFrame
      title={t('reports.conversion.title')}
      query={report.frame}
      isEmpty={data?.conversion.columns[0]?.total.value === 0}
      empty={<Empty filter={filter} />}
      filters={
        <>
          <ReportFilters filter={filter} />
          <NativeSelect
            aria-label={t('reports.weak.label')}
            value={filter.told('weak') ?? ''}
            onChange={({ currentTarget: { value } }) => filter.set({ weak: value === '' ? null : value })}
            data={[
              { value: '', label: t('reports.weak.configured') },
              { value: 'true', label: t('reports.weak.with') },
              { value: 'false', label: t('reports.weak.without') },
            ]}
          />
          <Narrowed filter={filter} />
        </>
      }
    >
      {data !== undefined && (
        <div className={classes.report} aria-busy={report.outdated} data-outdated={report.outdated || undefined}>
          <DataNote head={data} conversion={data.conversion} />
          <section className={classes.panel} aria-label={t('reports.conversion.chart')}>
            <Legend conversion={data.conversion} />
            <Suspense fallback={<Skeleton className={classes.chart ?? ''} />}>
              <FunnelChart conversion={data.conversion} previous={data.previous} onOpen={openPlace} />
            </Suspense>
          </section>
          <ConversionTable conversion={data.conversion} previous={data.previous} onOpen={openPlace} />
          <SideFigures conversion={data.conversion} onOpen={openFigure} />
          <Money money={data.money} />
          <section>
            <div className={classes.breakdownHead}>
              <NativeSelect
                label={t('reports.breakdown')}
                value={by}
                onChange={({ currentTarget }) => filter.set({ by: currentTarget.value })}
                data={offered.map((value) => ({ value, label: t(`reports.by.${value}`) }))}
                data-testid="breakdown-by"
              />
              <SegmentedControl
                aria-label={t('reports.grouping')}
                value={ungrouped ? 'ungrouped' : 'grouped'}
                onChange={(value) => setUngrouped(value === 'ungrouped')}
                data={[
                  { value: 'grouped', label: t('reports.columns.grouped') },
                  { value: 'ungrouped', label: t('reports.columns.ungrouped') },
                ]}
                data-testid="grouping"
              />
            </div>
            <Breakdown
              {...{ by, filter, narrowed, parts: data.by }}
              grouped={!ungrouped}
              onOpen={(title, id, more) => open(title, id, more)}
            />
          </section>
          <p>
            <Link
              className={classes.link ?? ''}
              href={`/reports/bookings?${new URLSearchParams(askedOf(filter))}`}
              data-testid="to-bookings"
            >
              {t('reports.links.bookings')}
            </Link>
          </p>
          <Definitions head={data} conversion={data.conversion} />
        </div>
      )}
      <ListDrawer opened={opened} onClose={() => setOpened(null)} />
    </PageFrame>
  );
}

/** What the report is narrowed to, each with a way back. */
function Narrowed({ filter }: { filter: ReportFilter }) {
  const { t } = useTranslation();
  const places = usePlaces();
  return narrowers.map((name) => {
    const value = filter.told(name);
    if (value === null) return null;
    const shown =
      name === 'line'
        ? (places.line(value)?.name ?? formatPhone(value))
        : value.startsWith('ext:')
          ? t('reports.handset', { extension: value.slice(4) })
          : value;
    return (
      <button
        key={name}
        type="button"
        className={classes.chip}
        aria-label={t('reports.widen', { from: shown })}
        onClick={() => filter.set({ [name]: null })}
        data-testid="widen"
      >
        {shown} <span aria-hidden="true">×</span>
      </button>
    );
  });
}

function Empty({ filter }: { filter: ReportFilter }) {
  const { t } = useTranslation();
  const isNarrowed = narrowers.some((name) => filter.told(name) !== null);
  return <span>{t(isNarrowed ? 'reports.emptyNarrowed' : 'reports.empty')}</span>;
}
