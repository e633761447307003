import { Button } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams, useSearchParams } from 'wouter';
import { PageFrame } from '../page/page-frame.tsx';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import { CallDrawer } from './call-drawer.tsx';
import { ContactList } from './contact-list.tsx';
import { ExportMenu } from './export-menu.tsx';
import { groupCalls } from './group-calls.ts';
import { callsQuery, hiddenFilters, readFilter, writeFilter, type HistoryFilter } from './history-filter.ts';
import { HistoryFilters, ListFilters } from './history-filters.tsx';
import { useHistory } from './use-history.ts';
import { ViewsMenu } from './views-menu.tsx';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

/** «История обращений»: who turned to the clinic, by person and day or call by call, and all that is known of each call. */
export function Page() {
  const { t } = useTranslation();
  const places = usePlaces();
  const { id } = useParams<{ id?: string }>();
  const [params, setParams] = useSearchParams();
  const [, navigate] = useLocation();
  const zone = places.zone(params.get('branch'));
  const filter = readFilter(params, zone, serverNow());
  const asked = callsQuery(filter, zone).toString();
  const list = useHistory(asked);
  const search = useRef<HTMLInputElement>(null);

  const calls = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const { grouped } = filter;
  const contacts = useMemo(
    () =>
      groupCalls(calls, {
        ...{ grouped, more: list.hasNextPage },
        zone: (call) => call.zone ?? places.zone(call.branch),
      }),
    // The places change only with who is signed in.
    // oxlint-disable-next-line react/exhaustive-deps
    [calls, grouped, list.hasNextPage],
  );

  const address = (callId: string | null): string => {
    const query = params.toString();
    return `/history${callId === null ? '' : `/${callId}`}${query === '' ? '' : `?${query}`}`;
  };
  const change = (next: Partial<HistoryFilter>): void =>
    setParams(writeFilter({ ...filter, ...next }, zone, serverNow()), { replace: true });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const at = event.target;
      const typing = at instanceof HTMLElement && at.closest('input, textarea, select, [contenteditable]') !== null;
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      search.current?.focus();
      search.current?.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  const narrowed = filter.search !== '' || filter.result !== '' || hiddenFilters(filter) > 0;
  return (
    <PageFrame
      title={t('pages.history')}
      query={list}
      isEmpty={calls.length === 0}
      empty={
        <>
          <span>{t(narrowed ? 'history.nothingFound' : 'history.empty')}</span>
          {filter.period !== null && (
            <Button variant="default" onClick={() => change({ period: null })} data-testid="all-time">
              {t('history.searchAllTime')}
            </Button>
          )}
        </>
      }
      fill
      filters={<HistoryFilters searchInput={search} filter={filter} zone={zone} onChange={change} />}
      note={<ListFilters filter={filter} onChange={change} />}
      actions={
        <>
          <ViewsMenu query={writeFilter(filter, zone, serverNow()).toString()} onOpen={(query) => setParams(query)} />
          <ExportMenu query={asked} />
        </>
      }
    >
      <ContactList
        key={asked}
        contacts={contacts}
        opened={id ?? null}
        loadingMore={list.isFetchingNextPage}
        onOpen={(contact) => navigate(address(contact.call.id))}
        onEnd={more}
      />
      {id !== undefined && (
        <CallDrawer
          key={id}
          callId={id}
          siblings={contacts.find((contact) => contact.calls.some((call) => call.id === id))?.calls ?? []}
          onOther={(callId) => navigate(address(callId), { replace: true })}
          onClose={() => navigate(address(null))}
        />
      )}
    </PageFrame>
  );
}
