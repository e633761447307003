import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../contracts/clock.ts';
import { inTransaction, type Pool } from '../platform/database/index.ts';

/** Whatever one person asks of one recording within so long is one listening, with one audit row. */
export const LISTEN_MS = 10 * 60_000;
const TICKET_MS = 10 * 60_000;

export interface Listener {
  who: string;
  /** Null for a link, which is nobody's token. */
  tokenId: number | null;
}

export interface Ticket extends Listener {
  callId: number;
}

const hashOf = (ticket: string): Buffer => createHash('sha256').update(ticket).digest();

/** Who listens to what, and the tickets that let a player of the browser ask for it. */
export function createListens({ pool, clock }: { pool: Pool; clock: Clock }) {
  return {
    /** Before the first byte goes out. Rejects where the audit cannot be written: then nothing is played. */
    async begin(recording: { id: number; callId: number; from: string }, listener: Listener): Promise<void> {
      const now = clock.now();
      await inTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          `insert into recording_listen (recording_id, who, began_at) values ($1, $2, $3)
           on conflict (recording_id, who) do update set began_at = excluded.began_at
           where recording_listen.began_at <= $4`,
          [recording.id, listener.who, now, new Date(now.getTime() - LISTEN_MS)],
        );
        if (rowCount === 0) return;
        await client.query(
          `insert into audit (at, who, what, subject, detail) values ($1, $2, 'recording.listened', $3, $4)`,
          [
            now,
            listener.who,
            String(recording.id),
            JSON.stringify({ call: recording.callId, token: listener.tokenId, from: recording.from }),
          ],
        );
      });
    },

    /** A random word that stands for one token and one call for ten minutes. Only its hash is kept. */
    async issue(ticket: Ticket & { tokenId: number }): Promise<{ ticket: string; seconds: number }> {
      const word = randomBytes(32).toString('base64url');
      const expires = new Date(clock.now().getTime() + TICKET_MS);
      await pool.query(
        'insert into recording_ticket (hash, call_id, token_id, who, expires_at) values ($1, $2, $3, $4, $5)',
        [hashOf(word), ticket.callId, ticket.tokenId, ticket.who, expires],
      );
      return { ticket: word, seconds: TICKET_MS / 1000 };
    },

    /** Null for a ticket that is over, of another call, or of a token that was revoked meanwhile. */
    async redeem(word: string, callId: number): Promise<Ticket | null> {
      const { rows } = await pool.query<{ token_id: number; who: string }>(
        `select t.token_id, t.who from recording_ticket t join access_token a on a.id = t.token_id
         where t.hash = $1 and t.call_id = $2 and t.expires_at > $3 and a.revoked_at is null`,
        [hashOf(word), callId, clock.now()],
      );
      const row = rows[0];
      return row === undefined ? null : { callId, who: row.who, tokenId: row.token_id };
    },

    async forgetTickets(): Promise<void> {
      await pool.query('delete from recording_ticket where expires_at <= $1', [clock.now()]);
    },
  };
}
export type Listens = ReturnType<typeof createListens>;
