import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './today.module.css';

/** What the classes on this screen were told apart by, in one quiet line for each branch. */
export function DataLevelLine() {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const branches = me?.branches ?? [];
  const levels = useQueries({
    queries: branches.map((branch) => ({
      queryKey: ['data-level', branch.id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.dataLevel(branch.id, signal),
      refetchInterval: 600_000,
      retry: false,
    })),
  });
  const lines = levels.flatMap(({ data }, index) => {
    if (data === undefined) return [];
    const words = [t(`dataLevel.${data.level}`)];
    if (data.firstTime === 'directory-only') words.push(t('dataLevel.directoryOnly'));
    if (data.stale.length > 0)
      words.push(t('dataLevel.stale', { what: data.stale.map((what) => t(`dataLevel.sources.${what}`)).join(', ') }));
    return [(branches.length > 1 ? `${branches[index]?.name ?? ''}: ` : '') + words.join(' · ')];
  });
  if (lines.length === 0) return null;
  const same =
    new Set(lines.map((line) => line.replace(/^[^:]*: /, ''))).size === 1
      ? [lines[0]?.replace(branches.length > 1 ? /^[^:]*: / : /^$/, '')]
      : lines;
  return (
    <p className={classes.dataLevel} data-testid="data-level">
      {t('dataLevel.title')}: {same.join('; ')}
    </p>
  );
}
