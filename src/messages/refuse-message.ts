import type { SmsClass } from '../contracts/sms.ts';

/** The four refusals, and the consent to advertising; each the newest that is known for the number. */
export interface Consents {
  processing: boolean | null;
  notices: boolean | null;
  advertising: boolean | null;
  anonymousVisit: boolean | null;
}

export const messageRefusals = [
  'no-mobile',
  'shared-number',
  'stop-list',
  'refused-processing',
  'refused-notices',
  'refused-advertising',
  'no-consent',
  'shared-text',
  'too-long',
  'no-text',
  'no-account',
  'erased',
] as const;
export type MessageRefusal = (typeof messageRefusals)[number];

export interface MessageCircumstances {
  class: SmsClass;
  /** A mobile number by its numbering plan, or one that may be. */
  mobile: boolean;
  /** The number is on more cards than a household has, or is one that identifies nobody. */
  nobodys: boolean;
  stopList: 'advertising' | 'all' | null;
  consents: Consents;
}

/**
 * Why nothing may be sent; null: it may. Service messages rest on the contract and go until somebody refuses them;
 * advertising goes only to whom consent is stored for, whatever else was agreed to.
 */
export function refuseMessage({ class: kind, mobile, nobodys, stopList, consents }: MessageCircumstances) {
  if (!mobile) return 'no-mobile' satisfies MessageRefusal;
  if (nobodys) return 'shared-number' satisfies MessageRefusal;
  if (stopList === 'all') return 'stop-list' satisfies MessageRefusal;
  if (consents.processing === false) return 'refused-processing' satisfies MessageRefusal;
  if (consents.notices === false) return 'refused-notices' satisfies MessageRefusal;
  if (kind === 'service') return null;
  if (stopList === 'advertising') return 'stop-list' satisfies MessageRefusal;
  if (consents.advertising === false) return 'refused-advertising' satisfies MessageRefusal;
  return consents.advertising === true ? null : ('no-consent' satisfies MessageRefusal);
}
