import type { Clock } from '../contracts/clock.ts';
import { partRecords } from './part-records.ts';
import { planRecords } from './plan-records.ts';
import { lockToPublish } from './publication-lock.ts';
import { publicationTimes } from './publication-time.ts';
import type { PublishingAccount } from './pull-accounts.ts';
import { requestedCalls } from './requested-calls.ts';
import { queriesOf, type OpenTransaction, type Queries } from './queries.ts';
import type { ClinicLines } from './record-content.ts';
import {
  insertRecords,
  loadRecords,
  supersedeRecords,
  takenKeys,
  updateRecords,
  type WrittenRecord,
} from './record-store.ts';
import type { SettledCall } from './settled-call.ts';

const batchSize = 200;
const rounds = 20;

export interface PublishCalls {
  /** The caller's transaction (READ COMMITTED), which holds the locks of these calls; the caller commits it soon. */
  tx: OpenTransaction;
  calls: readonly SettledCall[];
  accounts: readonly PublishingAccount[];
  clinic: ClinicLines;
  clock: Clock;
}

/**
 * Offers calls to the accounts of MIS that ask us: settled for the first time, healed, corrected, or grown by a merge.
 * What is offered already and has not changed is left alone, so repeats cost nothing; a change is the next revision.
 */
export async function publishCalls({ tx, calls, accounts, clinic, clock }: PublishCalls): Promise<void> {
  if (accounts.length === 0) return;
  const query = queriesOf(tx);
  for (let from = 0; from < calls.length; from += batchSize)
    await publishBatch(query, { calls: calls.slice(from, from + batchSize), accounts, clinic, clock });
}

/** Calls that are part of another now: no longer served. The call that took them over is published by itself. */
export async function supersedeCalls({
  tx,
  callIds,
}: {
  tx: OpenTransaction;
  callIds: readonly number[];
}): Promise<void> {
  const query = queriesOf(tx);
  const stored = await loadRecords(query, [...callIds]);
  await supersedeRecords(
    query,
    stored.map(({ id }) => id),
  );
}

async function publishBatch(
  query: Queries,
  { calls, accounts, clinic, clock }: Omit<PublishCalls, 'tx'>,
): Promise<void> {
  await lockToPublish(query);
  const now = clock.now();
  const stored = await loadRecords(
    query,
    calls.map(({ id }) => id),
  );
  const requested = await requestedCalls(query, 'ticket', calls);
  const { writes, supersedes } = planRecords({ calls, accounts, stored, clinic, now, requested });
  await supersedeRecords(query, supersedes);
  if (writes.length === 0) return;
  const publishedAt = await publicationTimes(query, now);
  const written = writes.map((write) => ({
    ...write,
    publishedAt: write.dueAt === null || write.dueAt <= now ? publishedAt(write.account.account, write.kind) : null,
  }));
  await insertAll(
    query,
    written.filter((record) => record.stored === null),
    now,
  );
  await updateAll(
    query,
    written.filter((record) => record.stored !== null),
  );
}

/** Another transaction may take a key between our look and our write; then we look again. */
async function insertAll(query: Queries, records: WrittenRecord[], now: Date): Promise<void> {
  let left = records;
  for (let round = 0; left.length > 0; round++) {
    if (round === rounds) throw new Error('No free key for a record: is the transaction READ COMMITTED?');
    left = await insertRecords(query, await part(query, left), now);
  }
}

async function updateAll(query: Queries, records: WrittenRecord[]): Promise<void> {
  const rekeyed = records.filter((record) => record.recordKey !== record.stored?.recordKey);
  await updateRecords(
    query,
    records.filter((record) => !rekeyed.includes(record)),
  );
  for (let round = 0, done = rekeyed.length === 0; !done; round++) {
    await query('savepoint rekey', []);
    try {
      await updateRecords(query, await part(query, rekeyed));
      done = true;
    } catch (error) {
      if (!isUniqueViolation(error) || round === rounds) throw error;
      await query('rollback to savepoint rekey', []);
    }
    await query('release savepoint rekey', []);
  }
}

async function part(query: Queries, records: WrittenRecord[]): Promise<WrittenRecord[]> {
  const plain = records.filter((record) => record.recordKey === null);
  const keyed = records.filter((record) => record.recordKey !== null);
  return [...plain, ...(await partRecords(keyed, (account, keys) => takenKeys(query, account, keys)))];
}

function isUniqueViolation(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '23505';
}
