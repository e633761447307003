/** As `src/privacy/privacy-api.ts` answers. */
export type Subject = { personId: string } | { phone: string };

export interface Preview {
  people: { id: string; source: string; externalId: string; name: string; birthDate: string | null }[];
  counts: Record<string, number>;
  shared: number;
  mentions: number;
  confirm: string;
}

export interface Erasure {
  id: string;
  at: string;
  who: string;
  reason: string;
  reference: string | null;
  counts: Record<string, number>;
  stillAt: { source: string; seenAt: string; readmitted: boolean }[];
  readmitted: boolean;
}

/** In the order in which they are offered. */
export const reasons = ['request', 'consent-withdrawn', 'term-over', 'mistake'] as const;
