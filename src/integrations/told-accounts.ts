import type { MisSetup } from './account-setup.ts';

/** Accounts that we tell of calls, as far as the state of connections needs them. */
export interface ToldAccounts {
  /** Null for an account that we do not tell of anything. */
  name(account: string): string | null;
  /** Codes of what its system cannot do; empty where nothing is said. */
  cannot(account: string): readonly string[];
  /** How often its MIS sends its timetable, minutes; null where it sends none. */
  timetableEvery(account: string): number | null;
  /** Of a MIS that asks us: its name, its settings and what to enter there. Null for any other account. */
  asking(account: string): { name: string; settings: unknown; setup(baseUrl: string): readonly MisSetup[] } | null;
  /** Sends a test event; what is no success is thrown. Null for an account that we do not tell of anything. */
  tester(account: string): (() => Promise<unknown>) | null;
}
