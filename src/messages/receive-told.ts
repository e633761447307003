import type { SmsReceived, SmsReply } from '../contracts/sms.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import { answerOfferMessage, type OffersOfTimes } from './answer-offer.ts';
import { answerMessage, type OnAnswered } from './answer-visits.ts';
import { applyReports, keepReports } from './apply-reports.ts';
import { readReply } from './read-reply.ts';

const ANSWER_DAYS = 7;

/** Keeps what a provider told, by a request or over a connection; resolves when it is durable. Repeats change nothing. */
export async function receiveTold(
  told: SmsReceived,
  options: {
    pool: Pool;
    account: string;
    now: Date;
    stopScope: 'advertising' | 'all';
    onAnswered?: OnAnswered | undefined;
    offers?: OffersOfTimes | undefined;
    /** A text that no rule understands, for the reception. */
    onText?(
      tx: PoolClient,
      reply: { phone: string; branch: string | null; messageId: number | null; replyId: string },
    ): Promise<void>;
  },
): Promise<void> {
  const { pool, account, now } = options;
  await inTransaction(pool, async (tx) => {
    await keepReports(tx, account, told.reports, now);
    for (const reply of told.replies) await keepReply(tx, reply, options);
  });
  if (told.reports.length > 0) while ((await applyReports(pool)) > 0);
}

async function keepReply(
  tx: PoolClient,
  reply: SmsReply,
  { account, now, stopScope, onAnswered, offers, onText }: Parameters<typeof receiveTold>[1],
): Promise<void> {
  const meaning = readReply(reply.text);
  const at = reply.at ?? now;
  const { rows: asked } = await tx.query<{ id: number; branch: string | null }>(
    `select id, branch from message
     where account = $1 and state in ('sent', 'delivered', 'unknown')
       and case when $2::text is null then phone = $3 and sent_at > $4 else provider_id = $2 end
     order by (policy is not null or task_key like 'offer %') desc, sent_at desc limit 1`,
    [account, reply.providerId, reply.from, new Date(now.getTime() - ANSWER_DAYS * 24 * 3600_000)],
  );
  const messageId = asked[0]?.id ?? null;
  const told = { phone: reply.from, branch: asked[0]?.branch ?? null, messageId, replyId: reply.replyId };
  const { rowCount } = await tx.query(
    `insert into message_reply (account, reply_id, phone, text, at, message_id, meaning)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [account, reply.replyId, reply.from, reply.text, at, messageId, meaning],
  );
  if (rowCount === 0) return;
  if (meaning === 'stop') {
    await tx.query(
      `insert into stop_list (phone, scope, at, source, who) values ($1, $2, $3, 'reply', $4)
       on conflict (phone) do update set scope = case when stop_list.scope = 'all' then 'all' else excluded.scope end`,
      [reply.from, stopScope, now, `sms account ${account}`],
    );
    return;
  }
  if (meaning !== 'text' && messageId !== null) {
    const answered = await answerMessage(tx, { messageId, answer: meaning, way: 'reply', at: now, onAnswered });
    if (answered > 0) return;
    const offered = await answerOfferMessage(tx, {
      ...{ messageId, answer: meaning, way: 'reply', at: now, offers },
      onCallMe: async () => onText?.(tx, told),
    });
    if (offered === 'done') return;
  }
  await onText?.(tx, told);
}
