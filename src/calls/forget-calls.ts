import type { ErasedPerson } from '../contracts/erased-person.ts';
import type { PoolClient } from '../platform/database/index.ts';

/** A call of theirs goes on or was not settled yet, so more of it will come. */
export class CallIsOpen extends Error {
  override readonly name = 'CallIsOpen';
}

/**
 * Takes a person out of the register. Their calls stay as calls of nobody: those of their own numbers, those for which a
 * person chose them, and those for which nobody else came into question. On a number that others have, too, they only
 * leave the candidates. Answers the ids of their calls, and of those others. Throws CallIsOpen.
 */
export async function forgetCalls(
  tx: PoolClient,
  { personId, cards, phones, written }: ErasedPerson,
  at: Date,
): Promise<{ calls: number[]; others: number[]; unread: number; corrections: number }> {
  const ids = cards.map(String);
  // Numbers that a card no longer has are found by the card only: every caller is looked through.
  const { rows } = await tx.query<{ id: number; theirs: boolean; open: boolean }>(
    `with named as (
       select c.id, c.external, c.chosen_person, c.subject_person,
         count(*) filter (where k.value ->> 'id' = any($2)) as of_them, count(k.value) as people
       from call c left join lateral jsonb_array_elements(c.caller -> 'candidates') k on true
       where c.erased_person is null
       group by c.id
     ), found as (
       select n.id, coalesce(n.external = any($3), false) or coalesce(n.chosen_person = any($1::bigint[]), false)
           or (n.of_them > 0 and n.of_them = n.people and n.chosen_person is null) as theirs
       from named n
       where n.external = any($3) or n.chosen_person = any($1::bigint[]) or n.subject_person = any($1::bigint[]) or n.of_them > 0
     )
     select c.id, f.theirs, c.settled_at is null and c.merged_into is null and c.learnt_at > $4::timestamptz - interval '1 day' as open
     from found f join call c on c.id = f.id order by c.id for update of c`,
    [cards, ids, phones, at],
  );
  if (rows.some(({ theirs, open }) => theirs && open)) throw new CallIsOpen();
  const own = rows.filter(({ theirs }) => theirs).map(({ id }) => id);
  const merged = await tx.query<{ id: number }>('select id from call where merged_into = any($1) for update', [own]);
  const calls = [...new Set([...own, ...merged.rows.map(({ id }) => id)])];
  // The trigger of the table empties the call and its events, now and whenever more is told of it.
  await tx.query('update call set erased_person = $1 where id = any($2)', [personId, calls]);
  const others = rows.filter(({ theirs }) => !theirs).map(({ id }) => id);
  await tx.query(
    `update call set subject_person = case when subject_person = any($2::bigint[]) then null else subject_person end,
       caller = jsonb_set(caller, '{candidates}', coalesce((
         select jsonb_agg(k.value order by k.place) from jsonb_array_elements(caller -> 'candidates') with ordinality k (value, place)
         where k.value ->> 'id' <> all($3)), '[]')),
       evidence = jsonb_set(evidence, '{people}', coalesce((
         select jsonb_agg(k.value order by k.place) from jsonb_array_elements(evidence -> 'people') with ordinality k (value, place)
         where k.value ->> 'id' <> all($3)), '[]'))
     where id = any($1)`,
    [others, cards, ids],
  );
  const { rowCount: corrections } = await tx.query(
    `delete from correction where call_id = any($1) or person_id = any($2) or phone = any($3) or before::text ~ $4`,
    [calls, cards, phones, written],
  );
  const unread = await forgetUnread(tx, phones, written);
  return { calls, others, unread, corrections: corrections ?? 0 };
}

/** Bodies that hold a number beside the calls of it: unread ones, those of a list of calls, legs of other calls. */
async function forgetUnread(tx: PoolClient, phones: readonly string[], written: string | null): Promise<number> {
  if (written === null) return 0;
  await tx.query(
    `update call_event set raw = null, event = case when event ->> 'external' = any($1) then event_without_person(event) else event end
     where event ->> 'external' = any($1) or (raw is not null and encode(raw, 'escape') ~ $2)`,
    [phones, written],
  );
  const { rowCount } = await tx.query(
    `delete from quarantine where part = 'webhooks' and (encode(body, 'escape') ~ $1 or query ~ $1 or path ~ $1)`,
    [written],
  );
  return rowCount ?? 0;
}
