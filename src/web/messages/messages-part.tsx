import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../page/use-address.ts';
import { DataTable } from '../page/data-table.tsx';
import { PageFrame } from '../page/page-frame.tsx';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { money } from './money.ts';
import { messageColumns } from './message-columns.tsx';
import { MessageDialog } from './message-dialog.tsx';
import { messageStates, type Message } from './shapes.ts';
import { useTemplates } from './use-templates.ts';

const none: Message[] = [];
const filters = ['state', 'template', 'branch', 'phone'] as const;

/** Every message, the newest first, with what became of it. */
export function MessagesPart({ tabs }: { tabs: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const places = usePlaces();
  const now = useNow(60_000);
  const { params, set: setAddress } = useAddress();
  const [phone, setPhone] = useState(params.get('phone') ?? '');
  const [typed] = useDebouncedValue(phone.trim(), 400);
  const [open, setOpen] = useState<Message | null>(null);
  const set = (name: string, value: string): void => setAddress({ [name]: value });
  // A few digits are no number yet, and the server would refuse them.
  const number = typed.replace(/\D/g, '').length >= 10 ? typed : '';
  const filter = new URLSearchParams(
    filters.flatMap((name) => {
      const value = name === 'phone' ? number : (params.get(name) ?? '');
      return value === '' ? [] : [[name, value]];
    }),
  ).toString();
  const list = useInfiniteQuery({
    queryKey: ['messages', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ items: Message[]; next: string | null }>(
        `messages?${filter}${pageParam === null ? '' : `&cursor=${pageParam}`}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: 20_000,
  });
  const { templates, nameOf } = useTemplates();
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? none, [list.data]);
  const columns = useMemo(
    () =>
      messageColumns(t, {
        money: (sum) => money(sum, i18n.language),
        moment: ({ branch }, instant) => momentWords(t, instant, places.zone(branch), i18n.language, now),
        branch: (id) => places.branchName(id) ?? '',
        template: nameOf,
      }),
    [t, i18n.language, places, now, nameOf],
  );
  const branches = me?.branches ?? [];
  return (
    <>
      <PageFrame
        title={t('pages.messages')}
        note={tabs}
        query={list}
        isEmpty={rows.length === 0}
        empty={t(filter === '' ? 'messages.empty' : 'messages.emptyFiltered')}
        fill
        filters={
          <>
            <NativeSelect
              aria-label={t('messages.state')}
              value={params.get('state') ?? ''}
              onChange={(event) => set('state', event.currentTarget.value)}
              data={[
                { value: '', label: t('messages.anyState') },
                ...messageStates.map((state) => ({ value: state, label: t(`messages.states.${state}`) })),
              ]}
              data-testid="message-state"
            />
            <NativeSelect
              aria-label={t('messages.template')}
              value={params.get('template') ?? ''}
              onChange={(event) => set('template', event.currentTarget.value)}
              data={[
                { value: '', label: t('messages.anyTemplate') },
                ...templates.map(({ id }) => ({ value: id, label: nameOf(id) })),
              ]}
            />
            {branches.length > 1 && (
              <NativeSelect
                aria-label={t('messages.branch')}
                value={params.get('branch') ?? ''}
                onChange={(event) => set('branch', event.currentTarget.value)}
                data={[
                  { value: '', label: t('header.allBranches') },
                  ...branches.map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
            )}
            <TextInput
              type="search"
              inputMode="tel"
              aria-label={t('messages.phone')}
              placeholder={t('messages.phone')}
              value={phone}
              onChange={(event) => setPhone(event.currentTarget.value)}
              data-testid="message-phone"
            />
          </>
        }
      >
        <DataTable
          label={t('pages.messages')}
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          onOpen={setOpen}
          onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
          loadingMore={list.isFetchingNextPage}
        />
      </PageFrame>
      {open !== null && <MessageDialog message={open} onClose={() => setOpen(null)} />}
    </>
  );
}
