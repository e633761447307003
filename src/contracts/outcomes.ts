/**
 * What came of a call, as reception says. Alone in its file: the screen needs it, and no schema library. The first
 * seven stand on the keys 1–7.
 */
export const callOutcomes = [
  'booked',
  'waiting-list',
  'callback',
  'refused',
  'question',
  'complaint',
  'wrong-number',
  'pain-after-visit',
  'tax-paper',
  'job-seeker',
  'advertising',
] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** Somebody who wanted to book, whatever came of it; the other outcomes leave what reports call «хотят записаться». */
export const targetOutcomes: readonly CallOutcome[] = ['booked', 'waiting-list', 'callback', 'refused'];

export function isTargetOutcome(outcome: CallOutcome): boolean {
  return targetOutcomes.includes(outcome);
}
