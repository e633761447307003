import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';
import { Loaded } from './loaded.tsx';
import type { Latency, Spread } from './shapes.ts';

/** How fast webhooks are answered and calls shown, by this server since its start. */
export function LatencyView() {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const latency = useQuery({
    queryKey: ['integrations', 'latency'],
    queryFn: ({ signal }) => api.get<Latency>('integrations/latency', signal),
    refetchInterval: 10_000,
  });
  return (
    <div className={classes.column}>
      <p className={classes.quiet}>{t('cockpit.latencyHint')}</p>
      <Loaded query={latency}>
        {({ intake, pops }) => (
          <div className={classes.cards}>
            <SpreadCard title={t('cockpit.pops')} spread={pops} testId="pops" />
            <SpreadCard title={t('cockpit.intake')} spread={intake} testId="intake" />
          </div>
        )}
      </Loaded>
    </div>
  );
}

function SpreadCard({ title, spread, testId }: { title: string; spread: Spread; testId: string }) {
  const { t, i18n } = useTranslation();
  const { count, mean, p50, p95, p99, buckets } = spread;
  const time = (seconds: number): string =>
    seconds < 1
      ? t('cockpit.milliseconds', { milliseconds: (seconds * 1000).toLocaleString(i18n.language, digits(seconds)) })
      : t('cockpit.seconds', { seconds: seconds.toLocaleString(i18n.language, { maximumFractionDigits: 1 }) });
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
  const last = buckets.at(-2)?.upTo ?? 0;
  return (
    <section className={classes.card} data-testid={testId}>
      <h3 className={classes.name}>{title}</h3>
      {count === 0 ? (
        <p className={classes.quiet}>{t('cockpit.nothingMeasured')}</p>
      ) : (
        <>
          <p className={classes.lead}>
            {t('cockpit.spread', { half: time(p50 ?? 0), most: time(p95 ?? 0), nearly: time(p99 ?? 0) })}
          </p>
          <p className={classes.quiet}>
            {t('cockpit.measured', { number: count.toLocaleString(i18n.language), mean: time(mean ?? 0) })}
          </p>
          <table className={classes.histogram}>
            <thead>
              <tr>
                <th scope="col">{t('cockpit.upTo')}</th>
                <th scope="col" className={classes.number}>
                  {t('cockpit.times')}
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {buckets.map((bucket) => (
                <tr key={bucket.upTo ?? 'more'}>
                  <th scope="row">
                    {bucket.upTo === null ? t('cockpit.longer', { time: time(last) }) : time(bucket.upTo)}
                  </th>
                  <td className={classes.number}>{bucket.count.toLocaleString(i18n.language)}</td>
                  <td className={classes.barCell}>
                    <div className={classes.bar} style={{ width: `${(100 * bucket.count) / most}%` }} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function digits(seconds: number): Intl.NumberFormatOptions {
  return { maximumFractionDigits: seconds < 0.01 ? 1 : 0 };
}
