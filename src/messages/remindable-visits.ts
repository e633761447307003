import type { Pool, PoolClient } from '../platform/database/index.ts';
import { isMobile } from './mobile-number.ts';

/** A visit with what reminders ask of it. */
export interface VisitToTell {
  id: number;
  source: string;
  branch: string | null;
  zone: string;
  doctor: string | null;
  startsAt: Date;
  state: string;
  /** Where a message about it goes to; null: nobody who can get one is known. */
  phone: string | null;
  /** How the patient is addressed; null: not known. */
  patient: string | null;
  /** What the patient said of the visit as it is now. */
  answer: string | null;
}

interface Row {
  id: number;
  source: string;
  branch: string | null;
  zone: string;
  doctor: string | null;
  starts_at: Date;
  state: string;
  person_phone: string | null;
  given_name: string | null;
  patronymic: string | null;
  phones: string[];
  answer: string | null;
}

const columns = `
  v.id, v.source, v.branch, v.zone, v.doctor, v.starts_at, v.state, v.person_phone, p.given_name, p.patronymic,
  array(select pp.e164 from person_phone pp where pp.person_id = v.person_id
    and (pp.valid_to is null or pp.valid_to >= v.starts_at::date)
    order by pp.note is not null, pp.e164) as phones,
  (select a.answer from visit_answer a where a.visit_id = v.id and a.starts_at = v.starts_at) as answer
  from visit v left join person p on p.id = v.person_id`;

/** Visits that messages tell of, by the ids of the messages. */
export async function visitsOfMessages(
  tx: PoolClient,
  messages: readonly number[],
): Promise<Map<number, VisitToTell[]>> {
  const found = new Map<number, VisitToTell[]>();
  if (messages.length === 0) return found;
  const { rows } = await tx.query<Row & { message_id: number }>(
    `select mv.message_id, ${columns} join message_visit mv on mv.visit_id = v.id
     where mv.message_id = any($1::bigint[]) order by v.starts_at, v.id`,
    [messages],
  );
  for (const row of rows) {
    const visits = found.get(row.message_id);
    if (visits === undefined) found.set(row.message_id, [visitOf(row)]);
    else visits.push(visitOf(row));
  }
  return found;
}

export interface VisitsAsked {
  phone: string;
  from: Date;
  to: Date;
}

/** Visits whose messages go to these numbers, each in its own span. Where spans of a number overlap, one may come twice. */
export async function visitsOfPhones(tx: PoolClient, asked: readonly VisitsAsked[]): Promise<VisitToTell[]> {
  if (asked.length === 0) return [];
  const { rows } = await tx.query<Row & { asked: string }>(
    `select told.phone as asked, ${columns}
     join (
       select a.phone, o.id from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) a(phone, since, till)
         join visit o on o.person_phone = a.phone and o.starts_at >= a.since and o.starts_at < a.till
       union
       select a.phone, o.id from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) a(phone, since, till)
         join person_phone n on n.e164 = a.phone
         join visit o on o.person_id = n.person_id and o.starts_at >= a.since and o.starts_at < a.till
     ) told on told.id = v.id
     where not v.of_card order by v.starts_at, v.id`,
    [asked.map(({ phone }) => phone), asked.map(({ from }) => from), asked.map(({ to }) => to)],
  );
  return rows.flatMap((row) => {
    const visit = visitOf(row);
    return visit.phone === row.asked ? [visit] : [];
  });
}

/** Visits by their ids. */
export async function visitsById(tx: Pick<Pool, 'query'> | PoolClient, ids: readonly number[]): Promise<VisitToTell[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<Row>(`select ${columns} where v.id = any($1::bigint[]) and not v.of_card`, [ids]);
  return rows.map(visitOf);
}

/** Where a page ends: the time as PostgreSQL tells it, because a `Date` would lose its microseconds. */
export interface VisitCursor {
  startsAt: string;
  id: number;
}

/** A page of the visits that are still to come, by their times, and where it ends; null: nothing is left. */
export async function comingVisits(
  pool: Pool,
  asked: { from: Date; to: Date; after: VisitCursor | null; limit: number },
): Promise<{ visits: VisitToTell[]; end: VisitCursor | null }> {
  const { rows } = await pool.query<Row & { exactly: string }>(
    `select v.starts_at::text as exactly, ${columns}
     where v.starts_at >= $1 and v.starts_at < $2 and not v.of_card and v.state = 'planned'
       and ($3::timestamptz is null or (v.starts_at, v.id) > ($3, $4::bigint))
     order by v.starts_at, v.id limit $5`,
    [asked.from, asked.to, asked.after?.startsAt ?? null, asked.after?.id ?? 0, asked.limit],
  );
  const last = rows.at(-1);
  const end = last === undefined || rows.length < asked.limit ? null : { startsAt: last.exactly, id: last.id };
  return { visits: rows.map(visitOf), end };
}

/** Expected, and nobody has said a word about it yet. */
export function wantsReminder(visit: VisitToTell, remindedElsewhere: readonly string[]): boolean {
  return visit.state === 'planned' && visit.answer === null && !remindedElsewhere.includes(visit.source);
}

function visitOf(row: Row): VisitToTell {
  const numbers = [...(row.person_phone === null ? [] : [row.person_phone]), ...row.phones];
  const patient = [row.given_name, row.patronymic].filter((part) => part !== null && part !== '').join(' ');
  return {
    ...{ id: row.id, source: row.source, branch: row.branch, zone: row.zone, doctor: row.doctor },
    ...{ startsAt: row.starts_at, state: row.state, answer: row.answer },
    phone: numbers.find(isMobile) ?? null,
    patient: patient === '' ? null : patient,
  };
}
