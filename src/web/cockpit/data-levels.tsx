import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';

/** What can truly be known of the calls of each branch. */
export function DataLevels() {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const branches = me?.branches ?? [];
  const levels = useQueries({
    queries: branches.map(({ id }) => ({
      queryKey: ['data-level', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.dataLevel(id, signal),
      refetchInterval: 60_000,
    })),
  });
  return (
    <ul className={classes.plain}>
      {branches.map(({ id, name }, index) => {
        const { data, error } = levels[index] ?? {};
        if (error != null) return <ProblemAlert key={id} error={error} />;
        if (data === undefined) return null;
        const words = [
          ...(data.firstTime === 'directory-only' ? [t('dataLevel.directoryOnly')] : []),
          ...(data.stale.length > 0
            ? [t('dataLevel.stale', { what: data.stale.map((what) => t(`dataLevel.sources.${what}`)).join(', ') })]
            : []),
        ];
        return (
          <li key={id} data-testid="level">
            <b>{name}</b>: {data.level} · {t(`dataLevel.${data.level}`)}
            {words.length > 0 && <span className={classes.quiet}> · {words.join(' · ')}</span>}
          </li>
        );
      })}
    </ul>
  );
}
