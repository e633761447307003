/** Accounts that we tell of calls, as far as the state of connections needs them. */
export interface ToldAccounts {
  /** Null for an account that we do not tell of anything. */
  name(account: string): string | null;
  /** Sends a test event; what is no success is thrown. Null for an account that we do not tell of anything. */
  tester(account: string): (() => Promise<unknown>) | null;
}
