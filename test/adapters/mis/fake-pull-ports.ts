import type { CallRecord, CallWindow, PullPorts, TicketRecord, Timetable } from '../../../src/contracts/mis.ts';

export interface FakePullPorts extends PullPorts {
  calls: CallRecord[];
  ongoing: CallRecord[];
  missed: TicketRecord[];
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
    tickets: async ({ missedCalls, requests, ...window }) =>
      page(
        ports.missed.filter(({ request }) => (request === undefined ? missedCalls : requests)),
        window,
      ),
    ongoingCalls: async ({ limit, offset }) => ports.ongoing.slice(offset, offset + limit),
    storeTimetable: async (timetable) => void ports.timetables.push(timetable),
  };
  return ports;
}

function page<Row extends CallRecord>(records: Row[], { from, to, limit, offset }: CallWindow): Row[] {
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

/** What somebody asked for on the site. */
export function askedTicket(told: Partial<TicketRecord> = {}): TicketRecord {
  const nothing = { result: null, waitSeconds: null, talkSeconds: null, line: null, lineName: null };
  return {
    ...callRecord({ callId: 'request-12', ...nothing }),
    request: {
      ...{ id: '12', source: 'site', name: 'Анна', email: 'anna@example.org', comment: 'Болит зуб', form: 'Запись' },
      doctor: { id: '7', name: 'Петров П. П.' },
      ...{ planStart: '2026-03-11T07:00:00.000Z', planEnd: '2026-03-11T07:30:00.000Z' },
      ...{ page: 'https://clinic.example/zapis', referer: null, utm: { source: 'yandex', campaign: 'весна' } },
    },
    ...told,
  };
}
