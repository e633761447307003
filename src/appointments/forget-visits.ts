import { VANISHED } from '../contracts/appointments.ts';
import type { ErasedPerson } from '../contracts/erased-person.ts';
import type { PoolClient } from '../platform/database/index.ts';

/** Takes the person out of their visits and of what the log says of them; times, doctors and states stay, for the figures. */
export async function forgetVisits(tx: PoolClient, { personId, cards, phones }: ErasedPerson): Promise<number> {
  await tx.query('delete from visit where of_card and person_id = any($1)', [cards]);
  const { rows } = await tx.query<{ id: number }>(
    `update visit set person_id = coalesce(person_id, $1), person_card = null, person_phone = null, person_name = null,
       cancel_reason = case when cancel_reason = '${VANISHED}' then cancel_reason end
     where person_id = any($2) or person_phone = any($3) returning id`,
    [personId, cards, phones],
  );
  const ids = rows.map(({ id }) => id);
  const emptied = (column: string): string =>
    `${column} = ${column} || '{"person": {"card": null, "phone": null, "name": null}, "cancelReason": null}'`;
  await tx.query(`update visit_change set ${emptied('before')}, ${emptied('after')} where visit_id = any($1)`, [ids]);
  return ids.length;
}
