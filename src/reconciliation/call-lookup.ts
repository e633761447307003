import type { Pool } from '../platform/database/index.ts';
import type { OurCall } from './compare-call.ts';

interface Row {
  provider_call_id: string;
  id: number;
  started_at: Date;
  ended: boolean;
  expired: boolean;
  direction: string | null;
  external: string | null;
  line: string | null;
  result: string | null;
  talk_seconds: number | null;
  recordings: number;
  talked: string[] | null;
}

/** Our calls behind ids of the provider; several ids may lead to one call. */
export async function findOurCalls(
  pool: Pool,
  account: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OurCall>> {
  const { rows } = await pool.query<Row>(
    `select p.provider_call_id, c.id, c.started_at, c.ended_at is not null as ended, c.expired, c.direction, c.external, c.line, c.result,
       c.talk_seconds, coalesce(jsonb_array_length(c.fold -> 'recordings'), 0) as recordings,
       (select array_agg(l ->> 'extension') from jsonb_array_elements(c.fold -> 'legs') l
        where l ->> 'extension' is not null and l ->> 'answeredAt' is not null) as talked
     from provider_call p join call c on c.id = p.call_id
     where p.account = $1 and p.provider_call_id = any($2)`,
    [account, ids],
  );
  return new Map(
    rows.map((row) => [
      row.provider_call_id,
      {
        id: row.id,
        startedAt: row.started_at,
        ended: row.ended,
        expired: row.expired,
        direction: row.direction,
        external: row.external,
        line: row.line,
        result: row.result,
        talkSeconds: row.talk_seconds,
        recordings: row.recordings,
        talked: row.talked ?? [],
      },
    ]),
  );
}

/** Which of these events are stored already. */
export async function knownKeys(pool: Pool, account: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ key: string }>('select key from event_key where account = $1 and key = any($2)', [
    account,
    keys,
  ]);
  return new Set(rows.map(({ key }) => key));
}
