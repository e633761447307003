import { PermanentFailure } from '../contracts/failures.ts';
import type { ToldVisitAnswer } from '../contracts/mis-api.ts';
import type { DeliveryKind, TakenDelivery } from '../deliveries/index.ts';
import type { Pool } from '../platform/database/index.ts';
import { MIS_VISIT_ANSWER, type MisApiAccount } from './mis-accounts.ts';
import type { MisAccess } from './mis-access.ts';
import type { VisitAnswerPayload } from './owe-visit-answers.ts';

/** Answers of patients, written to their visits; of two about one visit only the later one counts. */
export function visitAnswerKind(options: {
  access: MisAccess;
  pool: Pool;
  /** What all kinds that go to the system have. */
  common: Omit<DeliveryKind, 'kind' | 'afterDoubt' | 'send'>;
  within: { writeMs: number; lookUpMs: number };
}): DeliveryKind {
  const { access, pool, within } = options;
  const existing = (delivery: TakenDelivery): MisApiAccount => {
    const found = access.find(delivery.account);
    if (found === undefined) throw new PermanentFailure('the account is no longer configured, or is not written to');
    return found;
  };
  return {
    ...options.common,
    kind: MIS_VISIT_ANSWER,
    afterDoubt(account) {
      const can = access.find(account)?.can.visitAnswers;
      return can === undefined || can === false ? 'person' : can.afterDoubt;
    },
    forgetSent(payload): VisitAnswerPayload {
      const { key, visitId } = payload as VisitAnswerPayload;
      return { key, visitId };
    },
    async send(delivery) {
      const account = existing(delivery);
      if (account.api.writeVisitAnswer === undefined)
        throw new PermanentFailure('its system takes no answers about visits');
      const told = toldOf(delivery);
      if (await isOutdated(pool, delivery, told.visitId)) return;
      await account.api.writeVisitAnswer(told, access.context(account, within.writeMs));
    },
    async lookUp(delivery) {
      const account = existing(delivery);
      const told = toldOf(delivery);
      return (await account.api.lookUpVisitAnswer?.(told, access.context(account, within.lookUpMs))) ?? false;
    },
  };
}

function toldOf({ payload }: TakenDelivery): ToldVisitAnswer {
  const { key, visitId, answer, at } = payload as VisitAnswerPayload;
  if (answer === undefined || at === undefined) throw new PermanentFailure('nothing is left of what was to be told');
  return { key, visitId, answer, reason: null, at: new Date(at) };
}

/** The patient said something else since: written now, it would stand over the later answer. */
async function isOutdated(pool: Pool, { id, account }: TakenDelivery, visitId: string): Promise<boolean> {
  const { rows } = await pool.query(
    `select from delivery where account = $1 and kind = '${MIS_VISIT_ANSWER}' and id > $2 and payload ->> 'visitId' = $3
     limit 1`,
    [account, id, visitId],
  );
  return rows.length > 0;
}
