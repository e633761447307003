import type { Clock } from '../contracts/clock.ts';
import type { Pool } from '../platform/database/index.ts';
import type { PushAccount } from './push-accounts.ts';
import { PUSH_LANE, tell, type PushAccess } from './push-kinds.ts';
import { newKey } from './push-payload.ts';
import { resumeSending } from './stopped-sending.ts';

/**
 * Sends a test event that holds nobody's data; throws what is no success. When it arrives, sending that was stopped by
 * the target goes on: answers whether it was.
 */
export async function tryPush(
  account: PushAccount,
  options: { http: PushAccess['http']; pool: Pick<Pool, 'query'>; clock: Clock },
): Promise<{ resumed: boolean }> {
  const now = options.clock.now();
  const event = { type: 'ping' as const, timestamp: now.toISOString(), data: { account: account.account } };
  await tell(account, { id: `msg_${newKey()}_1`, event }, { http: options.http(account), now });
  return { resumed: await resumeSending(options.pool, { account: account.account, lane: PUSH_LANE, at: now }) };
}
