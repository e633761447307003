import { Alert, Button, SegmentedControl } from '@mantine/core';
import IconPhoneOutgoing from '@tabler/icons-react/dist/esm/icons/IconPhoneOutgoing.mjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { PageFrame } from '../page/page-frame.tsx';
import { DataNote } from './data-note.tsx';
import { Defined } from './defined.tsx';
import { FigureValue } from './figure-value.tsx';
import { ListDrawer, type Opened } from './list-drawer.tsx';
import { askedOf, useReportFilter } from './report-filter.ts';
import { ReportFilters } from './report-filters.tsx';
import classes from './reports.module.css';
import type { Figure, VisitsReport } from './shapes.ts';
import { useReport } from './use-report.ts';
import { visitReports, visitTiles, type VisitReport } from './visit-columns.ts';
import { VisitDoctors } from './visit-doctors.tsx';
import { VisitSteps } from './visit-steps.tsx';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

/** «Эффективность консультаций», «Завершенные приемы», «Отмененные приемы»: who needs more, and whom to call. */
export function Page() {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const { report: told } = useParams<{ report?: string }>();
  const of: VisitReport = visitReports.find((one) => one === told) ?? 'consultations';
  const filter = useReportFilter('month');
  const [opened, setOpened] = useState<Opened | null>(null);
  const asked = askedOf(filter);
  const report = useReport<VisitsReport>(`reports/visits/${of}`, asked, filter);
  const { data } = report;
  const nameOf = (figure: string): string => t(`reports.visits.figures.${of}.${figure}`);
  const open = (figure: string, doctor?: string): void =>
    setOpened({
      title: [doctor, nameOf(figure)].filter(Boolean).join(': '),
      lists: [{ of: 'visits', report: of, asked: { ...asked, figure, ...(doctor !== undefined && { doctor }) } }],
    });
  const value = (figure: string): Figure => data?.figures[figure] ?? { value: null, level: 'T3', basis: 'no-data' };
  const callOut = value('call-out');

  return (
    <PageFrame
      title={t(`reports.visits.title.${of}`)}
      query={report.frame}
      filters={
        <>
          <SegmentedControl
            aria-label={t('reports.visits.which')}
            value={of}
            onChange={(next) => go(`/reports/visits/${next}${location.search}`, { replace: true })}
            data={visitReports.map((one) => ({ value: one, label: t(`reports.visits.short.${one}`) }))}
            data-testid="visit-report"
          />
          <ReportFilters filter={filter} />
        </>
      }
    >
      {data !== undefined && (
        <div className={classes.report} aria-busy={report.outdated} data-outdated={report.outdated || undefined}>
          <DataNote head={data} />
          {data.why !== null && (
            <Alert color="yellow" title={t('reports.noData')} data-testid="visits-why">
              {t(`reports.visits.why.${data.why}`)}
            </Alert>
          )}
          {value('all').value === 0 && <p className={classes.quiet}>{t(`reports.visits.empty.${of}`)}</p>}
          <section className={classes.panel} aria-label={t(`reports.visits.title.${of}`)}>
            <VisitSteps report={of} value={value} nameOf={nameOf} onOpen={open} />
          </section>
          <section className={classes.callOut} data-testid="call-out">
            <div>
              <h3>
                <Defined of={`${of}.call-out`} name={nameOf('call-out')} />
              </h3>
              <b>
                <FigureValue figure={callOut} label={nameOf('call-out')} onOpen={() => open('call-out')} />
              </b>
              <p className={classes.quiet}>{t('reports.visits.callOutHint')}</p>
            </div>
            <Button
              leftSection={<IconPhoneOutgoing size={18} aria-hidden="true" />}
              disabled={(callOut.value ?? 0) === 0}
              onClick={() => open('call-out')}
              data-testid="open-call-out"
            >
              {t('reports.visits.openCallOut')}
            </Button>
          </section>
          <dl className={classes.tiles} data-testid="visit-tiles">
            {visitTiles[of].map((figure) => (
              <div key={figure} className={classes.tile}>
                <dt>
                  <Defined of={`${of}.${figure}`} name={nameOf(figure)} />
                </dt>
                <dd>
                  <FigureValue figure={value(figure)} label={nameOf(figure)} onOpen={() => open(figure)} />
                </dd>
              </div>
            ))}
          </dl>
          {data.doctors.length > 0 && <VisitDoctors report={of} rows={data.doctors} nameOf={nameOf} onOpen={open} />}
        </div>
      )}
      <ListDrawer opened={opened} onClose={() => setOpened(null)} />
    </PageFrame>
  );
}
