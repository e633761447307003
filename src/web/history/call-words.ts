import type { TFunction } from 'i18next';
import { codeWords } from '../words/code-words.ts';
import { answererWords } from '../words/answerer-words.ts';
import { formatDuration } from '../words/format-duration.ts';
import type { Places } from '../workplace/workplace-context.ts';
import type { HistoryCall } from './shapes.ts';

/** The number of the other side, whoever called. */
export function outsideNumber(call: HistoryCall): string | null {
  return call.caller.phone ?? (call.direction === 'out' ? call.to : call.from);
}

/** How a call went: «пропущенный», «разговор 2:10», and what belongs to it. */
export function callWords(
  t: TFunction,
  call: HistoryCall,
  { going, places }: { going: boolean; places: Pick<Places, 'seatName'> },
): { word: string; details: string[] } {
  const { result, missedReason, talkSeconds, waitSeconds, answeredAt, answeredBy } = call;
  const word = going
    ? t(answeredAt === null ? 'today.ringing' : 'today.talkingNow')
    : result === 'missed'
      ? t('today.missedCall')
      : result === 'unanswered'
        ? t('today.unanswered')
        : talkSeconds !== null && answeredAt !== null
          ? t('today.talked', { duration: formatDuration(talkSeconds) })
          : '';
  const details = [
    result === 'missed' && missedReason !== null && codeWords(t, 'missedReasons', missedReason),
    waitSeconds !== null && call.direction !== 'out' && t('today.waited', { duration: formatDuration(waitSeconds) }),
    answererWords(t, answeredBy, places),
  ].filter((detail) => detail !== false);
  return { word, details };
}
