import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Account } from './shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';
import { DataLevels } from './data-levels.tsx';
import { Loaded } from './loaded.tsx';
import type { PeopleSource, VisitSources } from './shapes.ts';
import { SourceCard } from './source-card.tsx';
import { useMoments } from './use-moments.ts';

/** What Trubka knows of people, visits and free time, and how old that is. */
export function DataSources() {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const { moment } = useMoments();
  const people = useQuery({
    queryKey: ['directory', 'sources'],
    queryFn: ({ signal }) => api.get<{ sources: PeopleSource[] }>('directory/sources', signal),
    refetchInterval: 10_000,
  });
  const visits = useQuery({
    queryKey: ['appointments', 'sources'],
    queryFn: ({ signal }) => api.get<VisitSources>('appointments/sources', signal),
    refetchInterval: 10_000,
  });
  const accounts = useQuery({
    queryKey: ['integrations'],
    queryFn: ({ signal }) => api.get<{ items: Account[] }>('integrations', signal),
    refetchInterval: 20_000,
  });
  const number = (count: number): string => count.toLocaleString(i18n.language);
  return (
    <div className={classes.column}>
      <section aria-labelledby="levels">
        <h3 id="levels" className={classes.section}>
          {t('cockpit.levels')}
        </h3>
        <DataLevels />
      </section>
      <section aria-labelledby="people-sources">
        <h3 id="people-sources" className={classes.section}>
          {t('cockpit.people')}
        </h3>
        <Loaded query={people} empty={({ sources }) => (sources.length === 0 ? t('cockpit.noPeople') : null)}>
          {({ sources }) => (
            <div className={classes.cards}>
              {sources.map((source) => (
                <SourceCard
                  key={source.id}
                  source={source}
                  kind={t(`cockpit.sourceKind.${source.kind ?? 'import'}`, { defaultValue: source.kind ?? '' })}
                  counts={t('cockpit.peopleCount', {
                    what: t(`cockpit.peopleKind.${source.people}`, { defaultValue: source.people }),
                    people: number(source.count),
                    without: number(source.withoutPhone),
                  })}
                  refresh={source.kind === null ? null : `directory/sources/${encodeURIComponent(source.id)}/refresh`}
                />
              ))}
            </div>
          )}
        </Loaded>
      </section>
      <section aria-labelledby="visit-sources">
        <h3 id="visit-sources" className={classes.section}>
          {t('cockpit.visits')}
        </h3>
        <Loaded query={visits} empty={({ sources }) => (sources.length === 0 ? t('cockpit.noVisits') : null)}>
          {({ sources, readers }) => (
            <>
              <div className={classes.cards}>
                {sources.map((source) => (
                  <SourceCard
                    key={source.id}
                    source={source}
                    old={source.refreshedAt !== null && !source.fresh}
                    kind={t(`cockpit.sourceKind.${source.kind}`, { defaultValue: source.kind })}
                    counts={t('cockpit.visitCount', {
                      visits: number(source.visits),
                      without: number(source.withoutPerson),
                    })}
                    refresh={
                      source.everyMinutes === null
                        ? null
                        : `appointments/sources/${encodeURIComponent(source.id)}/refresh`
                    }
                  />
                ))}
              </div>
              {readers
                .filter(({ behind, error }) => behind > 0 || error !== null)
                .map(({ name, behind, error }) => (
                  <p key={name} className={error === null ? classes.quiet : classes.error}>
                    {t('cockpit.reader', { name, behind })}
                    {error !== null && `: ${error}`}
                  </p>
                ))}
            </>
          )}
        </Loaded>
      </section>
      <section aria-labelledby="timetables">
        <h3 id="timetables" className={classes.section}>
          {t('cockpit.timetables')}
        </h3>
        <Loaded
          query={accounts}
          empty={({ items }) => (items.every(({ timetable }) => timetable === null) ? t('cockpit.noTimetable') : null)}
        >
          {({ items }) =>
            items.map(({ account, name, timetable }) =>
              timetable === null ? null : (
                <p key={account} className={timetable.stopped ? classes.error : undefined} data-testid="timetable">
                  <b>{name}</b>:{' '}
                  {timetable.at === null
                    ? t('cockpit.never')
                    : t('cockpit.timetableCame', { moment: moment(timetable.at), count: timetable.everyMinutes })}
                  {timetable.stopped && ` · ${t('cockpit.timetableStopped')}`}
                </p>
              ),
            )
          }
        </Loaded>
      </section>
    </div>
  );
}
