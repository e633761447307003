import { randomBytes } from 'node:crypto';
import { PermanentFailure } from '../contracts/failures.ts';
import { resumeSending } from '../deliveries/index.ts';
import type { Pool } from '../platform/database/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { MisAccess } from './mis-access.ts';
import type { MisApiAccount } from './mis-accounts.ts';
import { MIS_LANE } from './mis-kinds.ts';
import type { MisTokens } from './token-store.ts';

const EXCHANGE_MS = 20_000;

export interface ConnectOptions {
  access: MisAccess;
  tokens: MisTokens;
  pool: Pool;
  clock: Clock;
}

/** Where a person goes to let us in; null: the system shows a code by itself. Whoever comes back brings our word. */
export async function beginConnecting(account: MisApiAccount, { tokens }: ConnectOptions): Promise<string | null> {
  const { connect } = account.api;
  if (connect === undefined) throw notConnectable(account);
  const state = randomBytes(24).toString('base64url');
  const address = connect.address(account.settings, { state, redirectUri: null });
  if (address !== null) await tokens.expectState(account.account, state);
  return address;
}

/** Exchanges the code that the system gave the person, keeps the token, and lets sending go on. */
export async function finishConnecting(account: MisApiAccount, code: string, options: ConnectOptions): Promise<void> {
  const { connect } = account.api;
  if (connect === undefined) throw notConnectable(account);
  const context = options.access.context(account, EXCHANGE_MS);
  await options.tokens.keep(account.account, await connect.exchange(code, context));
  await resumeSending(options.pool, { account: account.account, lane: MIS_LANE, at: options.clock.now() });
}

function notConnectable({ account, name }: MisApiAccount): PermanentFailure {
  return new PermanentFailure(`${account}: ${name} needs no connecting; its credentials stand in the configuration`);
}
