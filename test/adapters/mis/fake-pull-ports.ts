import type { CallRecord, CallWindow, PullPorts, Timetable } from '../../../src/contracts/mis.ts';

export interface FakePullPorts extends PullPorts {
  calls: CallRecord[];
  ongoing: CallRecord[];
  missed: CallRecord[];
  timetables: Timetable[];
}

/** The ports in memory: windows by start or publication, both ends inclusive, in order of publication. */
export function fakePullPorts(): FakePullPorts {
  const ports: FakePullPorts = {
    calls: [],
    ongoing: [],
    missed: [],
    timetables: [],
    finishedCalls: async (window) => page(ports.calls, window),
    missedCalls: async (window) => page(ports.missed, window),
    ongoingCalls: async ({ limit, offset }) => ports.ongoing.slice(offset, offset + limit),
    storeTimetable: async (timetable) => void ports.timetables.push(timetable),
  };
  return ports;
}

function page(records: CallRecord[], { from, to, limit, offset }: CallWindow): CallRecord[] {
  const within = (at: Date | null) => at !== null && at >= from && at <= to;
  return records
    .filter((record) => within(record.startedAt) || within(record.publishedAt))
    .toSorted((a, b) => Number(a.publishedAt) - Number(b.publishedAt) || Number(a.recordId) - Number(b.recordId))
    .slice(offset, offset + limit);
}

export function callRecord(told: Partial<CallRecord> = {}): CallRecord {
  return {
    callId: '1',
    recordId: '1',
    revision: 1,
    startedAt: new Date('2026-03-10T09:00:00Z'),
    direction: 'in',
    external: '+79000000104',
    line: '+74950000101',
    lineName: 'Сайт, Центр',
    campaign: 'site',
    zone: 'Europe/Moscow',
    result: 'answered',
    missedReason: null,
    waitSeconds: 25,
    talkSeconds: 61,
    class: 'first-time',
    reasons: ['no-such-number'],
    recordingUrl: null,
    publishedAt: new Date('2026-03-10T09:02:00Z'),
    ...told,
  };
}

export function missedCall(told: Partial<CallRecord> = {}): CallRecord {
  return callRecord({ result: 'missed', missedReason: 'no-answer', talkSeconds: null, ...told });
}
