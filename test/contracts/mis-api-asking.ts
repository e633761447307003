import { createHttpClient } from '../../adapters/kit/http.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../src/contracts/http-client.ts';
import {
  toldCall,
  type KeptToken,
  type MisApi,
  type MisApiContext,
  type MisProgress,
  type TokenStore,
  type ToldCall,
  type ToldOutcome,
  type ToldRecording,
  type ToldTicket,
} from '../../src/contracts/mis-api.ts';
import type { MisAdapter } from '../../src/contracts/mis.ts';
import type { E164 } from '../../src/contracts/phone-number.ts';
import type { PushedCall } from '../../src/contracts/pushed-event.ts';
import type { SqlGo, SqlWriter } from '../../src/contracts/sql-target.ts';
import type { MisApiBehaviour, MisApiStandIn, MisApiSubject } from './mis-api-subject.ts';

export interface MisApiInput {
  adapter: MisAdapter;
  api: MisApi<unknown>;
  subject: MisApiSubject;
}

export type Context = MisApiContext<unknown>;

/** Answers instead of the stand-in (null: it answers), or after it: the answer is lost. `position` counts from 0. */
export type Fault = (
  request: HttpRequest,
  position: number,
) => HttpResponse | Error | null | { lost: 'after' | 'before' };

export const ACCOUNT = 'the-crm';
/** No vendor needs so many requests for what is asked: an adapter that sends more turns pages for ever. */
const MOST_REQUESTS = 100;

/** One account with its stand-in, its token and what is remembered of its calls, over several askings. */
export interface Session {
  context: Context;
  standIn: MisApiStandIn;
  sent: HttpRequest[];
  /** Times that a token was renewed. */
  renewed(): number;
  /** From now on; positions count from here. */
  faults(fault: Fault): void;
  /** What is remembered of the call of this key; lasts like the rows of a database. */
  progress(key: string, what?: string): MisProgress;
  close(): Promise<void>;
}

export async function openSession(
  { adapter, subject }: MisApiInput,
  options: { behaviour?: MisApiBehaviour; settings?: Record<string, unknown>; fault?: Fault } = {},
): Promise<Session> {
  const settings = adapter.settings.parse(options.settings ?? subject.settings);
  const standIn = await subject.open(settings, options.behaviour ?? 'sound');
  const client = createHttpClient({ timeoutMs: 2_000 });
  const sent: HttpRequest[] = [];
  let fault: Fault = options.fault ?? (() => null);
  let from = 0;
  const http: HttpClient = {
    async send(request) {
      if (sent.length >= MOST_REQUESTS) throw new Error('asks without an end');
      const position = sent.push(request) - 1 - from;
      const instead = fault(request, position);
      if (instead === null) return client.send(request);
      if (instead instanceof Error) throw instead;
      if (!('lost' in instead)) return instead;
      if (instead.lost === 'after') await client.send(request);
      throw lostAnswer(request);
    },
    close: () => undefined,
  };
  // Faults are told in the words of HTTP, so that all systems are held against the same rules.
  const sql: SqlWriter = async (go) => {
    const request = requestOf(go);
    if (sent.length >= MOST_REQUESTS) throw new Error('asks without an end');
    const instead = fault(request, sent.push(request) - 1 - from);
    if (standIn.sql === undefined) throw new Error('the stand-in has no database');
    if (instead === null) return standIn.sql(go);
    if (instead instanceof Error) throw instead;
    if ('lost' in instead && instead.lost === 'after') await standIn.sql(go);
    if ('status' in instead && instead.status >= 400 && instead.status < 500)
      throw new PermanentFailure('the database refuses');
    throw lostAnswer(request);
  };
  const { store, renewed } = memoryTokens(subject.token);
  const remembered = new Map<string, { ref: string | null; steps: Record<string, string> }>();
  const context: Context = {
    ...{ account: ACCOUNT, settings, http, tokens: store },
    sql: { postgresql: sql, mariadb: sql, mysql: sql, sqlserver: sql },
    branches: [
      { id: 'center', name: 'Центр', zone: 'Europe/Moscow' },
      { id: 'north', name: 'Север', zone: 'Asia/Yekaterinburg' },
    ],
    clock: { now: () => subject.now },
    signal: new AbortController().signal,
  };
  return {
    context,
    standIn,
    sent,
    renewed,
    faults(next) {
      fault = next;
      from = sent.length;
    },
    progress(key, what = 'call') {
      const name = `${what} ${key}`;
      const row = remembered.get(name) ?? { ref: null, steps: {} };
      remembered.set(name, row);
      return {
        get ref() {
          return row.ref;
        },
        get steps() {
          return row.steps;
        },
        async finished(step, answer = '') {
          row.steps = { ...row.steps, [step]: answer };
        },
        async undone(step) {
          row.steps = Object.fromEntries(Object.entries(row.steps).filter(([known]) => known !== step));
        },
        async claim(ref) {
          const taken = [...remembered].some(
            ([other, { ref: known }]) => other !== name && other.startsWith(`${what} `) && known === ref,
          );
          if (!taken) row.ref = ref;
          return !taken;
        },
      };
    },
    async close() {
      client.close();
      await standIn.close();
    },
  };
}

/** What the product's client throws when no answer comes. */
export function lostAnswer(request: HttpRequest): Error {
  return effectOf(request) === 'read' ? new TransientFailure('no answer') : new AmbiguousFailure('no answer');
}

function requestOf({ address, steps }: SqlGo): HttpRequest {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  const effect = steps.some((step) => step.effect === 'write') ? 'write' : 'read';
  return { method: 'POST', url: url.href, effect, body: JSON.stringify(steps) };
}

/** What a repeat of this request does, as the HTTP client understands it. */
export function effectOf({ effect, method }: HttpRequest): 'read' | 'write' {
  return effect ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'write');
}

function memoryTokens(first: KeptToken | null): { store: TokenStore; renewed(): number } {
  let kept = first;
  let renewals = 0;
  let running: Promise<KeptToken> | null = null;
  return {
    renewed: () => renewals,
    store: {
      async get({ renew, refused }) {
        await running?.catch(() => null);
        if (kept !== null && kept.access !== refused) return kept;
        renewals += 1;
        running = renew(kept);
        kept = await running;
        return kept;
      },
    },
  };
}

const clinicCall: PushedCall = {
  ...{ id: '17', account: 'uis', direction: 'in', external: null, line: '+74950000101', lineName: 'Сайт, Центр' },
  ...{ campaign: 'site', branch: 'center', zone: 'Europe/Moscow' },
  ...{ startedAt: '2026-03-10T09:00:00.000Z', endedAt: '2026-03-10T09:01:00.000Z', result: 'answered' },
  ...{ missedReason: null, waitSeconds: 4, talkSeconds: 56, extension: '101', kind: 'patient', class: 'returning' },
  ...{ reasons: ['completed-visit'], candidates: [], recordingUrl: 'https://trubka.example/recordings/17/1/abc' },
  ...{ late: false, mergedIds: [] },
};

const candidate = (externalId: string, chosen: boolean): PushedCall['candidates'][number] => ({
  ...{ id: `p${externalId}`, source: ACCOUNT, externalId, name: 'Иванова Мария Петровна', kind: 'patient' },
  ...{ class: 'returning', relation: null, nextVisit: null, rank: 1, why: 'known-number', chosen },
});

/** A call from this number; `cards`: who may have called, `chosen`: who did. */
export function callFrom(
  phone: E164,
  told: { key?: string; revision?: number; cards?: readonly string[]; chosen?: string } & Partial<PushedCall> = {},
): ToldCall {
  const { key = 'a'.repeat(30), revision = 1, cards = [], chosen, ...own } = told;
  const candidates = cards.map((card) => candidate(card, card === chosen));
  const call = { ...clinicCall, external: phone, candidates, ...own };
  return toldCall({ key, revision, call, cards: [ACCOUNT] });
}

export function knownCall({ subject }: MisApiInput, told: Parameters<typeof callFrom>[1] = {}): ToldCall {
  const { known, knownCard } = subject.people;
  return callFrom(known, { cards: subject.listed === false ? [] : [knownCard], ...told });
}

export function ticketOf(input: MisApiInput): ToldTicket {
  const missed = { result: 'missed' as const, talkSeconds: null, missedReason: 'no-answer', recordingUrl: null };
  const told = knownCall(input, { ...missed, key: 'b'.repeat(30) });
  return { ...told, text: 'Перезвонить: пропущенный звонок', dueAt: new Date(input.subject.now.getTime() + 900_000) };
}

/** What somebody asked for on the site: there is no call, and no card has the number unless another one is told. */
export function askedOf({ subject }: MisApiInput, phone: E164 = subject.people.near): ToldTicket {
  const nothing = { waitSeconds: null, talkSeconds: null, missedReason: null, recordingUrl: null, extension: null };
  const told = callFrom(phone, {
    id: 'request-12',
    account: '',
    result: null,
    endedAt: null,
    ...nothing,
    key: 'f'.repeat(30),
  });
  return {
    ...told,
    ...{ text: 'Заявка с сайта, Запись, Болит зуб', dueAt: new Date(subject.now.getTime() + 900_000) },
    request: {
      ...{ id: '12', source: 'site', name: 'Анна', email: 'anna@example.org', comment: 'Болит зуб', form: 'Запись' },
      doctor: { id: '7', name: 'Петров П. П.' },
      ...{ planStart: '2026-03-11T07:00:00.000Z', planEnd: '2026-03-11T07:30:00.000Z' },
      ...{ page: 'https://clinic.example/zapis', referer: 'https://yandex.example/', utm: { source: 'yandex' } },
    },
  };
}

/** What the reception said of the call of the known person, or of another. */
export function outcomeOf(
  input: MisApiInput,
  told: { revision?: number; text?: string; call?: ToldCall } = {},
): ToldOutcome {
  const { revision = 1, text = 'Итог: записан', call = knownCall(input) } = told;
  const said = { outcome: 'booked' as const, reason: null, note: null, saidAt: '2026-03-10T09:01:30.000Z' };
  return { ...call, key: 'e'.repeat(30), revision, said, text, withdrawn: 'Итог: звонил другой человек' };
}

export const recordingTold: ToldRecording = {
  ...{ key: 'c'.repeat(30), callId: '17', url: 'https://trubka.example/recordings/17/1/abc', seconds: 56 },
  read: async () => ({ fileName: '17.mp3', contentType: 'audio/mpeg', bytes: Buffer.from('ID3 sound') }),
};
