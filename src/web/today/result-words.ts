import type { TFunction } from 'i18next';
import type { CallRow } from '../api/shapes.ts';
import { formatDuration } from '../words/format-duration.ts';
import { isMissed } from './filter-call-rows.ts';

/** Whether the call still rings or is talked. */
export function isGoing(row: CallRow): boolean {
  return row.endedAt === null && row.state !== 'ended';
}

/** What became of a call: «пропущенный», «разговор 2:45»; empty where nothing can be said. */
export function resultWords(t: TFunction, row: CallRow): string {
  if (isMissed(row)) return t('today.missedCall');
  if (row.result === 'unanswered') return t('today.unanswered');
  if (isGoing(row)) return t(row.answeredAt === null ? 'today.ringing' : 'today.talkingNow');
  if (row.talkSeconds === null || row.answeredAt === null) return '';
  return t('today.talked', { duration: formatDuration(row.talkSeconds) });
}
