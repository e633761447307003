import { isDeepStrictEqual } from 'node:util';
import { localDay } from '../callers/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import type { LoadedPop } from '../pops/index.ts';
import { identifyAgain } from './identify-again.ts';
import type { SaidRow } from './lock-call.ts';
import { rewriteCall } from './rewrite-call.ts';

const MOST = 100;

/**
 * After a change of the directory: the calls of these numbers that go on, those of today, and the one at which the
 * change was made, are identified anew; what was told of them outside gets its next revision. Calls of earlier days stay
 * what they were counted as. All of them are locked, in order of id.
 */
export async function lookAgain(
  client: PoolClient,
  asked: { phones: readonly string[]; callId: number | null },
  { configuration, now }: { configuration: Configuration; now: Date },
): Promise<LoadedPop[]> {
  const zones = [...configuration.branches.values()].map(({ zone }) => zone);
  const today = (zone: string | null): Date => new Date(localDay(now, zone ?? zones[0] ?? 'UTC').start);
  const earliest = new Date(Math.min(...[null, ...zones].map((zone) => today(zone).getTime())));
  const { rows } = await client.query<SaidRow>(
    `select * from call
     where merged_into is null and direction is distinct from 'internal'
       and (id = $1 or (external = any ($2) and started_at >= $3))
     order by id limit ${MOST} for update`,
    [asked.callId, asked.phones, earliest],
  );
  const shown: LoadedPop[] = [];
  for (const row of rows) {
    // Where the call came in it may be another day already, or still.
    if (row.id !== asked.callId && new Date(row.started_at) < today(row.zone)) continue;
    const told = await identifyAgain(client, row, configuration);
    if (isDeepStrictEqual(JSON.parse(JSON.stringify(told.caller)), row.caller)) continue;
    shown.push(...(await rewriteCall(client, row, told, { configuration, now })));
  }
  return shown;
}
