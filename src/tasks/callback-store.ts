import type { PoolClient } from '../platform/database/index.ts';
import type { CallbackRow } from './call-fact.ts';
import type { HandFact } from './hand-fact.ts';
import type { StoredCallback } from './plan-callbacks.ts';
import type { TaskRow } from './task-row.ts';
import { closedByTalkSql } from './task-types.ts';

/** What has to be looked at again. */
export interface Seeds {
  calls: readonly number[];
  tasks: readonly number[];
  /** Calls that the transaction settles, among them those of the seeds: they count as over. */
  settling: readonly number[];
}

/** Everything that callbacks of some numbers and people follow from. */
export interface CallbackWorld {
  calls: CallbackRow[];
  hands: HandFact[];
  tasks: (TaskRow & StoredCallback & { calls_of: CallsOfTask })[];
  /** Household of each person that has one. */
  households: ReadonlyMap<number, string>;
}

export type CallsOfTask = readonly { callId: number; role: string }[];

const LOOK_BACK_MS = 30 * 24 * 3_600_000;
const ROUNDS = 4;

/** Seeds that may change a callback: missed calls, and calls of numbers and people of whom there are callbacks. */
export async function concerned(tx: PoolClient, callIds: readonly number[], now: Date): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(concernedSql, [callIds, new Date(now.getTime() - LOOK_BACK_MS)]);
  return rows.map(({ id }) => id);
}

/** Reads what may belong together with the seeds: their numbers, the people of these, the numbers of the people. */
export async function readWorld(tx: PoolClient, seeds: Seeds, now: Date): Promise<CallbackWorld> {
  let phones: string[] = [];
  let people: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { rows } = await tx.query<{ phones: string[]; people: number[] }>(reachSql, [
      seeds.calls,
      seeds.tasks,
      phones,
      people,
      new Date(now.getTime() - LOOK_BACK_MS),
    ]);
    const reached = rows[0] ?? { phones: [], people: [] };
    const grown = reached.phones.length > phones.length || reached.people.length > people.length;
    ({ phones, people } = reached);
    if (!grown) break;
  }
  const tasks = await readTasks(tx, { seeds, phones, people, now });
  const since = Math.min(now.getTime() - LOOK_BACK_MS, ...tasks.map((task) => task.opened_at.getTime()));
  const linked = tasks.flatMap(({ calls_of }) => calls_of.map(({ callId }) => callId));
  const { rows: calls } = await tx.query<CallbackRow>(callsSql, [phones, new Date(since), seeds.settling, linked]);
  return { calls, hands: await readHands(tx, tasks), tasks, households: await readHouseholds(tx, calls, people) };
}

/** Callbacks of these numbers and people that are open or were closed lately, and whatever the seeds are part of. */
async function readTasks(
  tx: PoolClient,
  { seeds, phones, people, now }: { seeds: Seeds; phones: string[]; people: number[]; now: Date },
): Promise<CallbackWorld['tasks']> {
  const { rows } = await tx.query<TaskRow & { calls_of: { callId: number; role: string }[] }>(
    `select t.*, coalesce((
         select jsonb_agg(jsonb_build_object('callId', coalesce(c.merged_into, c.id), 'role', l.role) order by l.call_id)
         from task_call l join call c on c.id = l.call_id where l.task_id = t.id), '[]') as calls_of
     from task t
     where ${closedByTalkSql('t')} and t.merged_into is null and (
       t.id = any($1)
       or ((t.state = 'open' or t.closed_at > $5) and (t.phone = any($3) or t.person_id = any($4)))
       or t.id in (
         select l.task_id from task_call l join call c on c.id = l.call_id
         where l.call_id = any($2) or c.merged_into = any($2)))
     order by t.id`,
    [seeds.tasks, seeds.calls, phones, people, new Date(now.getTime() - LOOK_BACK_MS)],
  );
  return rows.map((row) => ({
    ...row,
    missed: row.calls_of.filter(({ role }) => role === 'missed').map(({ callId }) => callId),
  }));
}

async function readHands(tx: PoolClient, tasks: CallbackWorld['tasks']): Promise<HandFact[]> {
  const { rows } = await tx.query<{ task_id: number; at: Date; what: HandFact['what']; detail: unknown }>(
    `select task_id, at, what, detail from task_event
     where task_id = any($1) and what in ('opened', 'closed', 'reopened') and who is not null order by id`,
    [tasks.map(({ id }) => id)],
  );
  const opened = new Map(
    rows.flatMap(({ task_id, what, detail }) => (what === 'opened' ? [[task_id, detail as OpenedDetail]] : [])),
  );
  const missed = new Map(tasks.map((task) => [task.id, task.missed]));
  return rows.map(({ task_id, at, what }) => ({
    task: task_id,
    at: at.getTime(),
    what,
    of: opened.get(task_id) ?? { calls: missed.get(task_id) ?? [] },
  }));
}

/** Of the event `opened` of a callback that a person made. */
export interface OpenedDetail {
  phone: string;
  person: number | null;
}

async function readHouseholds(
  tx: PoolClient,
  calls: readonly CallbackRow[],
  people: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set([...people, ...calls.flatMap(({ candidates }) => candidates ?? [])])];
  const { rows } = await tx.query<{ id: number; household: string }>(
    `select id, source || ' ' || household as household from person where id = any($1) and household is not null`,
    [ids],
  );
  return new Map(rows.map(({ id, household }) => [id, household]));
}

/** The people of the numbers first, then their tasks: a clinic has many calls, many people and few tasks. */
const concernedSql = `
  with batch as materialized (
    select id, external, direction, result, fold ->> 'initiator' as initiator from call where id = any($1)
  ), numbers as materialized (
    select distinct external from batch where external is not null
  ), owners as materialized (
    select b.external, p.id, p.source, p.household
    from numbers b join person_phone n on n.e164 = b.external join person p on p.id = n.person_id
  ), someone as (
    select external, id from owners
    union
    select w.external, o.id from owners w join person o on o.source = w.source and o.household = w.household
  ), waiting as materialized (
    select b.external from numbers b join task t on t.phone = b.external
    where ${closedByTalkSql('t')} and (t.state = 'open' or t.closed_at > $2)
    union
    select s.external from someone s join task t on t.person_id = s.id
    where ${closedByTalkSql('t')} and (t.state = 'open' or t.closed_at > $2)
  )
  select b.id from batch b
  where (b.direction = 'in' and b.result = 'missed' and b.external is not null)
    or (b.direction = 'out' and b.result = 'unanswered' and b.initiator is not null)
    or b.external in (select external from waiting)
    or exists (select from task_call l where l.call_id = b.id)
    or exists (select from call m join task_call l on l.call_id = m.id where m.merged_into = b.id)`;

/** Ids that are parts of others now count as those; of a number on many cards nobody is known, so nobody is reached. */
const reachSql = `
  with told as (
    select id, phone, person_id from task where id = any($2) or (
      ${closedByTalkSql('task')} and (state = 'open' or closed_at > $5) and (phone = any($3) or person_id = any($4)))
    union
    select t.id, t.phone, t.person_id from task_call o join call s on s.id = o.call_id join task t on t.id = o.task_id
    where s.id = any($1) or s.merged_into = any($1)
  ), seed as (
    select external, chosen_person, caller from call where id = any($1)
    union all
    select c.external, c.chosen_person, c.caller from told t join task_call l on l.task_id = t.id join call c on c.id = l.call_id
    union all
    select external, chosen_person, caller from call
    where external = any($3) and started_at > $5 and merged_into is null
  ), someone as (
    select unnest($4::bigint[]) as id
    union select person_id from told
    union select chosen_person from seed
    union select (x.c ->> 'id')::bigint from seed, jsonb_array_elements(seed.caller -> 'candidates') x(c)
    union select o.id from person p join person o on o.source = p.source and o.household = p.household
      where p.id = any($4)
  ), numbers as (
    select unnest($3::text[]) as phone
    union select phone from told
    union select external from seed
    union select n.e164 from person_phone n join someone s on s.id = n.person_id
  )
  select coalesce((select jsonb_agg(phone) from numbers where phone is not null), '[]') as phones,
    coalesce((select jsonb_agg(id) from someone where id is not null), '[]') as people`;

const callsSql = `
  select c.id, c.external, c.direction, c.result, c.missed_reason, c.class, c.branch, c.started_at, c.answered_at, c.ended_at,
    c.talk_seconds, c.learnt_at, c.answered_seat, coalesce(m.merged_into, c.chosen_person) as chosen_person, c.rules,
    c.fold ->> 'initiator' as initiator,
    (select jsonb_agg(coalesce(p.merged_into, (x.c ->> 'id')::bigint) order by x.n)
     from jsonb_array_elements(c.caller -> 'candidates') with ordinality x(c, n)
     left join person p on p.id = (x.c ->> 'id')::bigint) as candidates
  from call c left join person m on m.id = c.chosen_person
  where c.merged_into is null and (
    c.id = any($4)
    or (c.external = any($1) and c.started_at >= $2 and c.direction in ('in', 'out') and c.ended_at is not null
      and (c.settled_at is not null or c.id = any($3))))
  order by c.id`;
