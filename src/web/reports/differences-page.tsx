import { Alert, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { PageFrame } from '../page/page-frame.tsx';
import { FigureValue } from './figure-value.tsx';
import { ListDrawer, type Opened } from './list-drawer.tsx';
import { askedOf, useReportFilter } from './report-filter.ts';
import { ReportFilters } from './report-filters.tsx';
import classes from './reports.module.css';
import type { DifferencesReport, Figure } from './shapes.ts';
import { useDefinitions } from './use-definitions.ts';
import { useReport } from './use-report.ts';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

const counted = (value: number): Figure => ({ value, level: 'T0', basis: 'pbx' });

/** «Почему отличается от АТС»: every difference of missed calls with its reason and its calls. */
export function Page() {
  const { t } = useTranslation();
  const filter = useReportFilter('month');
  const define = useDefinitions();
  const [, navigate] = useLocation();
  const [opened, setOpened] = useState<Opened | null>(null);
  const asked = askedOf(filter, { account: filter.told('account') });
  const report = useReport<DifferencesReport>('reports/differences', asked, filter);
  const { data } = report;
  const { branch, from, to } = filter;
  const requestsAsked = { ...(branch !== null && { branch }), from, to, kind: 'request' };
  const account = data?.accounts.find(({ id }) => id === data.account)?.name;

  return (
    <PageFrame
      title={t('reports.differences.title', { account: account ?? t('reports.differences.pbx') })}
      query={report.frame}
      isEmpty={data?.account === null}
      empty={t('reports.differences.noAccount')}
      filters={
        <>
          {(data?.accounts.length ?? 0) > 1 && (
            <NativeSelect
              aria-label={t('reports.differences.account')}
              value={data?.account ?? ''}
              onChange={({ currentTarget }) => filter.set({ account: currentTarget.value })}
              data={(data?.accounts ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              data-testid="difference-account"
            />
          )}
          <ReportFilters filter={filter} />
        </>
      }
    >
      {data !== undefined && (
        <div className={classes.report} aria-busy={report.outdated} data-outdated={report.outdated || undefined}>
          {data.known ? (
            <p className={classes.lead}>{t('reports.differences.lead')}</p>
          ) : (
            <Alert color="yellow" title={t('reports.noData')} data-testid="differences-unknown">
              {t('reports.differences.unknown')}
            </Alert>
          )}
          <dl className={classes.tiles} data-testid="difference-tiles">
            {(['compared', 'providerLost', 'ourMissed'] as const).map((name) => (
              <div key={name} className={classes.tile}>
                <dt>{t(`reports.differences.${name}`)}</dt>
                <dd>
                  <FigureValue
                    figure={
                      name === 'providerLost' && !data.known
                        ? { value: null, level: 'T0', basis: 'no-data' }
                        : counted(data[name])
                    }
                  />
                </dd>
              </div>
            ))}
          </dl>
          {data.requests > 0 && (
            <section className={classes.panel} data-testid="differences-requests">
              <h3 className={classes.panelTitle}>{t('reports.differences.requests')}</h3>
              <ul className={classes.rows}>
                <li className={classes.reason}>
                  <b>
                    <FigureValue
                      figure={counted(data.requests)}
                      label={t('reports.differences.requests')}
                      onOpen={() => navigate(`/history?${new URLSearchParams(requestsAsked)}`)}
                    />
                  </b>
                  <div>
                    <p>{define('difference.requests')}</p>
                  </div>
                </li>
              </ul>
            </section>
          )}
          {data.known && data.reasons.length === 0 && (
            <p className={classes.quiet} data-testid="differences-none">
              {t('reports.differences.none')}
            </p>
          )}
          {[true, false].map((providerLost) => {
            const rows = data.known ? data.reasons.filter((one) => one.providerLost === providerLost) : [];
            if (rows.length === 0) return null;
            const side = providerLost ? 'theirs' : 'ours';
            return (
              <section key={side} className={classes.panel} data-testid={`differences-${side}`}>
                <h3 className={classes.panelTitle}>{t(`reports.differences.side.${side}`)}</h3>
                <ul className={classes.rows}>
                  {rows.map(({ why, calls }) => (
                    <li key={why} className={classes.reason} data-testid="difference">
                      <b>
                        <FigureValue
                          figure={counted(calls)}
                          label={t(`reports.differences.why.${why}`)}
                          onOpen={() =>
                            setOpened({
                              title: t(`reports.differences.why.${why}`),
                              lists: [
                                { of: 'differences', asked: { ...asked, why, providerLost: String(providerLost) } },
                              ],
                            })
                          }
                        />
                      </b>
                      <div>
                        <b>{t(`reports.differences.why.${why}`)}</b>
                        <p>{define(`difference.${why}`)}</p>
                      </div>
                    </li>
                  ))}
                </ul>
              </section>
            );
          })}
        </div>
      )}
      <ListDrawer opened={opened} onClose={() => setOpened(null)} />
    </PageFrame>
  );
}
