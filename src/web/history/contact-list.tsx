import { Loader } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { dayAndMonth, startOfDay } from '../words/calendar.ts';
import { useNow } from '../words/use-now.ts';
import { dateIn } from '../words/calendar.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { ContactRow } from './contact-row.tsx';
import { nameOf, type Contact } from './group-history.ts';
import classes from './history.module.css';

interface ContactListProps {
  contacts: readonly Contact[];
  /** What is in the drawer, by its name. */
  opened: string | null;
  loadingMore: boolean;
  onOpen(contact: Contact): void;
  /** The end came near; asked again and again while it is. */
  onEnd(): void;
}

type Item = { is: 'day'; day: string; zone: string } | { is: 'contact'; contact: Contact; index: number };

const rowHeight = 56;
const nearEnd = 15;

/** Contacts under their days. Only what is in view is drawn; one row at a time takes the focus, arrows move it. */
export function ContactList({ contacts, opened, loadingMore, onOpen, onEnd }: ContactListProps) {
  const { t, i18n } = useTranslation();
  const { feed } = useWorkplace();
  const places = usePlaces();
  const live = useSyncExternalStore(feed.subscribe, feed.calls);
  const now = useNow(60_000);
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  /** The row that takes the focus as soon as it is drawn. */
  const wanted = useRef<number | null>(null);
  const going = useMemo(
    () => new Set(live.calls.filter(({ phase }) => phase !== 'over').map(({ callId }) => callId)),
    [live],
  );
  const items = useMemo(() => {
    const list: Item[] = [];
    let day: string | null = null;
    for (const [index, contact] of contacts.entries()) {
      if (contact.day !== day) {
        day = contact.day;
        const [newest] = contact.items;
        const { zone, branch } = newest.kind === 'call' ? newest.call : newest.request;
        list.push({ is: 'day', day, zone: zone ?? places.zone(branch) });
      }
      list.push({ is: 'contact', contact, index });
    }
    return list;
    // oxlint-disable-next-line react/exhaustive-deps -- the places change only with who is signed in
  }, [contacts]);
  // oxlint-disable-next-line react/incompatible-library -- it warns of the React compiler, which is not used here
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.is === 'day' ? 34 : rowHeight),
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : item.is === 'day' ? item.day : nameOf(item.contact.items[0]);
    },
    overscan: 10,
  });
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length > 0 && last >= items.length - nearEnd) onEnd();
  }, [last, items.length, onEnd]);
  useEffect(() => {
    if (wanted.current === null) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    if (row == null) return;
    wanted.current = null;
    row.focus();
  });

  function go(to: number): void {
    const next = Math.max(0, Math.min(contacts.length - 1, to));
    wanted.current = next;
    setActive(next);
    virtual.scrollToIndex(items.findIndex((item) => item.is === 'contact' && item.index === next));
  }
  function onKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || contacts.length === 0) return;
    event.preventDefault();
    go(active + step);
  }

  const dayWords = (day: string, zone: string): string => {
    const today = dateIn(zone, now);
    const words = dayAndMonth(startOfDay(day, zone), zone, i18n.language, now);
    return day === today ? `${t('period.today')}, ${words}` : words;
  };
  return (
    <div ref={scroller} className={classes.scroller} onKeyDown={onKey} data-testid="history-list">
      <ul className={classes.list} aria-label={t('pages.history')} style={{ height: virtual.getTotalSize() }}>
        {drawn.map(({ index, start, key }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.item}
              style={{ transform: `translateY(${start}px)` }}
            >
              {item.is === 'day' ? (
                <h3 className={classes.day}>{dayWords(item.day, item.zone)}</h3>
              ) : (
                <ContactRow
                  contact={item.contact}
                  index={item.index}
                  focusable={item.index === Math.min(active, contacts.length - 1)}
                  opened={item.contact.items.some((one) => nameOf(one) === opened)}
                  going={item.contact.calls.some((call) => going.has(call.id))}
                  onFocus={() => setActive(item.index)}
                  onOpen={() => onOpen(item.contact)}
                />
              )}
            </li>
          );
        })}
      </ul>
      <div className={classes.foot} role="status">
        {loadingMore && <Loader size="sm" aria-label={t('page.loading')} />}
      </div>
    </div>
  );
}
