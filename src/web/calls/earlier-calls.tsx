import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../api/shapes.ts';
import { DirectionIcon } from './direction-icon.tsx';
import { isMissed } from '../today/filter-call-rows.ts';
import { resultWords } from '../today/result-words.ts';
import { answererWords } from '../words/answerer-words.ts';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import classes from './call-card.module.css';

/** More are in the history; these are read while the telephone rings. */
const shownAtMost = 3;

interface EarlierCallsProps {
  callId: string;
  /** The number of this call: another one of the same person is named as such. */
  number: string;
  /** Who calls, once somebody said so: the calls of all numbers of this person. */
  personId: string | null;
}

/** The last contacts of whoever calls: when, who spoke, what came of it. Asked for when the card is on the screen. */
export function EarlierCalls({ callId, number, personId }: EarlierCallsProps) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const places = usePlaces();
  const now = useNow(60_000);
  const earlier = useQuery({
    queryKey: ['earlier-calls', callId, personId],
    queryFn: ({ signal }) => api.get<{ items: CallRow[] }>(`calls/${callId}/earlier?limit=${shownAtMost}`, signal),
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
  return (
    <section className={classes.earlier} aria-label={t('calls.earlier')} data-testid="earlier-calls">
      <h3>{t('calls.earlier')}</h3>
      {earlier.data === undefined || earlier.data.items.length === 0 ? (
        <p>{earlier.isError ? t('calls.earlierFailed') : earlier.isSuccess ? t('calls.earlierNone') : '\u00a0'}</p>
      ) : (
        <ul>
          {earlier.data.items.map((row) => (
            <li key={row.id} data-missed={isMissed(row) || undefined}>
              <DirectionIcon direction={row.direction} missed={isMissed(row)} size={18} />
              <span>
                <strong>
                  {momentWords(t, row.startedAt, row.zone ?? places.zone(row.branch), i18n.language, now)}
                </strong>
                {[
                  resultWords(t, row),
                  answererWords(t, row.answeredBy, places),
                  row.outcome != null && t(`outcome.words.${row.outcome.outcome}`),
                  row.caller.phone !== number && t('calls.otherNumber'),
                ]
                  .filter((word) => word !== '' && word !== false)
                  .map((word) => ` · ${word}`)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
