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
      calls: touches.map(({ callId }) => callId),
    }));
  const told = JSON.stringify(rows);
  await tx.query(
    `delete from contact c where c.key = any($1) and c.day >= $2 and not exists (
       select from jsonb_to_recordset($3::jsonb) as n(scope text, key text, day date)
       where n.scope = c.scope and n.key = c.key and n.day = c.day)`,
    [keys, fromDay, told],
  );
  await tx.query(
    `update contact_call set contact_id = null, network_contact_id = null
     where call_id = any($1) and (contact_id is not null or network_contact_id is not null)`,
    [alone],
  );
  const { rows: written } = await tx.query<{ id: number; scope: string; key: string; day: string }>(
    `insert into contact (scope, key, day, branch, zone, person_id, number, opened_at, grp, reason, openings, missed, answered_at,
       answer_due_at, outcome, booked_mark, waiting_list, booked, came, visit_at, owner, line, channel, source)
     select scope, key, day, branch, zone, "personId", number, to_timestamp("openedAt" / 1000.0), "group", reason, openings, missed,
       to_timestamp("answeredAt" / 1000.0), to_timestamp("answerDueAt" / 1000.0), outcome, "bookedMark", "waitingList", booked, came,
       to_timestamp("visitAt" / 1000.0), owner, line, channel, source
     from jsonb_to_recordset($1::jsonb) as n(scope text, key text, day date, branch text, zone text, "personId" bigint,
       number text, "openedAt" bigint, "group" text, reason text, openings integer, missed integer, "answeredAt" bigint,
       "answerDueAt" bigint, outcome text, "bookedMark" boolean, "waitingList" boolean, booked text, came boolean, "visitAt" bigint,
       owner text, line text, channel text, source text)
     on conflict (scope, key, day) do update set branch = excluded.branch, zone = excluded.zone, person_id = excluded.person_id,
       number = excluded.number, opened_at = excluded.opened_at, grp = excluded.grp, reason = excluded.reason,
       openings = excluded.openings, missed = excluded.missed, answered_at = excluded.answered_at,
       answer_due_at = excluded.answer_due_at, outcome = excluded.outcome, booked_mark = excluded.booked_mark,
       waiting_list = excluded.waiting_list, booked = excluded.booked, came = excluded.came, visit_at = excluded.visit_at,
       owner = excluded.owner, line = excluded.line, channel = excluded.channel, source = excluded.source
     returning id, scope, key, day`,
    [told],
  );
  await placeCalls(tx, rows, written);
}

/** Tells each call its two contacts. */
async function placeCalls(
  tx: PoolClient,
  contacts: readonly { scope: string; key: string; day: string; calls: readonly number[] }[],
  written: readonly { id: number; scope: string; key: string; day: string }[],
): Promise<void> {
  const nameOf = ({ scope, key, day }: { scope: string; key: string; day: string }): string => `${scope} ${key} ${day}`;
  const ids = new Map(written.map((row) => [nameOf(row), row.id]));
  const places = new Map<number, { own?: number; network?: number }>();
  for (const contact of contacts)
    for (const call of contact.calls) {
      const id = ids.get(nameOf(contact));
      if (id === undefined) continue;
      places.set(call, { ...places.get(call), [contact.scope === NETWORK ? 'network' : 'own']: id });
    }
  await tx.query(
    `update contact_call t set contact_id = n.own, network_contact_id = n.network
     from jsonb_to_recordset($1::jsonb) as n(call bigint, own bigint, network bigint)
     where t.call_id = n.call and (t.contact_id, t.network_contact_id) is distinct from (n.own, n.network)`,
    [JSON.stringify([...places].map(([call, place]) => ({ call, ...place })))],
  );
}
