/** What `/messages` answers, as far as these pages read it. Times are RFC 3339 UTC. */

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

export interface Message {
  id: string;
  state: MessageState;
  reason: string | null;
  code: string | null;
  template: string;
  class: 'service' | 'advertising';
  branch: string | null;
  phone: string | null;
  reminder: string | null;
  text: string | null;
  parts: number | null;
  cost: number | null;
  account: string | null;
  sender: string | null;
  who: string | null;
  why: string | null;
  dueAt: string;
  sentAt: string | null;
  deliveredAt: string | null;
  answer: 'confirmed' | 'cancel' | 'call-me' | 'text' | null;
  answeredAt: string | null;
}

export interface MailingRow {
  /** The day, branch, template or account; null: none. */
  group: string | null;
  planned: number;
  waiting: number;
  /** Taken by a provider, delivered or not. */
  sent: number;
  delivered: number;
  failed: number;
  unknown: number;
  notSent: number;
  answered: number;
  parts: number;
  cost: number;
}

export interface MailingReport {
  rows: MailingRow[];
  total: MailingRow;
}

type InLanguages = Partial<Record<'ru' | 'en', string>>;

export interface Template {
  id: string;
  class: 'service' | 'advertising';
  text: InLanguages;
  /** Instead, to a number that several people have. */
  shared?: InLanguages;
  name?: string;
  templateId?: string;
}

export interface Reminder {
  id: string;
  template: string;
  /** Minutes since midnight of the day before. */
  dayBefore?: number;
  hoursBefore?: number;
  branches?: string[];
  whileOpen: boolean;
  answers: 'none' | 'link' | 'reply';
}

export interface Templates {
  items: Template[];
  reminders: Reminder[];
  pricePerPart: number | null;
}

export interface Preview {
  text: string | null;
  encoding: 'gsm-7' | 'ucs-2' | null;
  parts: number | null;
  /** Units that the last part still holds. */
  left: number | null;
  price: number | null;
  shared: boolean;
  refusal: string | null;
  detail: string | null;
}

export interface Stop {
  phone: string;
  scope: 'advertising' | 'all';
  source: string;
  who: string;
  at: string;
}

export interface Account {
  id: string;
  provider: string;
  balance: number | null;
  currency: string | null;
  balanceAt: string | null;
  low: boolean;
  /** Why nothing is sent by it; null: it works. */
  stopped: string | null;
}
