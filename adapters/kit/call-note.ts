import type { ToldCall } from '../../src/contracts/mis-api.ts';
import { callWords, talked } from './call-words.ts';

/**
 * A call as one text, for systems that keep nothing but texts. No names, no numbers of people. The last line holds our
 * key, by which the record is found again.
 */
export function callNote(told: ToldCall): string {
  const { call } = told;
  const outcome =
    call.result === 'answered' ? `разговор ${talked(call)} с` : call.result === 'unanswered' ? 'не ответили' : null;
  return [
    [call.direction === 'in' ? 'Входящий звонок' : 'Исходящий звонок', outcome]
      .filter((word) => word !== null)
      .join(', '),
    callWords(call),
    call.recordingUrl ?? '',
    noteMark(told),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** What tells the note of this call from all others. */
export function noteMark({ key }: Pick<ToldCall, 'key'>): string {
  return `[Trubka ${key}]`;
}
