import type { ErasedPerson } from '../contracts/erased-person.ts';
import type { PoolClient } from '../platform/database/index.ts';

/** Empties what requests hold of a person who is erased; that one was made, when and where stays for the reports. */
export async function forgetRequests(
  tx: PoolClient,
  { cards, phones, written }: Pick<ErasedPerson, 'cards' | 'phones' | 'written'>,
): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(
    `update request set phone = null, phone_written = null, name = null, email = null, comment = null, person_id = null,
       external_id = null, page = null, referer = null, utm = '{}'
     where person_id = any($1) or phone = any($2) or phone_written ~ $3 returning id`,
    [cards, phones, written],
  );
  const ids = rows.map(({ id }) => id);
  await tx.query(
    `update delivery set payload = null, next_attempt_at = null, last_error = null,
       state = case when state in ('owed', 'offered', 'dead') then 'dismissed' else state end
     where request_id = any($1::bigint[])`,
    [ids],
  );
  return ids;
}
