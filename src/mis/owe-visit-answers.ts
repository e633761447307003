import type { ToldVisitAnswer } from '../contracts/mis-api.ts';
import { newKey } from '../deliveries/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { MIS_VISIT_ANSWER, type MisApiAccount } from './mis-accounts.ts';

/** What a patient answered about a visit, as it is stored; without the answer once it was sent. */
export interface VisitAnswerPayload {
  key: string;
  /** Of the visit in its MIS. */
  visitId: string;
  answer?: ToldVisitAnswer['answer'];
  at?: string;
}

export interface AnsweredVisit {
  /** The id of the source of visits, or of the account itself. */
  source: string;
  externalId: string;
}

/**
 * Owes answers about visits to the systems that the visits come from, where those take answers. «Call me» says nothing of
 * a visit and is told to nobody.
 */
export async function oweVisitAnswers(
  tx: Pick<PoolClient, 'query'>,
  told: { answer: 'confirmed' | 'cancel' | 'call-me'; at: Date; visits: readonly AnsweredVisit[] },
  {
    accounts,
    accountOf,
  }: { accounts: ReadonlyMap<string, MisApiAccount>; accountOf(source: string): string | undefined },
): Promise<void> {
  const { answer, at, visits } = told;
  if (answer === 'call-me') return;
  const said = answer === 'cancel' ? 'cancelled' : 'confirmed';
  const owed = visits.flatMap(({ source, externalId }) => {
    const account = accounts.get(accountOf(source) ?? source);
    if (account === undefined || account.can.visitAnswers === false) return [];
    const payload: VisitAnswerPayload = { key: newKey(), visitId: externalId, answer: said, at: at.toISOString() };
    return [{ account: account.account, payload }];
  });
  if (owed.length === 0) return;
  await tx.query(
    `insert into delivery (account, kind, state, payload, next_attempt_at, created_at)
     select n.account, '${MIS_VISIT_ANSWER}', 'owed', n.payload, $2, $2
     from jsonb_to_recordset($1::jsonb) as n(account text, payload jsonb)`,
    [JSON.stringify(owed), at],
  );
}
