import type { Sql } from '../platform/database/index.ts';

/** When and about what an outside system last spoke to us; the page of integrations shows it. */
export async function recordContact(
  sql: Sql,
  contact: { account: string; what: string; at: Date; detail: Record<string, unknown> },
): Promise<void> {
  const { account, what, at } = contact;
  const detail = JSON.stringify(contact.detail);
  await sql
    .insertInto('account_contact')
    .values({ account, what, at, detail })
    .onConflict((conflict) => conflict.columns(['account', 'what']).doUpdateSet({ at, detail }))
    .execute();
}
