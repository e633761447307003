import type { PoolClient } from '../platform/database/index.ts';
import type { Contact } from './contact.ts';

/** The scope of contacts over all branches; a branch's scope is its id, '' for calls of no branch. */
export const NETWORK = '*';
export function scopeOf(branch: string | null): string {
  return branch ?? '';
}

/**
 * Replaces the contacts of these keys from a local day on by what was counted now. A contact that is still there keeps
 * its id.
 */
export async function replaceContacts(
  tx: PoolClient,
  {
    keys,
    fromDay,
    contacts,
    alone,
  }: {
    keys: readonly string[];
    fromDay: string;
    contacts: readonly { scope: string; contact: Contact }[];
    /** Calls of these keys that are in no contact. */
    alone: readonly number[];
  },
): Promise<void> {
  const rows = contacts
    .filter(({ contact }) => contact.day >= fromDay)
    .map(({ scope, contact: { touches, ...contact } }) => ({
      ...contact,
      scope,
      calls: touches.flatMap(({ callId }) => callId ?? []),
      requests: touches.flatMap(({ requestId }) => requestId ?? []),
    }));
  const { rows: former } = await tx.query<PlacedContact>(
    'select id, scope, key, day from contact where key = any($1) and day >= $2',
    [keys, fromDay],
  );
  const places = new Set(rows.map(placeOf));
  const gone = former.filter((contact) => !places.has(placeOf(contact))).map(({ id }) => id);
  if (gone.length > 0) await tx.query('delete from contact where id = any($1)', [gone]);
  await tx.query(
    `update contact_call set contact_id = null, network_contact_id = null
     where call_id = any($1) and (contact_id is not null or network_contact_id is not null)`,
    [alone],
  );
  const { rows: written } = await tx.query<PlacedContact>(
    `insert into contact (scope, key, day, ${COUNTED.join(', ')})
     select scope, key, day, ${COUNTED.join(', ')}
     from (
       select scope, key, day, branch, zone, "personId" as person_id, number, to_timestamp("openedAt" / 1000.0) as opened_at,
         "group" as grp, reason, openings, missed, to_timestamp("answeredAt" / 1000.0) as answered_at,
         ("answeredIn" / 1000.0)::float8 as answered_in, to_timestamp("answerDueAt" / 1000.0) as answer_due_at, outcome,
         "bookedMark" as booked_mark, "waitingList" as waiting_list, booked, came, to_timestamp("visitAt" / 1000.0) as visit_at,
         owner, line, channel, source
       from jsonb_to_recordset($1::jsonb) as t(scope text, key text, day date, branch text, zone text, "personId" bigint,
         number text, "openedAt" bigint, "group" text, reason text, openings integer, missed integer, "answeredAt" bigint,
         "answeredIn" bigint, "answerDueAt" bigint, outcome text, "bookedMark" boolean, "waitingList" boolean, booked text,
         came boolean, "visitAt" bigint, owner text, line text, channel text, source text)
     ) n
     -- Most of what is counted anew is as it was; to write it again costs the most of all.
     where not exists (
       select from contact c where c.scope = n.scope and c.key = n.key and c.day = n.day
         and (${COUNTED.map((column) => `c.${column}`).join(', ')}) is not distinct from (${COUNTED.map((column) => `n.${column}`).join(', ')}))
     on conflict (scope, key, day) do update set ${COUNTED.map((column) => `${column} = excluded.${column}`).join(', ')}
     returning id, scope, key, day`,
    [JSON.stringify(rows)],
  );
  const known = [...former, ...written];
  await place(tx, { table: 'contact_call', id: 'call_id' }, { known, contacts: rows, of: ({ calls }) => calls });
  await place(
    tx,
    { table: 'contact_request', id: 'request_id' },
    { known, contacts: rows, of: ({ requests }) => requests },
  );
}

type Place = Pick<PlacedContact, 'scope' | 'key' | 'day'>;
interface PlacedContact {
  id: number;
  scope: string;
  key: string;
  day: string;
}
/** What is counted of a contact: all columns but its id and its place. */
const COUNTED = [
  ...['branch', 'zone', 'person_id', 'number', 'opened_at', 'grp', 'reason', 'openings', 'missed', 'answered_at'],
  ...['answered_in', 'answer_due_at', 'outcome', 'booked_mark', 'waiting_list', 'booked', 'came', 'visit_at', 'owner'],
  ...['line', 'channel', 'source'],
];

function placeOf({ scope, key, day }: Place): string {
  return `${scope} ${key} ${day}`;
}

interface Touched extends Place {
  calls: readonly number[];
  requests: readonly number[];
}

/** Tells each call, or each request, its two contacts. */
async function place(
  tx: PoolClient,
  { table, id }: { table: 'contact_call' | 'contact_request'; id: 'call_id' | 'request_id' },
  told: {
    contacts: readonly Touched[];
    known: readonly PlacedContact[];
    of(contact: Touched): readonly number[];
  },
): Promise<void> {
  const ids = new Map(told.known.map((row) => [placeOf(row), row.id]));
  const places = new Map<number, { own?: number; network?: number }>();
  for (const contact of told.contacts)
    for (const touch of told.of(contact)) {
      const found = ids.get(placeOf(contact));
      if (found === undefined) continue;
      places.set(touch, { ...places.get(touch), [contact.scope === NETWORK ? 'network' : 'own']: found });
    }
  if (places.size === 0) return;
  await tx.query(
    `update ${table} t set contact_id = n.own, network_contact_id = n.network
     from jsonb_to_recordset($1::jsonb) as n(touch bigint, own bigint, network bigint)
     where t.${id} = n.touch and (t.contact_id, t.network_contact_id) is distinct from (n.own, n.network)`,
    [JSON.stringify([...places].map(([touch, found]) => ({ touch, ...found })))],
  );
}
