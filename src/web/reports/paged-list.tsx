import { Button, Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import classes from './reports.module.css';
import type { usePages } from './use-pages.ts';

interface PagedListProps<Item> {
  pages: ReturnType<typeof usePages<Item>>;
  children: (items: readonly Item[]) => ReactNode;
}

/** Loading, failed, empty, more: around the rows of a list behind a figure. */
export function PagedList<Item>({ pages, children }: PagedListProps<Item>) {
  const { t } = useTranslation();
  if (pages.isPending)
    return (
      <Stack gap="xs" role="status" aria-label={t('page.loading')}>
        {[1, 2, 3].map((one) => (
          <Skeleton key={one} height={56} />
        ))}
      </Stack>
    );
  if (pages.data === undefined)
    return <ProblemAlert error={pages.error} retrying={pages.isFetching} onRetry={() => void pages.refetch()} />;
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <p className={classes.quiet}>{t('reports.emptyList')}</p>;
  return (
    <>
      <ul className={classes.rows}>{children(items)}</ul>
      {pages.isFetchNextPageError && <ProblemAlert error={pages.error} />}
      {pages.hasNextPage && (
        <Button
          variant="subtle"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
          data-testid="list-more"
        >
          {t('page.more')}
        </Button>
      )}
    </>
  );
}
