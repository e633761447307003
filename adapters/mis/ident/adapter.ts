import { createHash, timingSafeEqual } from 'node:crypto';
import type { MisApiCan } from '../../../src/contracts/mis-api.ts';
import type { CallRecord, MisAccount, PullPorts, PullReply } from '../../../src/contracts/mis.ts';
import { defineMisAdapter } from '../../../src/contracts/mis.ts';
import type { InboundRequest, OutboundReply } from '../../../src/contracts/request.ts';
import { sqlTarget } from '../../kit/sql-place.ts';
import { acceptsXml } from './accepts-xml.ts';
import { BadRequest } from './bad-request.ts';
import { callKey, callRow } from './call-row.ts';
import { makeTables } from './database/make-tables.ts';
import { readTables } from './database/read-timetable.ts';
import { createTicket, writeCall } from './database/write-rows.ts';
import { jsonRows, textReply, xmlRows } from './replies.ts';
import { parametersOf, requestPage, requestWindow } from './request-window.ts';
import { identSettings, type IdentSettings } from './settings.ts';
import { ticketRow } from './ticket-row.ts';
import { readTimetable } from './timetable.ts';

interface Asked {
  request: InboundRequest;
  account: MisAccount<IdentSettings>;
  ports: PullPorts;
}

const none: CallRecord[] = [];

/** Methods of «собственный сервис», by their names in lower case. */
const methods: Record<string, { name: string; verb: 'GET' | 'POST'; answer(asked: Asked): Promise<PullReply> }> = {
  getfinishedcalls: {
    name: 'GetFinishedCalls',
    verb: 'GET',
    async answer({ request, account, ports }) {
      const window = requestWindow(parametersOf(request.query));
      const calls = account.settings.calls === 'off' ? none : await ports.finishedCalls(window);
      return { ...callsReply('GetFinishedCalls', calls, request, account.settings), asked: window };
    },
  },
  getongoingcalls: {
    name: 'GetOngoingCalls',
    verb: 'GET',
    // The dates that come along are not looked at: a call that goes on has no end to compare.
    async answer({ request, account, ports }) {
      const page = requestPage(parametersOf(request.query));
      const calls = account.settings.calls === 'off' ? none : await ports.ongoingCalls(page);
      return { ...callsReply('GetOngoingCalls', calls, request, account.settings), asked: page };
    },
  },
  gettickets: {
    name: 'GetTickets',
    verb: 'GET',
    async answer({ request, account: { settings }, ports }) {
      const window = requestWindow(parametersOf(request.query));
      const wanted = { missedCalls: settings.tickets === 'missed', requests: settings.requests === 'deliver' };
      const nothing = !wanted.missedCalls && !wanted.requests;
      const rows = nothing ? [] : (await ports.tickets({ ...window, ...wanted })).map(ticketRow);
      const names = { root: settings.xml.tickets, row: settings.xml.ticket };
      const reply = acceptsXml(request.headers['accept']) ? xmlRows(rows, names) : jsonRows(rows);
      return { ...reply, method: 'GetTickets', rows: rows.length, asked: window };
    },
  },
  posttimetable: {
    name: 'PostTimeTable',
    verb: 'POST',
    async answer({ request, account, ports }) {
      const timetable = readTimetable(request, account);
      await ports.storeTimetable(timetable);
      // IDENT ignores the body of this answer.
      return { ...textReply(200, 'Принято.'), method: 'PostTimeTable', rows: timetable.slots.length };
    },
  },
};

/**
 * IDENT's integration with one's own service. HTTP variant: a running «Клиент» asks us, we never call IDENT. DBMS variant:
 * we keep tables in a database of the clinic, which IDENT reads and writes.
 * Methods and fields: help.dent-it.ru/help/variant-s-http and independent implementations; see README.md.
 */
export const ident = defineMisAdapter<IdentSettings>({
  id: 'ident',
  name: 'IDENT',
  settings: identSettings,
  capabilities: ['finished-calls', 'ongoing-calls', 'tickets', 'timetable'],
  pull: {
    uses: ({ database }) => database === undefined,
    basePath: 'ident',
    maximumBody: 50 * 1024 * 1024,
    // As its help says: every 10 minutes, 30 days ahead.
    timetableEveryMinutes: 10,
    // In IDENT's own words, which are Russian: see README.md.
    setup: (account, { key }, baseUrl) => [
      {
        title: 'Настройки → Интеграции → Внешние сервисы → Настройка интеграций, адрес сервиса',
        value: `${baseUrl}/ident/${encodeURIComponent(account)}`,
      },
      { title: 'Там же, ключ интеграции', value: key ?? '' },
    ],
    authenticate,
    answer,
    recordKey: callKey,
    wants: ({ calls, tickets, ticketsAfterMinutes, requests }) => ({
      calls: calls === 'deliver',
      missedCalls: tickets === 'missed',
      missedCallsAfterMinutes: ticketsAfterMinutes,
      requests: requests === 'deliver',
    }),
  },
  api: {
    uses: ({ database }) => database !== undefined,
    can,
    wants: (settings) => ({
      ...{ branches: null, names: false, outcomes: false, ringing: false },
      calls: settings.calls === 'deliver' && can(settings).calls !== false,
      recordings: can(settings).recordings !== false,
      tickets: settings.tickets === 'off' ? null : { afterMinutes: settings.ticketsAfterMinutes },
      requests: settings.requests === 'deliver',
      newVisits: false,
    }),
    target: ({ database }) => ({ url: database === undefined ? '' : sqlTarget(database), trusted: true }),
    writeCall,
    createTicket,
    timetable: { readEveryMinutes: 10, changesEveryMinutes: 160, read: readTables },
    selfTest: makeTables,
  },
});

function can({ database, recordUrl }: IdentSettings): MisApiCan {
  const calls = database?.callsTable !== undefined;
  return {
    findPeople: false,
    // Rows have a key of ours: the same row again changes nothing.
    calls: calls && {
      ...{ afterDoubt: 'repeat', update: true, needsPerson: false, unresolved: 'same', unknownCallers: 'same' },
    },
    recordings: calls && recordUrl === 'provider-link' ? 'with-call' : false,
    tickets: { afterDoubt: 'repeat' },
    outcomes: false,
    visits: false,
    visitAnswers: false,
    newVisits: false,
    clickToCall: false,
    ringing: false,
  };
}

function authenticate(request: InboundRequest, settings: IdentSettings | null): OutboundReply | null {
  const key = request.headers['ident-integration-key'];
  if (!key) return textReply(401, 'Нет ключа интеграции: заголовок IDENT-Integration-Key пуст.');
  const [sent, expected] = [key, settings?.key ?? ''].map((text) => createHash('sha256').update(text).digest());
  const same = timingSafeEqual(sent!, expected!);
  if (same && settings !== null) return null;
  return textReply(403, 'Доступ запрещен: проверьте адрес сервиса и ключ интеграции.');
}

async function answer(
  request: InboundRequest,
  account: MisAccount<IdentSettings>,
  ports: PullPorts,
): Promise<PullReply> {
  const asked = request.path.replace(/^\/+|\/+$/g, '');
  const method = Object.hasOwn(methods, asked.toLowerCase()) ? methods[asked.toLowerCase()] : undefined;
  if (method === undefined) return answerUnknown(request, asked);
  if (request.method !== method.verb)
    return {
      ...textReply(405, `Метод ${method.name} вызывается запросом ${method.verb}.`),
      method: method.name,
      rows: null,
    };
  try {
    return await method.answer({ request, account, ports });
  } catch (error) {
    if (error instanceof BadRequest) return { ...textReply(400, error.message), method: method.name, rows: null };
    throw error;
  }
}

/** IDENT may ask `GET /` to check that we are there, and asks for methods that a service does not have. */
function answerUnknown(request: InboundRequest, asked: string): PullReply {
  if (request.method === 'GET' && asked === '')
    return { ...textReply(200, 'Трубка: связь есть, ключ верный.'), method: null, rows: null };
  if (request.method === 'GET' && /^get\w+$/i.test(asked)) return { ...jsonRows([]), method: null, rows: 0 };
  return { ...textReply(404, 'Такого метода нет.'), method: null, rows: null };
}

function callsReply(method: string, calls: CallRecord[], request: InboundRequest, settings: IdentSettings): PullReply {
  const rows = calls.map((call) => callRow(call, settings));
  const names = { root: settings.xml.calls, row: settings.xml.call };
  const reply = acceptsXml(request.headers['accept']) ? xmlRows(rows, names) : jsonRows(rows);
  return { ...reply, method, rows: rows.length };
}
