import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';
import type { PeopleSource, VisitSource } from './shapes.ts';
import { useMoments } from './use-moments.ts';

interface SourceCardProps {
  source: PeopleSource | VisitSource;
  kind: string;
  counts: string;
  /** The address that asks for a refresh; null where it is not asked but told. */
  refresh: string | null;
  /** Read too long ago to count. */
  old?: boolean;
}

/** One source: how old what it told is, how its refreshing goes, what was doubtful in it. */
export function SourceCard({ source, kind, counts, refresh, old }: SourceCardProps) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const queries = useQueryClient();
  const { moment, age } = useMoments();
  const ask = useMutation({
    mutationFn: () => api.send(refresh ?? ''),
    onSettled: () =>
      Promise.all(
        ['directory', 'appointments', 'data-level'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      ),
  });
  const { error, progress, report } = source;
  return (
    <section
      className={classes.card}
      data-bad={error !== null || old === true || undefined}
      data-testid="source"
      data-source={source.id}
    >
      <h4 className={classes.name}>
        {source.id} <span className={classes.tag}>{kind}</span>
      </h4>
      <p className={classes.lead}>
        {source.refreshedAt === null
          ? t('cockpit.notReadYet')
          : t('cockpit.readAt', { moment: moment(source.refreshedAt), age: age(source.ageSeconds ?? 0) })}
        {old === true && ` · ${t('cockpit.tooOld')}`}
      </p>
      <div>{counts}</div>
      {source.everyMinutes !== null && (
        <div className={classes.quiet}>{t('cockpit.every', { count: source.everyMinutes })}</div>
      )}
      {'wholeAt' in source && source.wholeAt !== null && (
        <div className={classes.quiet}>{t('cockpit.wholeAt', { moment: moment(source.wholeAt) })}</div>
      )}
      {progress !== null && (
        <div role="status">
          {t('cockpit.reading', { rows: progress.rows.toLocaleString(i18n.language) })}
          {progress.share !== null && (
            <progress className={classes.progress} value={progress.share} max={1} aria-label={t('cockpit.progress')} />
          )}
        </div>
      )}
      {error !== null && (
        <div className={classes.error}>
          {error.message} · {t('cockpit.since', { moment: moment(error.since) })}
          {error.kind === 'permanent' && ` · ${t('cockpit.mendIt')}`}
        </div>
      )}
      {report !== null && report.places.length > 0 && (
        <details>
          <summary>{t('cockpit.doubtful', { count: report.places.length })}</summary>
          <ul className={classes.plain}>
            {report.places.map((place) => (
              <li key={`${place.line} ${place.column} ${place.problem}`}>
                {t('cockpit.place', { line: place.line, column: place.column })} {place.problem}{' '}
                <span className={classes.quiet}>{place.remedy}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {refresh !== null && me?.role === 'it' && (
        <div>
          <Button
            size="compact-md"
            variant="default"
            loading={ask.isPending}
            disabled={source.state === 'running'}
            onClick={() => ask.mutate()}
            data-testid="refresh"
          >
            {t('cockpit.refresh')}
          </Button>
        </div>
      )}
      {ask.error !== null && <ProblemAlert error={ask.error} />}
    </section>
  );
}
