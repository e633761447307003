import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../words/calendar.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import { callWords } from './call-words.ts';
import { beginOf, nameOf } from './group-history.ts';
import classes from './history.module.css';
import type { HistoryItem } from './shapes.ts';

interface SiblingsProps {
  /** Newest first. */
  items: readonly HistoryItem[];
  /** By its name. */
  shown: string;
  onOther(name: string): void;
}

/** What else the same person did on that day. */
export function Siblings({ items, shown, onOther }: SiblingsProps) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  return (
    <nav className={classes.siblings} aria-label={t('history.callsOfContact')}>
      {items.toReversed().map((item) => {
        const { zone, branch } = item.kind === 'call' ? item.call : item.request;
        return (
          <Button
            key={nameOf(item)}
            size="compact-sm"
            variant={nameOf(item) === shown ? 'filled' : 'default'}
            aria-current={nameOf(item) === shown ? 'true' : undefined}
            onClick={() => onOther(nameOf(item))}
            data-testid="sibling"
          >
            {clockTime(beginOf(item), zone ?? places.zone(branch), i18n.language)}{' '}
            {item.kind === 'call' ? callWords(t, item.call, { going: false, places }).word : t('history.siteRequest')}
          </Button>
        );
      })}
    </nav>
  );
}
