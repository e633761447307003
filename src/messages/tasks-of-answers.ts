import type { PoolClient } from '../platform/database/index.ts';
import type { AnsweredVisits, OnAnswered } from './answer-visits.ts';

/** Whoever makes a task once for an origin. */
export type OweTask = (
  tx: PoolClient,
  task: {
    type: string;
    origin: string;
    what?: string | null;
    branch: string | null;
    phone: string | null;
    personId?: number | null;
    visitId?: number | null;
    who: string;
  },
) => Promise<unknown>;

/** Somebody who cannot come or wants to be called makes a task; a confirmation makes none. */
export function tasksOfAnswers(owe: OweTask): OnAnswered {
  return async (tx: PoolClient, { answer, way, messageId, phone, branch, visits }: AnsweredVisits) => {
    const first = visits[0];
    if (answer === 'confirmed' || first === undefined) return;
    await owe(tx, {
      type: answer === 'cancel' ? 'visit-cancelled' : 'callback',
      origin: `message ${messageId ?? 'none'} ${answer}`,
      ...{ branch, phone, personId: first.personId, visitId: first.id },
      who: way === 'link' ? 'answer page' : 'reply by SMS',
    });
  };
}
