import { Button } from '@mantine/core';
import IconPrinter from '@tabler/icons-react/dist/esm/icons/IconPrinter.mjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { PageFrame } from '../page/page-frame.tsx';
import { dayAndMonth } from '../words/calendar.ts';
import { serverNow } from '../words/server-clock.ts';
import { ConversionSteps } from './conversion-steps.tsx';
import { DataNote } from './data-note.tsx';
import { DirectorTiles } from './director-tiles.tsx';
import { HeatMap } from './heat-map.tsx';
import { ListDrawer, type Opened } from './list-drawer.tsx';
import { askedOf, useReportFilter } from './report-filter.ts';
import { ReportFilters } from './report-filters.tsx';
import classes from './reports.module.css';
import type { DirectorReport } from './shapes.ts';
import { useReport } from './use-report.ts';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

const DAY_MS = 86_400_000;
/** Shorter than this a day of the week has one call or none in an hour, which says nothing. */
const HEAT_DAYS = 28;

/** The director's page: today, and where calls are lost. */
export function Page() {
  const { t, i18n } = useTranslation();
  const filter = useReportFilter('today');
  const [opened, setOpened] = useState<Opened | null>(null);
  const asked = askedOf(filter);
  const report = useReport<DirectorReport>('reports/director', asked, filter);
  const before = new Date(Date.parse(filter.to) - (HEAT_DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  const wide = askedOf({ ...filter, from: before < filter.from ? before : filter.from });
  const heat = useReport<DirectorReport>('reports/director', wide, filter);
  const { data } = report;
  const day = (date: string): string => dayAndMonth(`${date}T12:00:00Z`, 'UTC', i18n.language, serverNow());

  return (
    <PageFrame
      title={t('reports.director.title')}
      query={report.frame}
      filters={<ReportFilters filter={filter} />}
      actions={
        <Button
          component={Link}
          variant="default"
          href={`/reports/day/${filter.to}${filter.branch === null ? '' : `?branch=${encodeURIComponent(filter.branch)}`}`}
          leftSection={<IconPrinter size={18} aria-hidden="true" />}
          data-testid="to-day"
        >
          {t('reports.day.title')}
        </Button>
      }
    >
      {data !== undefined && (
        <div className={classes.report} aria-busy={report.outdated} data-outdated={report.outdated || undefined}>
          <DataNote head={data} conversion={data.conversion} />
          <DirectorTiles report={data} asked={asked} onOpen={setOpened} />
          <p className={classes.aside}>
            <Link
              className={classes.link ?? ''}
              href={`/reports/differences?${new URLSearchParams(asked)}`}
              data-testid="to-differences"
            >
              {t('reports.links.differences')}
            </Link>
          </p>
          <section className={classes.panel}>
            <h3 className={classes.panelTitle}>
              {t('reports.conversion.title')}{' '}
              <Link href={`/reports/conversion?${new URLSearchParams(asked)}`} className={classes.link ?? ''}>
                {t('reports.details')}
              </Link>
            </h3>
            <ConversionSteps conversion={data.conversion} />
          </section>
          <section className={classes.panel}>
            <h3 className={classes.panelTitle}>{t('reports.heat.title')}</h3>
            {heat.data !== undefined && (
              <>
                <p className={classes.quiet}>
                  {t('reports.heat.hint', { from: day(heat.data.from), to: day(heat.data.to) })}
                </p>
                {heat.data.byHour.length === 0 ? (
                  <p className={classes.quiet}>{t('reports.empty')}</p>
                ) : (
                  <HeatMap
                    hours={heat.data.byHour}
                    onOpen={({ weekday, hour }, title) =>
                      setOpened({
                        title,
                        lists: [
                          {
                            of: 'calls',
                            asked: { ...wide, figure: 'missed', weekday: String(weekday), hour: String(hour) },
                          },
                        ],
                      })
                    }
                  />
                )}
              </>
            )}
          </section>
        </div>
      )}
      <ListDrawer opened={opened} onClose={() => setOpened(null)} />
    </PageFrame>
  );
}
