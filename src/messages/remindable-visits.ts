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

/** Visits that a message tells of. */
export async function visitsOfMessage(tx: PoolClient, message: number): Promise<VisitToTell[]> {
  const { rows } = await tx.query<Row>(
    `select ${columns} where v.id in (select visit_id from message_visit where message_id = $1) order by v.starts_at, v.id`,
    [message],
  );
  return rows.map(visitOf);
}

/** Visits in a span whose messages go to this number. */
export async function visitsOfPhone(
  tx: PoolClient,
  asked: { phone: string; from: Date; to: Date },
): Promise<VisitToTell[]> {
  const { rows } = await tx.query<Row>(
    `select ${columns}
     where not v.of_card and v.id in (
       select id from visit where person_phone = $1 and starts_at >= $2 and starts_at < $3
       union
       select o.id from person_phone n join visit o on o.person_id = n.person_id and o.starts_at >= $2 and o.starts_at < $3
       where n.e164 = $1)
     order by v.starts_at, v.id`,
    [asked.phone, asked.from, asked.to],
  );
  return rows.map(visitOf).filter(({ phone }) => phone === asked.phone);
}

/** Visits by their ids. */
export async function visitsById(tx: Pick<Pool, 'query'> | PoolClient, ids: readonly number[]): Promise<VisitToTell[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<Row>(`select ${columns} where v.id = any($1::bigint[]) and not v.of_card`, [ids]);
  return rows.map(visitOf);
}

/** A page of the visits that are still to come, by their times. */
export async function comingVisits(
  pool: Pool,
  asked: { from: Date; to: Date; after: { startsAt: Date; id: number } | null; limit: number },
): Promise<VisitToTell[]> {
  const { rows } = await pool.query<Row>(
    `select ${columns}
     where v.starts_at >= $1 and v.starts_at < $2 and not v.of_card and v.state = 'planned'
       and ($3::timestamptz is null or (v.starts_at, v.id) > ($3, $4::bigint))
     order by v.starts_at, v.id limit $5`,
    [asked.from, asked.to, asked.after?.startsAt ?? null, asked.after?.id ?? 0, asked.limit],
  );
  return rows.map(visitOf);
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
