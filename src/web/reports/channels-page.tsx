import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../page/data-table.tsx';
import { PageFrame } from '../page/page-frame.tsx';
import { channelColumns } from './channel-columns.tsx';
import { DataNote } from './data-note.tsx';
import { ListDrawer, type Opened } from './list-drawer.tsx';
import { askedOf, useReportFilter } from './report-filter.ts';
import { ReportFilters } from './report-filters.tsx';
import classes from './reports.module.css';
import type { Channel, ChannelsReport } from './shapes.ts';
import { SpendTable } from './spend-table.tsx';
import { useReport } from './use-report.ts';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

const none: Channel[] = [];

/** Which advertising brings contacts and clients, and what each of them costs. */
export function Page() {
  const { t, i18n } = useTranslation();
  const filter = useReportFilter('month');
  const [opened, setOpened] = useState<Opened | null>(null);
  const of = filter.told('of') === 'source' ? 'source' : 'channel';
  const { branch, from, to } = filter;
  const asked = useMemo(() => askedOf({ branch, from, to }), [branch, from, to]);
  const report = useReport<ChannelsReport>(`reports/${of}s`, asked, filter);
  const { data } = report;
  const rows = data?.items ?? none;
  const spent = rows.some((row) => row.spent !== null);
  const columns = useMemo(
    () => channelColumns(t, i18n.language, { of, spent, asked, onOpen: setOpened }),
    [t, i18n.language, of, spent, asked],
  );
  return (
    <PageFrame
      title={t('reports.channels.title')}
      query={report.frame}
      filters={
        <>
          <ReportFilters filter={filter} />
          <SegmentedControl
            aria-label={t('reports.channels.of')}
            value={of}
            onChange={(value) => filter.set({ of: value })}
            data={[
              { value: 'channel', label: t('reports.channels.channels') },
              { value: 'source', label: t('reports.channels.sources') },
            ]}
            data-testid="channels-of"
          />
        </>
      }
    >
      {data !== undefined && (
        <div className={classes.report} aria-busy={report.outdated} data-outdated={report.outdated || undefined}>
          <DataNote head={data} {...(rows[0] !== undefined && { conversion: rows[0].conversion })} />
          {rows.length === 0 ? (
            <p className={classes.quiet}>{t('reports.empty')}</p>
          ) : (
            <DataTable
              inline
              label={t('reports.channels.title')}
              columns={columns}
              rows={rows}
              rowId={(row) => row.channel ?? ''}
            />
          )}
          {!spent && (
            <p className={classes.quiet} data-testid="no-costs">
              {t(
                of === 'source'
                  ? 'reports.channels.noSourceCosts'
                  : branch === null
                    ? 'reports.noSpend'
                    : 'reports.channels.noBranchCosts',
              )}
            </p>
          )}
          <SpendTable
            channels={rows.flatMap(({ channel }) => (of === 'source' || channel === null ? [] : [channel]))}
            filter={filter}
          />
        </div>
      )}
      <ListDrawer opened={opened} onClose={() => setOpened(null)} />
    </PageFrame>
  );
}
