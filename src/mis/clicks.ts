import type { Pool } from '../platform/database/index.ts';

/** A call that lasts longer than this is written as one of its own. */
const KEPT_DAYS = 7;

/** A click on a number in a system made this call of a PBX: the record of the call is the one that the system began. */
export async function rememberClick(
  pool: Pick<Pool, 'query'>,
  click: { account: string; ref: string; pbxAccount: string; providerCallId: string; at: Date },
): Promise<void> {
  const { account, ref, pbxAccount, providerCallId, at } = click;
  await pool.query(
    `with forgotten as (delete from mis_click where at < $5::timestamptz - interval '${KEPT_DAYS} days')
     insert into mis_click (account, ref, pbx_account, provider_call_id, at) values ($1, $2, $3, $4, $5)
     on conflict (pbx_account, provider_call_id, account) do nothing`,
    [account, ref, pbxAccount, providerCallId, at],
  );
}

/** What the system calls this call, where somebody began it there; null: nobody did. */
export async function clickOf(
  pool: Pick<Pool, 'query'>,
  { account, callId }: { account: string; callId: number },
): Promise<string | null> {
  const { rows } = await pool.query<{ ref: string }>(
    `select c.ref from mis_click c
     join provider_call p on p.account = c.pbx_account and p.provider_call_id = c.provider_call_id
     where c.account = $1 and p.call_id = $2 order by c.at limit 1`,
    [account, callId],
  );
  return rows[0]?.ref ?? null;
}
