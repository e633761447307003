import { Alert, Button, SegmentedControl, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveCall } from '../calls/live-calls.ts';
import { SortOut } from '../outcome/sort-out.tsx';
import { toSortOut } from '../outcome/to-sort-out.ts';
import { useNow } from '../words/use-now.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { beginOfToday } from './begin-of-today.ts';
import { CallRowItem } from './call-row.tsx';
import { DataLevelLine } from './data-level-line.tsx';
import { filterCallRows } from './filter-call-rows.ts';
import { mergeCallRows } from './merge-call-rows.ts';
import classes from './today.module.css';

/** Calls that do not ring here send nothing to this seat, so the list also asks by itself. */
const refreshEveryMs = 30_000;

export function TodaysCalls({ live }: { live: readonly LiveCall[] }) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const now = useNow(60_000);
  const [missedOnly, setMissedOnly] = useState(false);
  const [search, setSearch] = useState('');

  const since = beginOfToday(me, now);
  const query = useInfiniteQuery({
    queryKey: ['calls', since],
    queryFn: ({ pageParam, signal }) => api.calls({ since, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: refreshEveryMs,
  });

  const rows = useMemo(
    () => mergeCallRows(query.data?.pages.flatMap((page) => page.items) ?? [], live),
    [query.data, live],
  );
  const unsorted = useMemo(() => toSortOut(rows, me?.seat ?? null), [rows, me?.seat]);
  const [sorting, setSorting] = useState(false);
  const shown = useMemo(() => filterCallRows(rows, { missedOnly, search }), [rows, missedOnly, search]);

  return (
    <section className={classes.today} aria-labelledby="today-title" data-testid="today">
      <div className={classes.head}>
        <h2 id="today-title" className={classes.title}>
          {t('today.title')}
        </h2>
        <SegmentedControl
          size="sm"
          aria-label={t('today.filter')}
          value={missedOnly ? 'missed' : 'all'}
          data={[
            { value: 'all', label: t('today.all') },
            { value: 'missed', label: t('today.missed') },
          ]}
          onChange={(value) => setMissedOnly(value === 'missed')}
          data-testid="missed-filter"
        />
        <TextInput
          className={classes.search ?? ''}
          type="search"
          aria-label={t('today.search')}
          placeholder={t('today.search')}
          leftSection={<IconSearch size={18} aria-hidden="true" />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-testid="search"
        />
      </div>
      {query.isError && query.data !== undefined && (
        <Text className={classes.stale} role="status" data-testid="stale">
          {t('today.stale')}{' '}
          <Button variant="subtle" size="compact-sm" onClick={() => void query.refetch()}>
            {t('today.retry')}
          </Button>
        </Text>
      )}
      <div className={classes.scroll}>
        {query.isPending && rows.length === 0 ? (
          <Loading />
        ) : query.isError && query.data === undefined && rows.length === 0 ? (
          <Alert color="red" title={t('today.failed')} m="md" data-testid="list-error">
            <Stack align="flex-start" gap="sm">
              {t('today.failedHint')}
              <Button
                variant="default"
                size="compact-md"
                loading={query.isFetching}
                onClick={() => void query.refetch()}
                data-testid="list-retry"
              >
                {t('today.retry')}
              </Button>
            </Stack>
          </Alert>
        ) : shown.length === 0 ? (
          <Text className={classes.empty} data-testid="empty">
            {t(search.trim() !== '' ? 'today.nothingFound' : missedOnly ? 'today.emptyMissed' : 'today.empty')}
          </Text>
        ) : (
          <ul className={classes.rows}>
            {shown.map((row) => (
              <CallRowItem key={row.id} row={row} />
            ))}
          </ul>
        )}
        {query.hasNextPage && (
          <Button
            variant="subtle"
            fullWidth
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
            data-testid="more"
          >
            {t('today.more')}
          </Button>
        )}
      </div>
      {sorting && <SortOut rows={unsorted} onClose={() => setSorting(false)} />}
      <div className={classes.foot}>
        <DataLevelLine />
        {unsorted.length > 0 && (
          <Button variant="default" size="compact-md" onClick={() => setSorting(true)} data-testid="sort-out-open">
            {t('outcome.sortOutCount', { count: unsorted.length })}
          </Button>
        )}
      </div>
    </section>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" p="md" role="status" aria-label={t('today.loading')} data-testid="loading">
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={42} />
      ))}
    </Stack>
  );
}
