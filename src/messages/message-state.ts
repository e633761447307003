import type { SmsReport } from '../contracts/sms.ts';

export const messageStates = [
  'planned',
  'due',
  'sending',
  'sent',
  'delivered',
  'failed',
  'unknown',
  'refused',
  'cancelled',
  'expired',
] as const;
export type MessageState = (typeof messageStates)[number];

/** Nothing changes these any more. A message that the provider took keeps waiting for its receipt. */
export const overStates: readonly MessageState[] = ['delivered', 'failed', 'refused', 'cancelled', 'expired'];

/**
 * The state after the provider told this; null: it changes nothing. A report proves that the message was taken, so it ends
 * a doubt; delivered and failed stay whatever comes later.
 */
export function afterReport(state: MessageState, report: Pick<SmsReport, 'state'>): MessageState | null {
  if (overStates.includes(state)) return null;
  if (state === 'planned' || state === 'due') return null;
  const next = report.state === 'delivered' || report.state === 'failed' ? report.state : 'sent';
  if (report.state === 'unknown') return null;
  return next === state ? null : next;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const delays = [2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 24 * HOUR];
const doubtDelays = [20_000, MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, 6 * HOUR];

/** When the provider is asked next what became of a message; null: it was asked often enough. */
export function nextStatusAt(now: Date, asked: number, inDoubt: boolean): Date | null {
  const delay = (inDoubt ? doubtDelays : delays)[asked];
  return delay === undefined ? null : new Date(now.getTime() + delay);
}
