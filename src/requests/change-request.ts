import type { Caller } from '../contracts/caller.ts';
import { inTransaction } from '../platform/database/index.ts';
import { lockToPublishAlone, queriesOf, withdrawRequest } from '../deliveries/index.ts';
import { bookRequest } from './book-request.ts';
import { callerOf, followUp, onlyOne, type MakingOptions } from './make-request.ts';
import { lockRequest, updateRequest } from './request-store.ts';
import type { RequestRow } from './request-row.ts';

export type RequestChange =
  /** It was advertising, a trial or a mistake. */
  | { what: 'withdraw' }
  /** Whose it is; null: nobody's in the directory. */
  | { what: 'person'; personId: number | null }
  /** What was written could not be read, or was another number. */
  | { what: 'phone'; phone: string };

export type RequestChanged = { kind: 'done'; row: RequestRow } | { kind: 'no-such-request' } | { kind: 'withdrawn' };

/** What a person says of a request, with all that follows of it, in one transaction. */
export async function changeRequest(
  asked: { id: number; change: RequestChange; who: string; branches: readonly string[] | null },
  options: MakingOptions,
): Promise<RequestChanged> {
  const { database, clock, tasks } = options;
  const { id, change, who, branches } = asked;
  const configuration = options.configuration();
  // Before anything is locked: it takes a connection of its own.
  const newCaller = change.what === 'phone' ? await callerAt(change.phone) : null;
  const noNeed = { who, reason: 'no-need', request: id };
  return inTransaction(database.pool, async (tx) => {
    const row = await lockRequest(tx, id, branches);
    if (row === null) return { kind: 'no-such-request' };
    if (row.state === 'withdrawn') return { kind: 'withdrawn' };
    await tx.query('insert into audit (at, who, what, subject, detail) values ($1, $2, $3, $4, $5)', [
      ...[clock.now(), who, `request.${change.what}`, `request ${id}`, null],
    ]);
    const changed = await carryOut(row);
    return { kind: 'done', row: changed };

    async function carryOut(before: RequestRow): Promise<RequestRow> {
      switch (change.what) {
        case 'withdraw': {
          await withdrawRequest(tx, id);
          if (before.task_id !== null) await tasks.takeBack(tx, before.task_id, noNeed);
          const now = clock.now();
          return counted(await updateRequest(tx, id, { state: 'withdrawn', withdrawn_by: who, withdrawn_at: now }));
        }
        case 'person': {
          const put = await updateRequest(tx, id, { person_id: change.personId, person_by: who });
          await bookRequest(tx, put, { configuration, targets: options.targets });
          return counted(put);
        }
        case 'phone': {
          if (before.phone === change.phone) return before;
          // Systems that have the former number keep it: they are told of one thing once.
          await lockToPublishAlone(queriesOf(tx));
          if (before.task_id !== null) await tasks.takeBack(tx, before.task_id, noNeed);
          const person = { person_id: onlyOne(newCaller), person_by: null };
          const put = await updateRequest(tx, id, { phone: change.phone, ...person });
          return followUp(tx, put, { caller: newCaller, configuration, options });
        }
      }
    }

    async function counted(put: RequestRow): Promise<RequestRow> {
      await options.onRequest?.(tx, put);
      return put;
    }
  });

  async function callerAt(phone: string): Promise<Caller | null> {
    const { rows } = await database.pool.query<{ zone: string }>('select zone from request where id = $1', [id]);
    return rows[0] === undefined ? null : callerOf({ phone, zone: rows[0].zone }, options);
  }
}
