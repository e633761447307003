import type { Pool, PoolClient } from '../platform/database/index.ts';
import type { VisitAnswer } from './answer-visits.ts';

/** `done`: it is theirs, or noted; `over`: somebody else has the time, or it is none any more. */
export type OfferOutcome = 'done' | 'over';

/** Whoever keeps the waiting list. */
export interface OffersOfTimes {
  /** Null: it is not offered any more. */
  read(db: Pool | PoolClient, offerId: number): Promise<{ startsAt: Date; doctor: string } | null>;
  /** `who` is written as the one who answered. */
  answer(tx: PoolClient, offerId: number, said: 'taken' | 'declined', who: string): Promise<OfferOutcome>;
}

const ways = { link: 'answer page', reply: 'reply by SMS' } as const;

/** The offer that a message made; null: it made none. */
export function offerOf(message: { task_key: string | null }): number | null {
  const id = /^offer (\d+)$/.exec(message.task_key ?? '')?.[1];
  return id === undefined ? null : Number(id);
}

/** Keeps what a person answered to the offer of a free time. Null: the message offered nothing, or there is nobody to tell. */
export async function answerOfferMessage(
  tx: PoolClient,
  told: {
    messageId: number;
    answer: VisitAnswer;
    way: 'link' | 'reply';
    at: Date;
    offers?: OffersOfTimes | undefined;
    /** They want to be called instead. */
    onCallMe(tx: PoolClient, asked: { messageId: number; phone: string; branch: string | null }): Promise<unknown>;
  },
): Promise<OfferOutcome | null> {
  const { messageId, answer, at, offers } = told;
  const { rows } = await tx.query<{
    task_key: string | null;
    phone: string | null;
    branch: string | null;
    answer: string | null;
  }>('select task_key, phone, branch, answer from message where id = $1 for update', [messageId]);
  const message = rows[0];
  const offer = message === undefined ? null : offerOf(message);
  if (message === undefined || offer === null || offers === undefined) return null;
  if (message.answer === answer) return 'done';
  if (answer === 'call-me') {
    if (message.phone !== null) await told.onCallMe(tx, { messageId, phone: message.phone, branch: message.branch });
  } else {
    const said = answer === 'confirmed' ? 'taken' : 'declined';
    if ((await offers.answer(tx, offer, said, ways[told.way])) === 'over') return 'over';
  }
  await tx.query('update message set answer = $2, answered_at = $3 where id = $1', [messageId, answer, at]);
  return 'done';
}
