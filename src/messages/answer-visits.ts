import type { PoolClient } from '../platform/database/index.ts';

export type VisitAnswer = 'confirmed' | 'cancel' | 'call-me';

/** What a person said of their visits, told in the transaction that keeps it. */
export interface AnsweredVisits {
  answer: VisitAnswer;
  way: 'link' | 'reply' | 'phone';
  at: Date;
  messageId: number | null;
  phone: string | null;
  branch: string | null;
  visits: readonly { id: number; source: string; externalId: string; personId: number | null; startsAt: Date }[];
}

/** Who makes a task of it and who tells the MIS. */
export type OnAnswered = (tx: PoolClient, answered: AnsweredVisits) => Promise<void>;

interface VisitRow {
  id: number;
  source: string;
  external_id: string;
  person_id: number | null;
  branch: string | null;
  starts_at: Date;
}

/**
 * Keeps an answer for the visits of a message that are still as the message told them: one that was moved since or is over
 * is left out. The same answer twice is told once. Answers the visits that it now stands for.
 */
export async function answerMessage(
  tx: PoolClient,
  told: {
    messageId: number;
    answer: VisitAnswer;
    way: 'link' | 'reply';
    at: Date;
    onAnswered?: OnAnswered | undefined;
  },
): Promise<number> {
  const { messageId, answer, way, at } = told;
  const { rows: messages } = await tx.query<{ phone: string | null; answer: string | null }>(
    'select phone, answer from message where id = $1 for update',
    [messageId],
  );
  if (messages[0] === undefined) return 0;
  const { rows } = await tx.query<VisitRow>(
    `select v.id, v.source, v.external_id, v.person_id, v.branch, v.starts_at
     from message_visit mv join visit v on v.id = mv.visit_id and v.starts_at = mv.starts_at
     where mv.message_id = $1 and v.state in ('planned', 'confirmed') and v.starts_at > $2 order by v.id`,
    [messageId, at],
  );
  if (rows.length === 0 || messages[0].answer === answer) return rows.length;
  await tx.query('update message set answer = $2, answered_at = $3 where id = $1', [messageId, answer, at]);
  await keepAnswers(tx, rows, { messageId, answer, way, at });
  await told.onAnswered?.(tx, {
    ...{ answer, way, at, messageId, phone: messages[0].phone, branch: rows[0]?.branch ?? null },
    visits: rows.map(answeredVisit),
  });
  return rows.length;
}

/** For whoever learns it by telephone: a reminder of these visits is needed no more. */
export async function answeredByPhone(
  tx: PoolClient,
  told: { visits: readonly number[]; answer: VisitAnswer; at: Date; onAnswered?: OnAnswered | undefined },
): Promise<void> {
  const { answer, at } = told;
  const { rows } = await tx.query<VisitRow>(
    `select id, source, external_id, person_id, branch, starts_at from visit
     where id = any($1::bigint[]) and state in ('planned', 'confirmed') order by id`,
    [told.visits],
  );
  if (rows.length === 0) return;
  await keepAnswers(tx, rows, { messageId: null, answer, way: 'phone', at });
  await told.onAnswered?.(tx, {
    ...{ answer, way: 'phone', at, messageId: null, phone: null, branch: rows[0]?.branch ?? null },
    visits: rows.map(answeredVisit),
  });
}

function answeredVisit(row: VisitRow): AnsweredVisits['visits'][number] {
  return {
    ...{ id: row.id, source: row.source, externalId: row.external_id, personId: row.person_id },
    startsAt: row.starts_at,
  };
}

async function keepAnswers(
  tx: PoolClient,
  visits: readonly VisitRow[],
  { messageId, answer, way, at }: { messageId: number | null; answer: string; way: string; at: Date },
): Promise<void> {
  await tx.query(
    `insert into visit_answer (visit_id, message_id, answer, way, at, starts_at)
     select v.id, $3, $4, $5, $6, v.starts_at from unnest($1::bigint[], $2::timestamptz[]) v(id, starts_at)
     on conflict (visit_id) do update set message_id = excluded.message_id, answer = excluded.answer, way = excluded.way,
       at = excluded.at, starts_at = excluded.starts_at`,
    [visits.map(({ id }) => id), visits.map(({ starts_at }) => starts_at), messageId, answer, way, at],
  );
}
