import type { Caller } from '../contracts/caller.ts';
import type { Database } from '../platform/database/index.ts';
import { listCalls, type CallDetail, type CallView } from './call-register.ts';

/** So many calls of one number are looked through for those of the asked branches. */
const LOOKED_THROUGH = 200;

/** Of such a number nobody knows whose its calls were. */
const NOBODYS = ['shared-number', 'own-number'];

/**
 * The last calls before this one of the same person, or of the same number while it is not known who calls, newest
 * first. By the indexes of numbers alone, so that it costs the same in a register of years.
 */
export async function earlierCalls(
  { call, branches, limit }: { call: CallDetail; branches: readonly string[] | null; limit: number },
  { sql, pool }: Pick<Database, 'sql' | 'pool'>,
): Promise<CallView[]> {
  const { rows } = await pool.query<{ id: string }>(
    `with number as (
       select $1::text as e164 where $1 is not null
       union select e164 from person_phone where person_id = $2 and (valid_to is null or valid_to >= current_date)
     )
     select c.id from number cross join lateral (
       select id, branch, started_at, chosen_person, caller from call
       where external = number.e164 and merged_into is null and version > 0 and started_at <= $3 and id <> $4
       order by started_at desc limit ${LOOKED_THROUGH}
     ) c
     where ($5::text[] is null or c.branch = any($5))
       -- somebody else of a shared number, as a person said at that call
       and ($2::bigint is null or c.chosen_person is null or c.chosen_person = $2)
       and not coalesce(c.caller -> 'reasons' ?| $7::text[], false)
     order by c.started_at desc, c.id desc limit $6`,
    [numberOf(call.caller), personOf(call.caller), call.startedAt, call.id, branches, limit, NOBODYS],
  );
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => Number(id));
  return (await listCalls(sql, { branches, ids, limit })).items;
}

function numberOf({ phone, reasons }: Caller): string | null {
  return reasons.some((reason) => NOBODYS.includes(reason)) ? null : phone;
}

/** The one who calls as far as it is known: chosen, or the only one of this number. */
function personOf({ candidates }: Caller): string | null {
  const one = candidates.find(({ chosen }) => chosen) ?? (candidates.length === 1 ? candidates[0] : undefined);
  return one?.id ?? null;
}
