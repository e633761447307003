import { DateTime } from 'luxon';
import { outcomeWords } from '../contracts/outcome-words.ts';
import type { PushedCall, PushedOutcome } from '../contracts/pushed-event.ts';

const words = {
  ru: {
    of: 'Итог звонка',
    reason: 'Причина',
    note: 'Заметка',
    revoked: 'снят',
    none: 'не указан',
    other: 'звонил другой человек',
  },
  en: {
    of: 'Outcome of the call',
    reason: 'Reason',
    note: 'Note',
    revoked: 'taken back',
    none: 'not named',
    other: 'somebody else called',
  },
} as const;

/** What the reception said of a call, for a system that keeps texts. The words of people stay as they wrote them. */
export function outcomeText(
  { startedAt, zone }: Pick<PushedCall, 'startedAt' | 'zone'>,
  { outcome, reason, note }: Pick<PushedOutcome, 'outcome' | 'reason' | 'note'>,
  language: 'ru' | 'en',
): { text: string; withdrawn: string } {
  const say = words[language];
  const when = DateTime.fromISO(startedAt, { zone }).toFormat(
    language === 'ru' ? 'dd.MM.yyyy HH:mm' : 'yyyy-MM-dd HH:mm',
  );
  const what = outcome !== null ? outcomeWords[language][outcome] : note === null ? say.revoked : say.none;
  const begin = `${say.of} ${when}:`;
  const lines = [
    `${begin} ${what}`,
    reason === null ? '' : `${say.reason}: ${reason}`,
    note === null ? '' : `${say.note}: ${note}`,
  ];
  return { text: lines.filter((line) => line !== '').join('\n'), withdrawn: `${begin} ${say.other}` };
}
