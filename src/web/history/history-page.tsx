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
import { groupHistory, nameOf } from './group-history.ts';
import { hiddenFilters, historyQuery, readFilter, writeFilter, type HistoryFilter } from './history-filter.ts';
import { HistoryFilters, ListFilters } from './history-filters.tsx';
import { RequestDrawer } from './request-drawer.tsx';
import { useHistory } from './use-history.ts';
import { ViewsMenu } from './views-menu.tsx';
import requestsEn from '../requests/words/en.json';
import requestsRu from '../requests/words/ru.json';
import en from './words/en.json';
import ru from './words/ru.json';

/** With what stands under a request wherever it is shown. */
export const words = { ru: { ...ru, ...requestsRu }, en: { ...en, ...requestsEn } };

/** «История обращений»: who turned to the clinic, by person and day or call by call, and all that is known of each call. */
export function Page() {
  const { t } = useTranslation();
  const places = usePlaces();
  const { id } = useParams<{ id?: string }>();
  const [params, setParams] = useSearchParams();
  const [, navigate] = useLocation();
  const zone = places.zone(params.get('branch'));
  const filter = readFilter(params, zone, serverNow());
  const asked = historyQuery(filter, zone).toString();
  const list = useHistory(asked);
  const search = useRef<HTMLInputElement>(null);

  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const { grouped } = filter;
  const contacts = useMemo(
    () =>
      groupHistory(items, {
        ...{ grouped, more: list.hasNextPage },
        zone: (of) => of.zone ?? places.zone(of.branch),
      }),
    // The places change only with who is signed in.
    // oxlint-disable-next-line react/exhaustive-deps
    [items, grouped, list.hasNextPage],
  );

  const address = (name: string | null): string => {
    const query = params.toString();
    return `/history${name === null ? '' : `/${name}`}${query === '' ? '' : `?${query}`}`;
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

  const requestId = /^request-(\d+)$/.exec(id ?? '')?.[1];
  const ofDrawer = {
    siblings: contacts.find((contact) => contact.items.some((item) => nameOf(item) === id))?.items ?? [],
    onOther: (name: string) => navigate(address(name), { replace: true }),
    onClose: () => navigate(address(null)),
  };
  const narrowed = filter.search !== '' || filter.result !== '' || hiddenFilters(filter) > 0;
  return (
    <PageFrame
      title={t('pages.history')}
      query={list}
      isEmpty={items.length === 0}
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
          {filter.kind !== 'request' && <ExportMenu query={asked} />}
        </>
      }
    >
      <ContactList
        key={asked}
        contacts={contacts}
        opened={id ?? null}
        loadingMore={list.isFetchingNextPage}
        onOpen={(contact) => navigate(address(nameOf(contact.items[0])))}
        onEnd={more}
      />
      {id !== undefined &&
        (requestId === undefined ? (
          <CallDrawer key={id} callId={id} {...ofDrawer} />
        ) : (
          <RequestDrawer key={id} requestId={requestId} {...ofDrawer} />
        ))}
    </PageFrame>
  );
}
