import type { CallClass } from '../../../src/contracts/caller.ts';

/** The class in IDENT's own words where it has one. `unknown` says nothing, so it has no word. */
const words: Record<CallClass, string | null> = {
  'first-time': 'первичный',
  returning: 'повторный',
  'about-own-visit': 'по своему приему',
  staff: 'сотрудник',
  contractor: 'контрагент',
  spam: 'спам',
  unknown: null,
};

export function classWords(callClass: CallClass | null): string | null {
  return callClass === null ? null : words[callClass];
}
