import type { VisitChange } from '../contracts/appointments.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import { dueReminders, localDay, type PlannedReminder } from './due-reminders.ts';
import { messageSettings, placeOf } from './message-places.ts';
import {
  comingVisits,
  visitsById,
  visitsOfPhones,
  wantsReminder,
  type VisitCursor,
  type VisitToTell,
} from './remindable-visits.ts';

/** So small that calls that come in meanwhile wait for no page. */
const PAGE = 250;
const DAY_MS = 24 * 3600_000;

export interface PlanReminders {
  configuration: Configuration;
  now: Date;
}

/**
 * Plans the reminders of every visit of the next days, in pages; what is planned already is only moved to another time.
 * Answers how many rows are new or were moved.
 */
export async function planComing(pool: Pool, { configuration, now }: PlanReminders): Promise<number> {
  const settings = messageSettings(configuration);
  if (settings.reminders.length === 0) return 0;
  const furthest = Math.max(...settings.reminders.map(({ hoursBefore = 24 }) => hoursBefore / 24)) + 3;
  const to = new Date(now.getTime() + furthest * DAY_MS);
  let after: VisitCursor | null = null;
  let planned = 0;
  // Visits of one number may stand on both sides of a page: the earliest of a day decides, and comes first.
  do {
    const { visits, end }: Awaited<ReturnType<typeof comingVisits>> = await comingVisits(pool, {
      ...{ from: now, to, after, limit: PAGE },
    });
    planned += await keepReminders(pool, remindersOf(visits, { configuration, now }), { now, onlyEarlier: true });
    after = end;
  } while (after !== null);
  return planned;
}

/**
 * Follows what became of visits: plans anew what the changed days of the numbers ask for, and lets go what nobody waits
 * for any more. A reminder that was sent is not sent again.
 */
export async function replanChanged(
  tx: PoolClient,
  changes: readonly VisitChange[],
  { configuration, now }: PlanReminders,
): Promise<void> {
  const settings = messageSettings(configuration);
  if (settings.reminders.length === 0) return;
  const ids = [...new Set(changes.map(({ visitId }) => visitId))];
  const visits = await visitsById(tx, ids);
  // The days and numbers that the visits had before: what was planned for them may have lost its visit.
  const { rows: planned } = await tx.query<{ phone: string; day: string; zone: string }>(
    `select distinct m.phone, m.visit_day::text as day, m.zone from message m
     join message_visit mv on mv.message_id = m.id
     where mv.visit_id = any($1::bigint[]) and m.policy is not null and m.state in ('planned', 'due')`,
    [ids],
  );
  const days = new Map<string, { phone: string; day: string }>();
  for (const { phone, day } of planned) days.set(`${phone} ${day}`, { phone, day });
  const phones = new Map(visits.map(({ id, phone }) => [id, phone]));
  for (const { visitId, before, after } of changes)
    for (const told of [before, after]) {
      const phone = phones.get(visitId) ?? null;
      if (told === null || phone === null || told.startsAt <= now) continue;
      const day = localDay(told.startsAt, placeOf(configuration, told.branch).hours.zone);
      days.set(`${phone} ${day}`, { phone, day });
    }
  if (days.size === 0) return;
  const asked = [...days.values()].map((told) => {
    const around = new Date(`${told.day}T00:00:00Z`).getTime();
    return { ...told, from: new Date(around - DAY_MS), to: new Date(around + 2 * DAY_MS) };
  });
  const found = new Map((await visitsOfPhones(tx, asked)).map((visit) => [visit.id, visit]));
  const ofDays = [...found.values()].filter(({ phone, branch, startsAt }) =>
    days.has(`${phone} ${localDay(startsAt, placeOf(configuration, branch).hours.zone)}`),
  );
  const reminders = remindersOf(ofDays, { configuration, now });
  await keepReminders(tx, reminders, { now, onlyEarlier: false });
  await tx.query(
    `update message m set state = 'cancelled', reason = 'no-visit', final_at = $3, next_attempt_at = null
     from unnest($1::text[], $2::date[]) told(phone, day)
     where m.phone = told.phone and m.visit_day = told.day and m.policy is not null and m.state in ('planned', 'due')
       and m.key <> all($4::text[])`,
    [asked.map(({ phone }) => phone), asked.map(({ day }) => day), now, reminders.map(({ key }) => key)],
  );
}

function remindersOf(visits: readonly VisitToTell[], { configuration, now }: PlanReminders): PlannedReminder[] {
  const settings = messageSettings(configuration);
  const known = visits.filter((visit) => wantsReminder(visit, settings.remindedElsewhere));
  const places = new Map([...configuration.branches.keys()].map((id) => [id, placeOf(configuration, id).hours]));
  return dueReminders(known, settings.reminders, { now, hours: (branch) => places.get(branch) ?? null });
}

/**
 * One statement for all of them. A planned reminder is moved; one that lost its visit comes back; one that was sent stays.
 * `onlyEarlier`: the reader sees a part of the day only, so a later time than is planned proves nothing.
 */
async function keepReminders(
  tx: Pick<Pool, 'query'> | PoolClient,
  reminders: readonly PlannedReminder[],
  { now, onlyEarlier }: { now: Date; onlyEarlier: boolean },
): Promise<number> {
  if (reminders.length === 0) return 0;
  const rows = reminders.map(({ visits, dueAt, expiresAt, day, ...rest }) => ({
    ...{ ...rest, visit_day: day, due_at: dueAt, expires_at: expiresAt, visits },
  }));
  const { rows: kept } = await tx.query<{ id: number }>(
    `with told as (
       select * from jsonb_to_recordset($1::jsonb) r(key text, policy text, template text, branch text, zone text,
         phone text, visit_day date, due_at timestamptz, expires_at timestamptz, visits bigint[])),
     kept as (
       insert into message (key, state, template, class, branch, zone, phone, policy, visit_day, created_at, due_at,
         expires_at, next_attempt_at)
       select key, 'planned', template, 'service', branch, zone, phone, policy, visit_day, $2, due_at, expires_at, due_at
       from told t
       -- A conflict locks and so writes a row even where nothing changes.
       where not exists (
         select from message m
         where m.key = t.key and (m.state <> 'cancelled' or m.reason <> 'no-visit' or m.attempts > 0)
           and (m.state <> 'planned' or m.attempts > 0
             or (m.due_at, m.expires_at) is not distinct from (t.due_at, t.expires_at)))
       on conflict (key) do update set state = 'planned', reason = null, final_at = null, template = excluded.template,
         branch = excluded.branch, zone = excluded.zone, due_at = excluded.due_at, expires_at = excluded.expires_at,
         next_attempt_at = excluded.due_at
       where (message.state = 'cancelled' and message.reason = 'no-visit' and message.attempts = 0)
         or (message.state = 'planned' and message.attempts = 0
           and (case when $3 then excluded.due_at < message.due_at
             else (excluded.due_at, excluded.expires_at) is distinct from (message.due_at, message.expires_at) end))
       returning id, key)
     , visits as (
       insert into message_visit (message_id, visit_id, starts_at)
       select k.id, v.id, v.starts_at from kept k join told t on t.key = k.key
         cross join lateral unnest(t.visits) one(id) join visit v on v.id = one.id
       on conflict do nothing)
     select id from kept`,
    [JSON.stringify(rows), now, onlyEarlier],
  );
  return kept.length;
}
