import type { CallEvent } from '../contracts/call-event.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/configuration.ts';
import { callFrame, callerOf, type LoadedPop, type PopDecision } from '../pops/index.ts';
import { applyFacts, closeMerged, type CallChange, type CallRecordRow } from './apply-facts.ts';
import { rulesOf } from '../rules/index.ts';
import { earliest, type StoredEvent } from './facts.ts';
import { createGroupCommit, type GroupCommit } from '../platform/group-commit.ts';
import { createHeldCalls, type HeldCall, type HeldCalls } from './held-calls.ts';
import { closeBatch, openBatch, type BatchChanges, type IntakeBatch, type OpenedBatch } from './intake-store.ts';
import { retried, type Pool, type PoolClient } from '../platform/database/index.ts';

/** What one notification told. */
export interface ReceivedFacts {
  events: readonly CallEvent[];
  receivedAt: Date;
  raw: Buffer | null;
  /** Also written in the same transaction: a request owed to a former receiver. */
  alongside?: (client: PoolClient) => Promise<void>;
}

export interface IntakeOptions {
  pool: Pool;
  configuration(): Configuration;
  clock: Clock;
  settleSeconds(account: string, facts: readonly StoredEvent[]): number;
  /** After the commit, in order of cursor within each feed. */
  onCommitted(pops: LoadedPop[]): void;
  onGroup?(size: number): void;
  /** Facts that waited longer are refused, not written. */
  maximumWaitMs?: number;
  writers?: number;
  maximumGroup?: number;
}

/** Groups that are written at once; each has a connection. */
export const WRITERS = 2;

export type Intake = GroupCommit<ReceivedFacts, void>;

/** Facts of calls in, durable calls and pops out. The promise of `submit` settles after the commit. */
export function createIntake(options: IntakeOptions): Intake {
  const held = createHeldCalls();
  return createGroupCommit<ReceivedFacts, void>({
    writers: options.writers ?? WRITERS,
    // Larger groups cost no less an event, and the writers would not overlap.
    maximumGroup: options.maximumGroup ?? 32,
    keysOf: ({ events }) =>
      events.flatMap(({ account, providerCallId, linkedCallIds }) =>
        [providerCallId, ...linkedCallIds].map((id) => `${account}\n${id}`),
      ),
    ...(options.maximumWaitMs !== undefined && { maximumWaitMs: options.maximumWaitMs }),
    ...(options.onGroup && { onGroup: options.onGroup }),
    async write(items) {
      const pops = await retried(() => commitFacts(items, held, options));
      options.onCommitted(pops);
      return items.map(() => undefined);
    },
  });
}

async function commitFacts(
  items: readonly ReceivedFacts[],
  held: HeldCalls,
  options: IntakeOptions,
): Promise<LoadedPop[]> {
  const configuration = options.configuration();
  const now = options.clock.now();
  const client = await options.pool.connect();
  let broken: Error | undefined;
  try {
    const opened = await openBatch(client, batchOf(items, now, configuration), held);
    for (const { alongside } of items) if (alongside) await alongside(client);
    const { changes, shown, written } = decide(opened, now, configuration, options);
    const cursors = await closeBatch(client, changes);
    for (const call of written) held.keep(call);
    const receivedAt = earliest(items.map((item) => item.receivedAt));
    return shown.map((pop, index) => ({ ...pop, cursor: cursors[index] ?? 0, receivedAt }));
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function batchOf(items: readonly ReceivedFacts[], now: Date, configuration: Configuration): IntakeBatch {
  return {
    at: now,
    householdLimit: configuration.calls.householdLimit,
    recentSince: recentSince(now, configuration),
    groups: groupIds(items.flatMap(({ events }) => events)),
    events: items.flatMap(({ events, receivedAt, raw }) =>
      events.map((event, index) => ({ event, receivedAt, raw: index === 0 ? raw : null })),
    ),
  };
}

/**
 * Takes a made-up call through every step as often as `rounds` says, on every connection of the writers, and takes it
 * back: the first real notification finds its plans made and its code compiled. `stages`: the call's facts, in order.
 */
export async function rehearseIntake(
  stages: (round: number) => readonly (readonly CallEvent[])[],
  rounds: number,
  options: Pick<IntakeOptions, 'pool' | 'configuration' | 'clock' | 'settleSeconds' | 'writers'>,
): Promise<void> {
  const nothingHeld = { find: () => undefined };
  await Promise.all(Array.from({ length: options.writers ?? WRITERS }, (_, writer) => rehearse(writer)));

  async function rehearse(writer: number): Promise<void> {
    const client = await options.pool.connect();
    try {
      for (let round = 0; round < rounds; round += 1) {
        const now = options.clock.now();
        const configuration = options.configuration();
        let begun = false;
        for (const events of stages(writer * rounds + round)) {
          const batch = batchOf([{ events, receivedAt: now, raw: null }], now, configuration);
          const { changes } = decide(
            await openBatch(client, batch, nothingHeld, { begun }),
            now,
            configuration,
            options,
          );
          await closeBatch(client, changes, { commit: false });
          begun = true;
        }
        await client.query('rollback');
      }
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}

/** As far back as calls of a number are counted, for spam or by a rule. */
function recentSince(now: Date, configuration: Configuration): Date {
  const seconds = Math.max(configuration.calls.spamWithinSeconds, rulesOf(configuration).countMinutes * 60);
  return new Date(now.getTime() - seconds * 1000);
}

type ShownPop = Omit<LoadedPop, 'cursor'>;

function decide(
  opened: OpenedBatch,
  now: Date,
  configuration: Configuration,
  options: Pick<IntakeOptions, 'settleSeconds'>,
): { changes: BatchChanges; shown: ShownPop[]; written: HeldCall[] } {
  const changes: BatchChanges = { calls: [], merged: [], pops: [] };
  const shown: ShownPop[] = [];
  const written: HeldCall[] = [];
  for (const row of opened.merged) {
    const closed = closeMerged(row);
    changes.merged.push({ id: row.id, pops: closed.shown, version: row.version + 1 });
    add({ ...row, version: row.version + 1 }, closed.pops);
  }
  for (const { row, fresh, facts } of opened.calls) {
    if (facts.length === 0) continue;
    const { change, pops } = applyFacts(row, facts, opened.directory, {
      configuration,
      now,
      settleSeconds: options.settleSeconds,
    });
    changes.calls.push({ ...change, fresh, caller: change.caller === row.caller ? null : change.caller });
    written.push({ xmin: opened.xid, row: rowOf(change), facts });
    add(change, pops);
  }
  return { changes, shown, written };

  function add(
    call: Pick<CallChange, 'id' | 'version'> & Parameters<typeof callFrame>[0],
    pops: readonly PopDecision[],
  ): void {
    if (pops.length === 0) return;
    const frame = callFrame(call);
    const caller = callerOf(call);
    for (const { feed, type, reason } of pops) {
      changes.pops.push({ feed, callId: call.id, version: call.version, type, reason, at: now });
      shown.push({ feed, callId: call.id, version: call.version, type, reason, at: now, call: frame, caller });
    }
  }
}

/** What of a written call is read back for its next fact. */
function rowOf({ fold: _fold, evidence: _evidence, ...row }: CallChange): CallRecordRow {
  return row;
}

/** Joins the provider's call ids that the facts link, so that each call is locked once. */
export function groupIds(events: readonly CallEvent[]): { account: string; ids: string[] }[] {
  const groups = new Map<string, { account: string; ids: Set<string> }>();
  for (const event of events) {
    const ids = [event.providerCallId, ...event.linkedCallIds];
    const joined = { account: event.account, ids: new Set(ids) };
    for (const id of ids) {
      const other = groups.get(`${event.account}\n${id}`);
      if (other !== undefined) for (const known of other.ids) joined.ids.add(known);
    }
    for (const id of joined.ids) groups.set(`${event.account}\n${id}`, joined);
  }
  return [...new Set(groups.values())].map(({ account, ids }) => ({ account, ids: [...ids] }));
}
