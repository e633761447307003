import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import classes from './cockpit.module.css';

interface LoadedProps<Data> {
  query: { data: Data | undefined; error: Error | null; isFetching: boolean; refetch(): unknown };
  /** Null where there is something to show. */
  empty?: (data: Data) => ReactNode;
  children: (data: Data) => ReactNode;
}

/** Loading, failed, out of date, empty: around one part of a page. */
export function Loaded<Data>({ query, empty, children }: LoadedProps<Data>) {
  const { t } = useTranslation();
  const { data, error } = query;
  const problem =
    error === null ? null : (
      <ProblemAlert error={error} retrying={query.isFetching} onRetry={() => void query.refetch()} />
    );
  if (data === undefined)
    return (
      problem ?? (
        <Stack gap="xs" role="status" aria-label={t('page.loading')} data-testid="part-loading">
          {[1, 2, 3].map((one) => (
            <Skeleton key={one} height={56} />
          ))}
        </Stack>
      )
    );
  const nothing = empty?.(data) ?? null;
  return (
    <>
      {problem}
      {nothing === null ? (
        children(data)
      ) : (
        <p className={classes.nothing} data-testid="part-empty">
          {nothing}
        </p>
      )}
    </>
  );
}
