import type { CallClass } from '../contracts/call-classes.ts';
import type { CallOutcome } from '../contracts/outcomes.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import type { Touch } from './contact.ts';
import { touchOfCall, type CountedRow } from './touch-of-call.ts';

/** Parties by the keys of their contacts and by their numbers. */
export interface Parties {
  keys: Set<string>;
  numbers: Set<string>;
  persons: Set<number>;
}

/**
 * Writes how these calls count now and removes those that count no more. Answers the parties they are of and were of,
 * and the earliest instant concerned, null when nothing is counted.
 */
export async function rewriteTouches(
  tx: PoolClient,
  ids: readonly number[],
  configuration: Configuration,
): Promise<{ parties: Parties; since: number | null }> {
  const parties: Parties = { keys: new Set(), numbers: new Set(), persons: new Set() };
  if (ids.length === 0) return { parties, since: null };
  const { rows } = await tx.query<CountedRow>(
    `select c.id, c.branch, c.zone, c.line, c.direction, c.external, c.state, c.result, c.missed_reason, c.started_at, c.ended_at,
       c.answered_extension, c.wait_seconds, c.talk_seconds, c.class, c.outcome, c.merged_into,
       c.caller -> 'reasons' as reasons, c.caller ->> 'channel' as channel, c.fold ->> 'initiator' as initiator,
       (c.rules ->> 'ignoreInReports')::boolean as ignored,
       (select coalesce(jsonb_agg(distinct k.id) filter (where k.chosen), jsonb_agg(distinct k.id))
        from (select coalesce(person_survivor((p.value ->> 'id')::bigint), (p.value ->> 'id')::bigint) as id,
                coalesce((p.value ->> 'chosen')::boolean, false) as chosen
              from jsonb_array_elements(c.caller -> 'candidates') p) k) as people,
       (select s.name from shift_presence s
        where s.seat = c.answered_seat and s.since <= coalesce(c.answered_at, c.started_at)
          and (s.until is null or s.until > coalesce(c.answered_at, c.started_at))
        order by s.since desc limit 1) as on_shift
     from call c where c.id = any($1)`,
    [ids],
  );
  const touches = rows.flatMap((row) => touchOfCall(row, configuration) ?? []);
  const { rows: former } = await tx.query<{
    call_id: number;
    key: string;
    number: string | null;
    person_id: number | null;
    at: Date;
  }>('select call_id, key, number, person_id, at from contact_call where call_id = any($1)', [ids]);
  const counted = new Set(touches.map(({ callId }) => callId));
  const gone = former.flatMap(({ call_id: id }) => (counted.has(id) ? [] : id));
  if (gone.length > 0) await tx.query('delete from contact_call where call_id = any($1)', [gone]);
  await writeTouches(tx, touches);
  const times = former.map(({ at }) => at.getTime()).concat(touches.map(({ at }) => at));
  for (const { key, number, person_id: person } of former) addParty(parties, key, number, person);
  for (const { key, number, personId } of touches) addParty(parties, key, number, personId);
  return { parties, since: times.length === 0 ? null : times.reduce((least, at) => Math.min(least, at)) };
}

export function addParty(parties: Parties, key: string, number: string | null, person: number | null): void {
  parties.keys.add(key);
  if (number !== null) parties.numbers.add(number);
  if (person !== null) parties.persons.add(person);
}

const COUNTED = [
  ...['key', 'person_id', 'number', 'at', 'ended_at', 'opens', 'branch', 'zone', 'day', 'line', 'class', 'target'],
  ...['outcome', 'talk_seconds', 'wait_seconds', 'missed', 'operator', 'channel', 'source'],
];

/** A call that is counted as before is not written again, and stays in its contacts. */
async function writeTouches(tx: PoolClient, touches: readonly Touch[]): Promise<void> {
  if (touches.length === 0) return;
  await tx.query(
    `insert into contact_call (call_id, ${COUNTED.join(', ')})
     select "callId", key, "personId", number, to_timestamp(at / 1000.0), to_timestamp("endedAt" / 1000.0), opens, branch, zone, day,
       line, class, target, outcome, "talkSeconds", "waitSeconds", missed, operator, channel, source
     from jsonb_to_recordset($1::jsonb) as t("callId" bigint, key text, "personId" bigint, number text, at bigint, "endedAt" bigint,
       opens boolean, branch text, zone text, day date, line text, class text, target boolean, outcome text, "talkSeconds" integer,
       "waitSeconds" integer, missed text, operator text, channel text, source text)
     on conflict (call_id) do update set ${COUNTED.map((column) => `${column} = excluded.${column}`).join(', ')}
     where (${COUNTED.map((column) => `contact_call.${column}`).join(', ')})
       is distinct from (${COUNTED.map((column) => `excluded.${column}`).join(', ')})`,
    [JSON.stringify(touches)],
  );
}

/** Adds the parties that were counted since under one of these keys or with one of these numbers. */
export async function addNeighbours(tx: PoolClient, parties: Parties, since: Date): Promise<void> {
  const { rows } = await tx.query<{ key: string; number: string | null; person_id: number | null }>(
    `select t.key, t.number, t.person_id from contact_call t where t.key = any($1) and t.at >= $3
     union select t.key, t.number, t.person_id from contact_call t where t.number = any($2) and t.at >= $3
     union select t.key, t.number, t.person_id from contact_request t where t.key = any($1) and t.at >= $3
     union select t.key, t.number, t.person_id from contact_request t where t.number = any($2) and t.at >= $3`,
    [[...parties.keys], [...parties.numbers], since],
  );
  for (const { key, number, person_id: person } of rows) addParty(parties, key, number, person);
}

/** All counted calls of these keys since an instant. */
export async function readTouches(tx: PoolClient, keys: readonly string[], since: Date): Promise<Touch[]> {
  const { rows } = await tx.query<TouchRow>('select * from contact_call where key = any($1) and at >= $2', [
    ...[keys, since],
  ]);
  return rows.map(touchOfRow);
}

interface TouchRow {
  call_id: number;
  key: string;
  person_id: number | null;
  number: string | null;
  at: Date;
  ended_at: Date | null;
  opens: boolean;
  branch: string | null;
  zone: string;
  day: string;
  line: string | null;
  class: string | null;
  target: boolean;
  outcome: string | null;
  talk_seconds: number;
  wait_seconds: number | null;
  missed: string | null;
  operator: string | null;
  channel: string | null;
  source: string | null;
}

function touchOfRow(row: TouchRow): Touch {
  return {
    callId: row.call_id,
    requestId: null,
    key: row.key,
    personId: row.person_id,
    number: row.number,
    at: row.at.getTime(),
    endedAt: row.ended_at?.getTime() ?? null,
    opens: row.opens,
    branch: row.branch,
    zone: row.zone,
    day: row.day,
    line: row.line,
    class: row.class as CallClass | null,
    target: row.target,
    outcome: row.outcome as CallOutcome | null,
    talkSeconds: row.talk_seconds,
    waitSeconds: row.wait_seconds,
    missed: row.missed,
    operator: row.operator,
    channel: row.channel,
    source: row.source,
  };
}
