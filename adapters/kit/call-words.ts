import type { CallClass } from '../../src/contracts/call-classes.ts';
import type { PushedCall } from '../../src/contracts/pushed-event.ts';

const classes: Record<CallClass, string | null> = {
  'first-time': 'первичный',
  returning: 'повторный',
  'about-own-visit': 'по своему приёму',
  staff: 'сотрудник',
  contractor: 'контрагент',
  spam: 'спам',
  unknown: null,
};

/** The class in words, null where it says nothing. */
export function classWord({ class: told }: Pick<PushedCall, 'class'>): string | null {
  return told === null ? null : classes[told];
}

/** What a record says of a call beside its number and length: who called, by which line and campaign. No names. */
export function callWords(call: PushedCall): string {
  const words = [
    classWord(call),
    call.lineName ?? call.line,
    call.campaign,
    call.result === 'missed' ? 'пропущен' : null,
  ];
  return words.filter((word) => word !== null).join(' · ');
}

/** Whole seconds of talk, 0 where nobody talked. */
export function talked(call: Pick<PushedCall, 'result' | 'talkSeconds'>): number {
  return call.result === 'answered' ? Math.max(0, call.talkSeconds ?? 0) : 0;
}
