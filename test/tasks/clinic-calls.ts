import type { Configuration } from '../../src/platform/configuration/index.ts';
import { inTransaction, type Database } from '../../src/platform/database/index.ts';
import { keepDecisions } from '../../src/rules/index.ts';
import { startTasks, type Tasks } from '../../src/tasks/index.ts';
import { createMetrics, silentLog } from '../../src/platform/telemetry/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase } from '../support/database.ts';

/** A call as the register holds it; times are `hh:mm:ss` of 10 March 2026 in UTC, or whole instants. */
export interface Rung {
  id: number;
  from?: string | null;
  at: string;
  /** Whole seconds from the start to the end. */
  lasts?: number;
  direction?: 'in' | 'out';
  /** Seconds of talk; left out: nobody talked. */
  talk?: number;
  class?: string;
  missedReason?: string;
  branch?: string | null;
  /** Ids of those who may be calling. */
  people?: number[];
  chosen?: number | null;
  initiator?: string | null;
  seat?: string | null;
  learntAt?: string;
  /** Still to be settled. */
  unsettled?: boolean;
}

export interface ClinicOfTasks {
  database: Database;
  clock: { time: Date; now(): Date };
  configuration: Configuration;
  tasks: Tasks;
  /** Settles calls in one transaction, each as it is now. */
  settle(...calls: Rung[]): Promise<void>;
  /** Takes calls over by another, as linked ids do. */
  merge(into: number, ...parts: number[]): Promise<void>;
  person(name: string, phones: string[], household?: string): Promise<number>;
  open(): Promise<TaskSeen[]>;
  all(): Promise<TaskSeen[]>;
  drop(): Promise<void>;
}

export interface TaskSeen {
  id: number;
  type: string;
  state: string;
  key: string | null;
  phone: string | null;
  person_id: number | null;
  calls: number;
  attempts: number;
  closed_as: string | null;
  closing_call_id: number | null;
  wait_seconds: number | null;
  working_seconds: number | null;
  due_at: Date | null;
  owner_seat: string | null;
  owner_role: string | null;
  branch: string | null;
  what: string | null;
  last_call_id: number | null;
  merged_into: number | null;
}

export const WHO = '+79000000104';

export function at(time: string): Date {
  return new Date(time.includes('T') ? time : `2026-03-10T${time}Z`);
}

/** A database with tasks and a clock that stands until it is moved. */
export async function openClinic(overrides: Partial<Configuration> = {}): Promise<ClinicOfTasks> {
  const db = await testDatabase();
  const { database } = db;
  const clock = { time: at('12:00:00'), now: () => clock.time };
  const configuration = testConfiguration(overrides);
  const tasks = startTasks({
    ...{ database, clock, configuration: () => configuration, log: silentLog, accounts: () => [] },
    metrics: createMetrics({ log: silentLog, processMetrics: false }),
  });
  const seen = async (where: string): Promise<TaskSeen[]> => {
    const { rows } = await database.pool.query<TaskSeen>(
      `select *, callback_key as key from task where ${where} order by opened_at, id`,
    );
    return rows;
  };
  return {
    ...{ database, clock, configuration, tasks },
    async settle(...calls) {
      await inTransaction(database.pool, async (tx) => {
        for (const call of calls) await writeCall(tx, call);
        const ids = calls.filter(({ unsettled }) => unsettled !== true).map(({ id }) => id);
        const { rows } = await tx.query('select * from call where id = any($1) order by id for update', [ids]);
        const decisions = await keepDecisions(tx, rows as never[], configuration);
        await tasks.onSettled(tx, rows as never[], decisions);
        await tx.query('update call set settled_at = $1 where id = any($2)', [clock.now(), ids]);
      });
    },
    async merge(into, ...parts) {
      await database.pool.query('update call set merged_into = $1 where id = any($2)', [into, parts]);
    },
    async person(name, phones, household) {
      const { rows } = await database.pool.query<{ id: number }>(
        `insert into person (source, external_id, kind, full_name, household, updated_at)
         values ('file:patients', gen_random_uuid()::text, 'patient', $1, $2, now()) returning id`,
        [name, household ?? null],
      );
      const id = rows[0]!.id;
      for (const phone of phones)
        await database.pool.query('insert into person_phone (person_id, e164) values ($1, $2)', [id, phone]);
      return id;
    },
    open: () => seen(`state = 'open'`),
    all: () => seen('true'),
    drop: db.drop,
  };
}

type Tx = Parameters<Parameters<typeof inTransaction>[1]>[0];

async function writeCall(tx: Tx, call: Rung): Promise<void> {
  const startedAt = at(call.at);
  const direction = call.direction ?? 'in';
  const talked = call.talk !== undefined;
  const lasts = call.lasts ?? (talked ? call.talk! + 10 : 20);
  const endedAt = new Date(startedAt.getTime() + lasts * 1000);
  const row = {
    ...{ id: call.id, account: 'uis', direction, started_at: startedAt, ended_at: endedAt },
    branch: call.branch === undefined ? 'center' : call.branch,
    zone: 'Europe/Moscow',
    external: call.from === undefined ? WHO : call.from,
    state: 'ended',
    result: talked ? 'answered' : direction === 'in' ? 'missed' : 'unanswered',
    missed_reason: talked || direction === 'out' ? null : (call.missedReason ?? 'no-answer'),
    answered_at: talked ? new Date(endedAt.getTime() - call.talk! * 1000) : null,
    talk_seconds: call.talk ?? null,
    kind: call.from === null ? 'hidden' : 'unknown',
    class: call.class ?? 'first-time',
    learnt_at: call.learntAt === undefined ? startedAt : at(call.learntAt),
    fold: JSON.stringify({ initiator: call.initiator ?? null, recordings: [] }),
    caller: JSON.stringify({
      candidates: (call.people ?? []).map((id) => ({ id: String(id), name: 'X' })),
      reasons: [],
    }),
    chosen_person: call.chosen ?? null,
    answered_seat: call.seat ?? null,
    pops: '{}',
  };
  const names = Object.keys(row);
  await tx.query(
    `insert into call (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})
     on conflict (id) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    Object.values(row),
  );
}
