import type { Caller } from '../contracts/caller.ts';
import type { Clock } from '../contracts/clock.ts';
import { findPeople } from '../callers/index.ts';
import { lockToPublishAlone, queriesOf } from '../deliveries/index.ts';
import { taskSettings, type Configuration } from '../platform/configuration/index.ts';
import { inTransaction, type Database, type PoolClient } from '../platform/database/index.ts';
import type { Tasks } from '../tasks/index.ts';
import { insertRequest, readTwin, updateRequest, type NewRequest } from './request-store.ts';
import { bookRequest } from './book-request.ts';
import type { RequestRow } from './request-row.ts';
import { tellRequest, type RequestTargets } from './tell-request.ts';

export interface MakingOptions {
  database: Database;
  clock: Clock;
  configuration(): Configuration;
  tasks: Pick<Tasks, 'owe' | 'takeBack'>;
  targets: RequestTargets;
  /** Of reports: a request was made, or what they look at of it has changed. */
  onRequest?: ((tx: PoolClient, row: RequestRow) => Promise<void>) | undefined;
}

export type Asked = Omit<NewRequest, 'received_at' | 'late' | 'person_id'> & {
  /** Of whom a person at the card has said that it is. */
  person_id: number | null;
};

/**
 * Keeps what somebody asked for, with all that follows of it, in one transaction: the task, what each MIS is told, what
 * reports count. The same again is the one that is there.
 */
export async function makeRequest(
  asked: Asked,
  options: MakingOptions,
): Promise<{ row: RequestRow; repeated: boolean }> {
  const { database, clock } = options;
  const configuration = options.configuration();
  const now = clock.now();
  const { lateHours } = taskSettings(configuration).callbacks;
  const caller = await callerOf(asked, options);
  return inTransaction(database.pool, async (tx) => {
    const row = await insertRequest(tx, {
      ...asked,
      received_at: now,
      late: now.getTime() - asked.asked_at.getTime() >= lateHours * 3_600_000,
      person_id: asked.person_id ?? onlyOne(caller),
    });
    if (row === null) {
      const twin = await readTwin(tx, asked);
      if (twin === null) throw new Error('A request was not kept, and there is none like it');
      return { row: twin, repeated: true };
    }
    return { row: await followUp(tx, row, { caller, configuration, options }), repeated: false };
  });
}

/** Who may be asking: the answer that a call from the number would get now; null where there is no number. */
export async function callerOf(
  { phone, zone }: Pick<RequestRow, 'phone' | 'zone'>,
  { database, clock, configuration }: Pick<MakingOptions, 'database' | 'clock' | 'configuration'>,
): Promise<Caller | null> {
  if (phone === null) return null;
  return findPeople(database, { phone, at: clock.now(), configuration: configuration(), zone });
}

/** Never a guess: of several a person chooses. */
export function onlyOne(caller: Caller | null): number | null {
  const [one, ...others] = caller?.candidates ?? [];
  return one === undefined || others.length > 0 ? null : Number(one.id);
}

/** A workplace has talked to whom it asks for: only the site's requests wait for somebody to call. */
export async function followUp(
  tx: PoolClient,
  row: RequestRow,
  known: { caller: Caller | null; configuration: Configuration; options: MakingOptions },
): Promise<RequestRow> {
  const { caller, configuration, options } = known;
  const { tasks, targets, clock } = options;
  let kept = row;
  await lockToPublishAlone(queriesOf(tx));
  if (row.source === 'site' && !row.late) {
    const taskId = await tasks.owe(tx, {
      ...{ type: 'request', origin: originOf(row), who: row.made_by, branch: row.branch, phone: row.phone },
      ...{ name: row.name, personId: row.person_id, since: row.asked_at },
    });
    kept = await updateRequest(tx, row.id, { task_id: taskId });
  }
  await tellRequest(tx, kept, { caller, configuration, clock, targets });
  await bookRequest(tx, kept, { configuration, targets });
  await options.onRequest?.(tx, kept);
  return kept;
}

/** With a number that was put right it is another thing to do. */
function originOf({ id, task_id: former }: RequestRow): string {
  return former === null ? `request ${id}` : `request ${id} after ${former}`;
}
