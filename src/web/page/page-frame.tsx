import { Button, Skeleton, Stack } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { nameTab } from '../words/tab-title.ts';
import classes from './page-frame.module.css';
import { ProblemAlert } from './problem-alert.tsx';

/** The part of a TanStack query that a page shows. */
export interface Loadable {
  isPending: boolean;
  isFetching: boolean;
  error: Error | null;
  data: unknown;
  refetch(): unknown;
}

interface PageFrameProps {
  title: string;
  filters?: ReactNode;
  /** At the right of the head: download, add. */
  actions?: ReactNode;
  /** Above the body: a banner about data levels, a hint. */
  note?: ReactNode;
  /** What the page waits for. Loading, failed and out-of-date are shown from it. */
  query?: Loadable;
  /** Instead of a query. */
  state?: 'loading' | 'empty';
  /** Words for nothing to show; given with `isEmpty` or `state="empty"`. */
  empty?: ReactNode;
  isEmpty?: boolean;
  /** The body is one table or chart that scrolls in itself. */
  fill?: boolean;
  children?: ReactNode;
}

/** How every page but the workplace looks: a head with filters, then the body or why there is none. */
export function PageFrame(props: PageFrameProps) {
  const { t } = useTranslation();
  const { title, query, state } = props;
  useEffect(() => {
    nameTab({ page: title });
    return () => nameTab({ page: null });
  }, [title]);
  const failed = query !== undefined && query.error !== null && query.data === undefined;
  const loading = state === 'loading' || (query?.isPending === true && !failed);
  const empty = state === 'empty' || (!loading && !failed && props.isEmpty === true);
  const stale = query !== undefined && query.error !== null && query.data !== undefined;
  return (
    <main className={classes.page} data-testid="page">
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <div className={classes.filters}>{props.filters}</div>
        {props.actions !== undefined && <div className={classes.actions}>{props.actions}</div>}
      </div>
      {props.note !== undefined && <div className={classes.note}>{props.note}</div>}
      {stale && (
        <div className={classes.stale} role="status" data-testid="page-stale">
          {t('page.stale')}{' '}
          <Button variant="subtle" color="dark" size="compact-sm" onClick={() => void query.refetch()}>
            {t('page.retry')}
          </Button>
        </div>
      )}
      <div className={classes.body} data-fill={(props.fill === true && !loading && !failed && !empty) || undefined}>
        {failed ? (
          <ProblemAlert error={query.error} retrying={query.isFetching} onRetry={() => void query.refetch()} />
        ) : loading ? (
          <Loading />
        ) : empty ? (
          <div className={classes.empty} data-testid="page-empty">
            {props.empty ?? t('page.empty')}
          </div>
        ) : (
          props.children
        )}
      </div>
    </main>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" role="status" aria-label={t('page.loading')} data-testid="page-loading">
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={42} />
      ))}
    </Stack>
  );
}
