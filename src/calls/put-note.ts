import type { Clock } from '../contracts/clock.ts';
import { inTransaction, type Pool } from '../platform/database/index.ts';
import { audit } from './correction-store.ts';
import { lockCall } from './lock-call.ts';

export type NotePut =
  | { kind: 'put'; callId: number }
  | { kind: 'no-such-call' }
  /** Somebody else wrote since: their words are not overwritten. */
  | { kind: 'changed'; note: string | null };

/** A note is saved while it is typed: one line of the audit for one sitting. */
const SITTING_MS = 10 * 60_000;
/** A call that was told outside already is told again once the typing is over. */
const TELL_AFTER_MS = 60_000;

/** Writes what a person noted of a call; `before` is the text that they began from. Null takes it away. */
export async function putNote(
  wanted: {
    callId: number;
    note: string | null;
    before: string | null;
    who: string;
    branches: readonly string[] | null;
  },
  { pool, clock }: { pool: Pool; clock: Clock },
): Promise<NotePut> {
  const now = clock.now();
  return inTransaction(pool, async (client): Promise<NotePut> => {
    const row = await lockCall(client, wanted.callId, wanted.branches);
    if (row === null) return { kind: 'no-such-call' };
    if (row.note === wanted.note) return { kind: 'put', callId: row.id };
    if (row.note !== wanted.before) return { kind: 'changed', note: row.note };
    await client.query(
      `update call set note = $2, note_by = $3, note_at = $4,
         settle_due_at = case when settled_at is null then settle_due_at else $5 end, settled_at = null
       where id = $1`,
      [row.id, wanted.note, wanted.who, now, new Date(now.getTime() + TELL_AFTER_MS)],
    );
    const sitting =
      row.note_by === wanted.who && row.note_at !== null && now.getTime() - row.note_at.getTime() < SITTING_MS;
    if (!sitting || wanted.note === null)
      await audit(client, {
        at: now,
        who: wanted.who,
        what: wanted.note === null ? 'note.cleared' : 'note.put',
        subject: `call ${row.id}`,
        detail: {},
      });
    return { kind: 'put', callId: row.id };
  });
}
