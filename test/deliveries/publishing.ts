import { misAdapters } from '../../adapters/mis/index.ts';
import type { CallRecord, CallWindow, PullPorts } from '../../src/contracts/mis.ts';
import { createPullPorts, publishCalls, pullAccounts, type SettledCall } from '../../src/deliveries/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

export const clinic = { lines: testConfiguration().lines, zone: 'Europe/Moscow' };

export function at(time: string): Date {
  return new Date(time.includes('T') ? time : `2026-03-10T${time}Z`);
}

export function settledCall(told: Partial<SettledCall> & { id: number }): SettledCall {
  return {
    account: 'uis',
    direction: 'in',
    external: `+7900000${String(told.id).padStart(4, '0')}`,
    line: '+74950000101',
    branch: 'center',
    zone: 'Europe/Moscow',
    startedAt: at('09:00:00'),
    endedAt: at('09:02:00'),
    result: 'answered',
    missedReason: null,
    waitSeconds: 20,
    talkSeconds: 100,
    class: 'first-time',
    reasons: ['no-such-number'],
    recordingRef: null,
    ...told,
  };
}

export function missed(told: Partial<SettledCall> & { id: number }): SettledCall {
  return settledCall({ result: 'missed', missedReason: 'no-answer', talkSeconds: null, ...told });
}

export interface Publishing {
  database: TestDatabase['database'];
  clock: { time: Date; now(): Date };
  ports: PullPorts;
  accounts: ReturnType<typeof pullAccounts>;
  /** Makes the calls' rows, publishes in one transaction of its own. */
  publish(...calls: SettledCall[]): Promise<void>;
  addCalls(...calls: SettledCall[]): Promise<void>;
  finished(window: Partial<CallWindow> & { from: Date; to: Date }): Promise<CallRecord[]>;
  missedCalls(window: Partial<CallWindow> & { from: Date; to: Date }): Promise<CallRecord[]>;
  drop(): Promise<void>;
}

/** A database, an IDENT account and a clock that stands at 12:00 until it is moved. */
export async function openPublishing(settings: Record<string, unknown> = {}): Promise<Publishing> {
  const { database, drop } = await testDatabase();
  const clock = { time: at('12:00:00'), now: () => clock.time };
  const configured = { id: 'ident', provider: 'ident', allowFrom: [], settings: { key: 'demo', ...settings } };
  const accounts = pullAccounts(misAdapters, new Map([['ident', configured]]));
  const ports = createPullPorts({ database, clock, account: 'ident', clinic });
  const addCalls = async (...calls: SettledCall[]): Promise<void> => {
    await database.sql
      .insertInto('call')
      .values(
        calls.map((call) => ({
          id: call.id,
          account: call.account,
          direction: call.direction,
          external: call.external,
          line: call.line,
          branch: call.branch,
          zone: call.zone,
          started_at: call.startedAt,
          ended_at: call.endedAt,
          result: call.result === 'unanswered' ? null : call.result,
          talk_seconds: call.talkSeconds,
          learnt_at: call.startedAt,
          pops: '{}',
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  };
  return {
    database,
    clock,
    ports,
    accounts,
    drop,
    addCalls,
    publish: async (...calls) => {
      await addCalls(...calls);
      await database.sql.transaction().execute((tx) => publishCalls({ tx, calls, accounts, clinic, clock }));
    },
    finished: (window) => ports.finishedCalls({ limit: 500, offset: 0, ...window }),
    missedCalls: (window) => ports.tickets({ limit: 500, offset: 0, missedCalls: true, requests: true, ...window }),
  };
}
