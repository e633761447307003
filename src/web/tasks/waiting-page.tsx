import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../page/use-address.ts';
import { PageFrame } from '../page/page-frame.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { FreedDialog } from './freed-dialog.tsx';
import type { Wish } from './shapes.ts';
import classes from './tasks.module.css';
import { WishCard } from './wish-card.tsx';
import { WishDialog } from './wish-dialog.tsx';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

const none: Wish[] = [];
const states = ['waiting', 'booked', 'withdrawn', 'over'] as const;

/** «Лист ожидания»: who waits for which time, and what they were offered. */
export function Page() {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const { params, set: setAddress } = useAddress();
  const [open, setOpen] = useState<Wish | 'new' | 'freed' | null>(null);
  const state = params.get('state') ?? 'waiting';
  const branch = params.get('branch') ?? '';
  const filter = new URLSearchParams({ state, ...(branch !== '' && { branch }) }).toString();
  const list = useInfiniteQuery({
    queryKey: ['waiting-list', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ items: Wish[]; next: string | null }>(
        `waiting-list?${filter}${pageParam === null ? '' : `&cursor=${pageParam}`}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    refetchInterval: 15_000,
  });
  const wishes = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? none, [list.data]);
  const set = (name: string, value: string): void => setAddress({ [name]: value });
  const branches = me?.branches ?? [];
  return (
    <>
      <PageFrame
        title={t('pages.waiting')}
        query={list}
        isEmpty={wishes.length === 0}
        empty={t(state === 'waiting' && branch === '' ? 'tasks.wish.empty' : 'tasks.wish.emptyFiltered')}
        filters={
          <>
            <NativeSelect
              aria-label={t('tasks.state')}
              value={state}
              onChange={(event) => set('state', event.currentTarget.value)}
              data={states.map((one) => ({ value: one, label: t(`tasks.wish.states.${one}`) }))}
              data-testid="wish-state"
            />
            {branches.length > 1 && (
              <NativeSelect
                aria-label={t('tasks.branch')}
                value={branch}
                onChange={(event) => set('branch', event.currentTarget.value)}
                data={[
                  { value: '', label: t('header.allBranches') },
                  ...branches.map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
            )}
          </>
        }
        actions={
          <>
            <Button variant="default" onClick={() => setOpen('freed')} data-testid="freed">
              {t('tasks.wish.freed')}
            </Button>
            <Button
              leftSection={<IconPlus size={18} aria-hidden="true" />}
              onClick={() => setOpen('new')}
              data-testid="add-wish"
            >
              {t('tasks.wish.add')}
            </Button>
          </>
        }
      >
        <ul className={classes.wishes}>
          {wishes.map((wish) => (
            <li key={wish.id}>
              <WishCard wish={wish} onEdit={() => setOpen(wish)} />
            </li>
          ))}
        </ul>
        {list.hasNextPage && (
          <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('page.more')}
          </Button>
        )}
      </PageFrame>
      {open === 'freed' ? (
        <FreedDialog onClose={() => setOpen(null)} />
      ) : (
        open !== null && <WishDialog wish={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </>
  );
}
