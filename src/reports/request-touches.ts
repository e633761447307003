import type { CallClass } from '../contracts/call-classes.ts';
import { findPeople, isTarget, localDay } from '../callers/index.ts';
import { campaignAt, type Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import type { Touch } from './contact.ts';
import { addParty, type Parties } from './touch-store.ts';

/** The columns of a request that reports count from. */
interface CountedRequest {
  id: number;
  branch: string | null;
  zone: string;
  asked_at: Date;
  phone: string | null;
  person_id: number | null;
  line: string | null;
  campaign: string | null;
  utm: Partial<Record<string, string>>;
  /** Not a contact: withdrawn, or made at a workplace of a call, which is the contact. */
  out: boolean;
  /** Whoever left it was erased: it stays counted as it was. */
  erased: boolean;
}

/** What of a touch a request has. */
type RequestTouch = Pick<
  Touch,
  'key' | 'personId' | 'number' | 'at' | 'branch' | 'zone' | 'day' | 'line' | 'class' | 'target' | 'channel' | 'source'
> & { requestId: number };

/**
 * Writes how these requests count now and removes those that count no more; adds the parties that they are of and were
 * of. Answers the earliest instant concerned, null when nothing is counted.
 */
export async function rewriteRequests(
  tx: PoolClient,
  ids: readonly number[],
  { parties, configuration }: { parties: Parties; configuration: Configuration },
): Promise<number | null> {
  if (ids.length === 0) return null;
  const { rows } = await tx.query<CountedRequest>(
    `select r.id, r.branch, r.zone, r.asked_at, r.phone, coalesce(person_survivor(r.person_id), r.person_id) as person_id, r.line,
       r.campaign, r.utm, r.source <> 'site' or r.state <> 'active' as out, r.phone_written is null and r.email is null as erased
     from request r where r.id = any($1) order by r.id`,
    [ids],
  );
  const kept = new Set(rows.filter(({ out, erased }) => erased && !out).map(({ id }) => id));
  const { rows: former } = await tx.query<{ key: string; number: string | null; person_id: number | null; at: Date }>(
    'delete from contact_request where request_id = any($1) returning key, number, person_id, at',
    [ids.filter((id) => !kept.has(id))],
  );
  const touches: RequestTouch[] = [];
  for (const row of rows) {
    const touch = row.out || row.erased ? null : await touchOfRequest(tx, row, configuration);
    if (touch !== null) touches.push(touch);
  }
  await tx.query(
    `insert into contact_request (request_id, key, person_id, number, at, branch, zone, day, line, class, target, channel, source)
     select "requestId", key, "personId", number, to_timestamp(at / 1000.0), branch, zone, day, line, class, target, channel, source
     from jsonb_to_recordset($1::jsonb) as t("requestId" bigint, key text, "personId" bigint, number text, at bigint, branch text,
       zone text, day date, line text, class text, target boolean, channel text, source text)`,
    [JSON.stringify(touches)],
  );
  for (const { key, number, person_id: person } of former) addParty(parties, key, number, person);
  for (const { key, number, personId } of touches) addParty(parties, key, number, personId);
  const times = [...former.map(({ at }) => at.getTime()), ...touches.map(({ at }) => at)];
  return times.length === 0 ? null : Math.min(...times);
}

/** Classified as a call of that instant would be; null: spam. */
async function touchOfRequest(
  tx: PoolClient,
  row: CountedRequest,
  configuration: Configuration,
): Promise<RequestTouch | null> {
  const { id, branch, zone, phone, line, asked_at: at, person_id: personId } = row;
  const caller =
    phone === null ? null : await findPeople({ pool: tx }, { phone, at, configuration, zone, chosenPerson: personId });
  const callClass = caller?.class ?? 'unknown';
  if (callClass === 'spam') return null;
  const reasons = caller?.reasons ?? [];
  const number = reasons.includes('shared-number') || reasons.includes('own-number') ? null : phone;
  const campaign = campaignAt(line === null ? undefined : configuration.lines.get(line), at, zone);
  return {
    ...{ requestId: id, personId, number, branch, zone, line, class: callClass },
    key: personId === null ? (number ?? `request:${id}`) : `person:${personId}`,
    at: at.getTime(),
    day: localDay(at, zone).date,
    target: isTarget({ class: callClass, reasons }),
    channel: row.campaign ?? row.utm['campaign'] ?? row.utm['source'] ?? caller?.channel ?? null,
    source: row.utm['source'] ?? campaign?.source ?? null,
  };
}

/** Requests of these keys since an instant. */
export async function readRequestTouches(tx: PoolClient, keys: readonly string[], since: Date): Promise<Touch[]> {
  const { rows } = await tx.query<{
    request_id: number;
    key: string;
    person_id: number | null;
    number: string | null;
    at: Date;
    branch: string | null;
    zone: string;
    day: string;
    line: string | null;
    class: string | null;
    target: boolean;
    channel: string | null;
    source: string | null;
  }>('select * from contact_request where key = any($1) and at >= $2', [keys, since]);
  return rows.map(({ request_id: requestId, person_id: personId, at, class: callClass, ...row }) => ({
    ...{ key: row.key, number: row.number, branch: row.branch, zone: row.zone, day: row.day, line: row.line },
    ...{ target: row.target, channel: row.channel, source: row.source },
    ...{ requestId, personId, at: at.getTime(), class: callClass as CallClass | null },
    // Nobody spoke, and nothing was missed or said.
    ...{ callId: null, endedAt: null, opens: true, outcome: null, talkSeconds: 0, waitSeconds: null, missed: null },
    operator: null,
  }));
}
