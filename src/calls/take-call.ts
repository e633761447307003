import type { Evidence } from '../callers/index.ts';
import { nobody } from '../contracts/caller.ts';
import { inTransaction } from '../platform/database/index.ts';
import type { LoadedPop } from '../pops/index.ts';
import type { CorrectingOptions } from './choose-caller.ts';
import { audit } from './correction-store.ts';
import { lockCall, type SaidRow } from './lock-call.ts';
import { rewriteCall } from './rewrite-call.ts';
import { loadLegs, seatOf } from './ringing-seats.ts';

export type CallTaken =
  | { kind: 'done'; callId: number }
  | { kind: 'no-such-call' }
  /** Not a call from outside, or one that was missed. */
  | { kind: 'not-to-take' }
  /** Another workplace has it, as it said itself or the PBX tells. */
  | { kind: 'taken'; seat: string };

interface Taking {
  callId: number;
  /** The workplace that takes the call, or gives back its own; null: whoever has it loses it. */
  seat: string | null;
  who: string;
  branches: readonly string[] | null;
}

/**
 * «Трубка»: a workplace says that a call is its own, where the PBX cannot tell who answered. The first one has it: the
 * cards of the others close, and the talk counts as that workplace's.
 */
export function takeCall(wanted: Taking & { seat: string }, options: CorrectingOptions): Promise<CallTaken> {
  return changing(wanted, options, (row) => {
    if (row.direction === 'internal' || row.direction === 'out') return { kind: 'not-to-take' };
    if (row.ended_at !== null && row.result !== 'answered') return { kind: 'not-to-take' };
    if (row.answered_seat === wanted.seat) return { kind: 'done', callId: row.id };
    return row.answered_seat === null ? wanted.seat : { kind: 'taken', seat: row.answered_seat };
  });
}

/** Takes it back: while the call goes on it is to be taken again. Where nothing was taken, nothing changes. */
export function releaseCall(wanted: Taking, options: CorrectingOptions): Promise<CallTaken> {
  return changing(wanted, options, (row) => {
    if (row.taken_seat === null) return { kind: 'done', callId: row.id };
    const own = wanted.seat === null || row.taken_seat === wanted.seat;
    return own ? null : { kind: 'taken', seat: row.taken_seat };
  });
}

/** `decide` answers the seat that has the call from now on, null for none, or why nothing changes. */
async function changing(
  wanted: Taking,
  options: CorrectingOptions,
  decide: (row: SaidRow) => CallTaken | string | null,
): Promise<CallTaken> {
  const configuration = options.configuration();
  const now = options.clock.now();
  const { answer, shown } = await inTransaction(
    options.pool,
    async (client): Promise<{ answer: CallTaken; shown: LoadedPop[] }> => {
      const row = await lockCall(client, wanted.callId, wanted.branches);
      if (row === null) return { answer: { kind: 'no-such-call' }, shown: [] };
      const seat = decide(row);
      if (seat !== null && typeof seat !== 'string') return { answer: seat, shown: [] };
      const said = {
        taken_seat: seat,
        taken_by: seat === null ? null : wanted.who,
        taken_at: seat === null ? null : now,
        taken_legs: seat === null ? null : (await loadLegs(client, row.id)).map(({ key }) => key),
        answered_seat: seat ?? seatOf(row.answered_extension, configuration),
      };
      const pops = await rewriteCall(
        client,
        row,
        { caller: row.caller ?? nobody, evidence: row.evidence as Evidence, said },
        { configuration, now },
      );
      await audit(client, {
        at: now,
        who: wanted.who,
        what: seat === null ? 'call.released' : 'call.taken',
        subject: `call ${row.id}`,
        detail: { seat: seat ?? row.taken_seat },
      });
      return { answer: { kind: 'done', callId: row.id }, shown: pops };
    },
  );
  options.onCommitted(shown);
  return answer;
}
