import { isDeepStrictEqual, inspect } from 'node:util';
import { z } from 'zod';
import { foldCall, type FoldedCall } from '../../src/calls/fold-call.ts';
import { callEventSchema, type CallEvent } from '../../src/contracts/call-event.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { HttpResponse } from '../../src/contracts/http-client.ts';
import type { PbxEmployee, RecordingSource } from '../../src/contracts/pbx-api.ts';
import {
  ACCOUNT,
  ask,
  askingsOf,
  effectOf,
  pagesOf,
  replaying,
  type Asked,
  type Asking,
  type Fault,
  type PbxApiInput,
} from './pbx-api-asking.ts';

/** What every adapter keeps that can be asked. A rule answers the problems it found, none when the adapter keeps it. */
export interface PbxApiRule {
  name: string;
  problems(input: PbxApiInput): Promise<string[]>;
}

export const pbxApiRules: readonly PbxApiRule[] = [
  { name: 'answers every part that it declares', problems: answersEveryPart },
  { name: 'states the limits of its history', problems: statesLimits },
  { name: 'reads the history whole, each call in one page, twice the same', problems: readsHistory },
  { name: 'asks for the calls that start in the window, both ends included', problems: keepsWindow },
  { name: 'makes of the history the calls that the notifications made', problems: foldsAsLive },
  { name: 'tells of one call what the history tells', problems: tellsOneCall },
  { name: 'knows nothing of an unknown call and does not fail by it', problems: standsUnknownCall },
  { name: 'says where a recording is, that it is to come, or that it never will', problems: findsRecordings },
  { name: 'asks the addresses of the settings and no others', problems: keepsAddresses },
  { name: 'calls a read a read and a write a write', problems: namesEffects },
  { name: 'passes on that the provider is busy, and for how long', problems: passesOnBusy },
  { name: 'takes a lost answer for transient when it read, ambiguous when it wrote', problems: judgesLostAnswers },
  { name: 'takes HTTP 500 for transient when it read, ambiguous when it wrote', problems: judgesServerErrors },
  { name: 'takes a page in HTML for a failure', problems: judgesHtml },
  { name: 'fails by no answer in another way than the three', problems: standsForeignAnswers },
  { name: 'takes refused credentials for permanent', problems: judgesRefusal },
  { name: 'takes the provider’s own limit for transient', problems: judgesLimit },
  { name: 'takes an error inside an answer for a failure', problems: judgesInnerError },
  { name: 'tells no secret and no telephone number in a failure', problems: keepsSecrets },
];

async function overAskings(
  input: PbxApiInput,
  check: (asking: Asking) => Promise<(string | null)[]> | (string | null)[],
): Promise<string[]> {
  const problems: string[] = [];
  // One after another: the stand-ins of one vendor share its addresses.
  for (const asking of askingsOf(input).askings)
    for (const problem of await check(asking)) if (problem !== null) problems.push(`${asking.name}: ${problem}`);
  return problems;
}

/** The same asking with one request after the other answered by the fault; nothing where none is sent. */
async function overPositions(
  input: PbxApiInput,
  asking: Asking,
  fault: Fault,
  check: (asked: Asked, position: number) => string | null,
): Promise<(string | null)[]> {
  const sound = await ask(input, asking.run);
  const problems: (string | null)[] = [];
  for (const position of sound.sent.keys()) {
    const asked = await ask(input, asking.run, {
      fault: replaying(sound, position, (request, at) => (at === position ? fault(request, at) : null)),
    });
    const problem = check(asked, position);
    problems.push(problem === null ? null : `request ${position + 1}: ${problem}`);
  }
  return problems;
}

async function answersEveryPart(input: PbxApiInput): Promise<string[]> {
  const { askings, owed } = askingsOf(input);
  const missing = askings.length === 0 ? ['declares no part'] : owed;
  const { adapter, api, subject } = input;
  const unconfigured = [subject.settings, subject.elsewhere].filter(
    (settings) => api.isConfigured?.(adapter.settings.parse(settings)) === false,
  );
  return [
    ...missing,
    ...unconfigured.map(() => 'says that the account of the subject has no credentials'),
    ...(await overAskings(input, async (asking) => {
      const { value, error } = await ask(input, asking.run);
      return error === null ? valueProblems(asking.name, value) : [`failed with ${said(error)}`];
    })),
  ];
}

const employeeSchema = z.strictObject({
  ref: z.string().min(1).max(200),
  name: z.string().min(1).nullable(),
  extensions: z.array(z.string().min(1).max(40)),
});
const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }),
    headers: z.record(z.string(), z.string()).optional(),
    trusted: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1) }),
  z.strictObject({ kind: z.literal('not-yet'), retryAfterSeconds: z.number().positive().nullable() }),
  z.strictObject({ kind: z.literal('never'), reason: z.string().min(1) }),
]);
const valueSchemas: Readonly<Record<string, z.ZodType>> = {
  history: z.array(z.array(callEventSchema)),
  ongoing: z.array(callEventSchema),
  call: z.array(callEventSchema),
  recording: sourceSchema,
  dial: z.strictObject({ providerCallId: z.string().min(1).max(200).nullable() }),
  employees: z.array(employeeSchema),
  trace: z.array(z.string().min(1)),
  subscribe: z.strictObject({ expiresAt: z.date() }),
};

function valueProblems(part: string, value: unknown): string[] {
  const schema = valueSchemas[part];
  if (schema === undefined) return value === undefined ? [] : [`answers ${inspect(value)}`];
  const valid = schema.safeParse(value);
  if (!valid.success) return [z.prettifyError(valid.error)];
  if (part === 'employees') {
    const refs = (value as PbxEmployee[]).map(({ ref }) => ref);
    return [
      ...(refs.length === 0 ? ['answers nobody'] : []),
      ...(new Set(refs).size < refs.length ? ['names an employee twice'] : []),
    ];
  }
  if (part === 'trace') return (value as string[]).length > 0 ? [] : ['answers nothing'];
  if (part === 'history' || part === 'call' || part === 'ongoing') {
    const events = (value as (CallEvent | CallEvent[])[]).flat();
    const foreign = events.find(({ account }) => account !== ACCOUNT);
    const ended = part === 'ongoing' && events.some(({ kind }) => kind === 'ended' || kind === 'missed');
    return [
      ...(foreign === undefined ? [] : [`answers an event of account ${foreign.account}`]),
      ...(ended ? ['answers a call that is over'] : []),
      ...(events.length === 0 ? ['answers no event'] : []),
    ];
  }
  return [];
}

async function statesLimits({ api }: PbxApiInput): Promise<string[]> {
  if (api.history === undefined) return [];
  const { maximumDays, keptDays, everySeconds, lagSeconds } = api.history;
  const unstated = Object.entries({ maximumDays, keptDays, everySeconds, lagSeconds }).filter(
    ([name, value]) => !Number.isFinite(value) || value < 0 || (value === 0 && name !== 'lagSeconds'),
  );
  return unstated.map(([name, value]) => `${name} is ${value}`);
}

async function readHistory(input: PbxApiInput, window = input.subject.window): Promise<CallEvent[][]> {
  const { history } = input.api;
  if (history === undefined) return [];
  const { value, error } = await ask(input, (context) => pagesOf(history.read(context, window)));
  if (error !== null) throw new Error(`the history cannot be read: ${said(error)}`, { cause: error });
  return value as CallEvent[][];
}

async function readsHistory(input: PbxApiInput): Promise<string[]> {
  if (input.api.history === undefined) return [];
  const pages = await readHistory(input);
  const problems: string[] = [];
  if (!isDeepStrictEqual(pages, await readHistory(input))) problems.push('differs when it is read again');
  const pagesOfCall = new Map<string, Set<number>>();
  for (const [at, page] of pages.entries())
    for (const { providerCallId } of page)
      pagesOfCall.set(providerCallId, (pagesOfCall.get(providerCallId) ?? new Set()).add(at));
  const known = new Set(input.subject.calls.map(({ id }) => id));
  for (const [id, places] of pagesOfCall) {
    if (places.size > 1) problems.push(`${id} is in ${places.size} pages`);
    if (!known.has(id)) problems.push(`${id} is no call of the window`);
  }
  const events = pages.flat();
  for (const { id } of input.subject.calls) {
    const own = events.filter(({ providerCallId }) => providerCallId === id);
    if (own.length === 0) problems.push(`${id} is left out`);
    else if (!own.some(({ kind }) => kind === 'ended' || kind === 'missed')) problems.push(`${id} has no end`);
  }
  for (const [at, event] of events.entries()) {
    const same = events.find((other, before) => before < at && other.eventKey === event.eventKey);
    if (same !== undefined) problems.push(`two events of ${event.providerCallId} have one key`);
  }
  return problems;
}

async function keepsWindow(input: PbxApiInput): Promise<string[]> {
  const { window, calls } = input.subject;
  if (input.api.history === undefined) return [];
  const starts = calls.map(({ startedAt }) => startedAt.getTime()).sort((one, other) => one - other);
  const outside = starts.filter((start) => start < window.from.getTime() || start > window.to.getTime());
  if (outside.length > 0) return ['the subject has a call outside its window'];
  if (starts[0] === starts.at(-1)) return ['the subject has all its calls at one moment'];
  const problems: string[] = [];
  for (const [from, to] of [
    [starts[0]!, starts[0]!],
    [starts.at(-1)!, starts.at(-1)!],
  ] as const) {
    const read = (await readHistory(input, { from: new Date(from), to: new Date(to) })).flat();
    const expected = calls.filter(({ startedAt }) => startedAt.getTime() >= from && startedAt.getTime() <= to);
    const [found, wanted] = [idsOf(read), expected.map(({ id }) => id).sort()];
    const span = `${new Date(from).toISOString()}–${new Date(to).toISOString()}`;
    if (!isDeepStrictEqual(found, wanted)) problems.push(`${span}: ${found.join()} instead of ${wanted.join()}`);
  }
  return problems;
}

function idsOf(events: readonly CallEvent[]): string[] {
  return [...new Set(events.map(({ providerCallId }) => providerCallId))].sort();
}

function fold(events: readonly CallEvent[], reachedAt: readonly Date[] = []): FoldedCall {
  return foldCall(
    events.map((event, at) => ({
      event,
      receivedAt: reachedAt[at] ?? new Date(event.occurredAt ?? '2026-01-01T00:00:00Z'),
    })),
  );
}

async function foldsAsLive(input: PbxApiInput): Promise<string[]> {
  if (input.api.history === undefined) return [];
  const compared = input.subject.calls.filter(({ live }) => live !== null);
  if (compared.length === 0) return ['the subject has no call whose notifications are known'];
  const events = (await readHistory(input)).flat();
  return compared.flatMap(({ id, live, reachedAt }) => {
    const healed = events.filter(({ providerCallId }) => providerCallId === id);
    if (healed.length === 0) return [`${id} is left out`];
    const seen = fold(live!, reachedAt);
    const both = fold([...live!, ...healed], reachedAt);
    return [
      ...differences(seen, fold(healed)).map((problem) => `${id} by the history alone: ${problem}`),
      ...differences(seen, both).map((problem) => `${id} by both: ${problem}`),
      ...moreByBoth(seen, fold(healed), both).map((problem) => `${id} by both: ${problem}`),
    ];
  });
}

/** Where both tell; the clocks of a provider's list and of its notifications may differ by two seconds. */
function differences(live: FoldedCall, healed: FoldedCall): string[] {
  const exact = (['direction', 'external', 'line', 'result', 'answeredExtension'] as const).filter(
    (field) => live[field] !== null && live[field] !== healed[field],
  );
  const seconds = (['talkSeconds', 'waitSeconds'] as const).filter(
    (field) => live[field] !== null && healed[field] !== null && Math.abs(live[field] - healed[field]) > 2,
  );
  const moments = (['startedAt', 'answeredAt', 'endedAt'] as const).filter((field) => {
    const [one, other] = [live[field], healed[field]];
    if (one === null || other === null || one.approximate || other.approximate) return false;
    return Math.abs(one.at.getTime() - other.at.getTime()) > 2_000;
  });
  return [...exact, ...seconds, ...moments].map(
    (field) => `${field} is ${inspect(healed[field])} instead of ${inspect(live[field])}`,
  );
}

/** What is healed must join what is known: no second leg for the same attempt, no second recording of the same talk. */
function moreByBoth(live: FoldedCall, healed: FoldedCall, both: FoldedCall): string[] {
  return (['legs', 'recordings'] as const)
    .filter((field) => both[field].length > Math.max(live[field].length, healed[field].length))
    .map((field) => `${both[field].length} ${field} where the notifications told ${live[field].length}`);
}

async function tellsOneCall(input: PbxApiInput): Promise<string[]> {
  const call = input.api.call?.bind(input.api);
  if (call === undefined || input.api.history === undefined) return [];
  const history = (await readHistory(input)).flat();
  const problems: string[] = [];
  for (const { id } of input.subject.calls) {
    const { value, error } = await ask(input, (context) => call(context, id));
    const events = (value ?? []) as CallEvent[];
    const listed = history.filter(({ providerCallId }) => providerCallId === id);
    if (error !== null) problems.push(`${id}: failed with ${said(error)}`);
    else if (!isDeepStrictEqual(idsOf(events), [id]))
      problems.push(`${id}: answers ${idsOf(events).join() || 'nothing'}`);
    else if (!isDeepStrictEqual(fold(events), fold(listed)))
      problems.push(`${id}: is another call than in the history`);
  }
  return problems;
}

async function standsUnknownCall(input: PbxApiInput): Promise<string[]> {
  const { api, subject } = input;
  const id = subject.asks.unknownCall;
  if (id === undefined) return [];
  const problems: string[] = [];
  for (const part of ['call', 'trace'] as const) {
    const run = api[part]?.bind(api);
    if (run === undefined) continue;
    const { value, error } = await ask(input, (context) => run(context, id));
    if (error !== null || !isDeepStrictEqual(value, [])) problems.push(`${part}: ${inspect(error ?? value)}`);
  }
  return problems;
}

async function findsRecordings(input: PbxApiInput): Promise<string[]> {
  const { api, subject } = input;
  const recording = api.recording?.bind(api);
  if (recording === undefined) return [];
  const known = subject.asks.recordings ?? [];
  const problems: string[] = [];
  for (const { wanted, answer } of known) {
    const { value, error } = await ask(input, (context) => recording(context, wanted));
    const kind = error === null ? (value as RecordingSource).kind : said(error);
    if (kind !== answer) problems.push(`${wanted.ref}: ${kind} instead of ${answer}`);
  }
  // What the provider is asked for and does not know is no failure; a link of an event may stand for itself.
  const unknown = { ref: 'unknown', kind: 'talk', providerCallId: subject.asks.unknownCall ?? 'unknown' } as const;
  const { value, error, sent } = await ask(input, (context) => recording(context, unknown));
  const source = value as RecordingSource | null;
  if (error !== null || !sourceSchema.safeParse(source).success) problems.push(`unknown: ${inspect(error ?? value)}`);
  else if (sent.length > 0 && source?.kind !== 'never' && source?.kind !== 'not-yet')
    problems.push(`unknown: ${source?.kind}`);
  return problems;
}

async function keepsAddresses(input: PbxApiInput): Promise<string[]> {
  const { elsewhere } = input.subject;
  const ours = originsIn(elsewhere);
  return overAskings(input, async (asking) => {
    const { value, error, sent } = await ask(input, asking.run, { settings: elsewhere });
    const foreign = sent.map(({ url }) => new URL(url).origin).filter((origin) => !ours.has(origin));
    const source = asking.name === 'recording' ? (value as RecordingSource | null) : null;
    const trusted = source?.kind === 'http' && source.trusted ? [new URL(source.url).origin] : [];
    return [
      ...[...new Set(foreign)].map((origin) => `asked ${origin}`),
      ...trusted
        .filter((origin) => !ours.has(origin))
        .map((origin) => `trusts ${origin}, which is not of the settings`),
      error === null ? null : `failed with ${said(error)}`,
    ];
  });
}

function originsIn(value: unknown): Set<string> {
  if (typeof value === 'string')
    return new Set(/^https?:\/\//i.test(value) && URL.canParse(value) ? [new URL(value).origin] : []);
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(Object.values(value).flatMap((inner) => [...originsIn(inner)]));
}

function namesEffects(input: PbxApiInput): Promise<string[]> {
  return overAskings(input, async (asking) => {
    const { sent } = await ask(input, asking.run);
    if (sent.length === 0 || asking.effect === null) return [];
    const writes = sent.filter((request) => effectOf(request) === 'write').length;
    if (asking.effect === 'read') return [writes === 0 ? null : `${writes} of its requests write`];
    return [writes > 0 ? null : 'none of its requests writes'];
  });
}

function said(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : inspect(error);
}

type Failure = typeof TransientFailure | typeof AmbiguousFailure | typeof PermanentFailure;

function failedWith(asked: Asked, ...kinds: Failure[]): string | null {
  if (kinds.some((kind) => asked.error instanceof kind)) return null;
  const wanted = kinds.map(({ name }) => name).join(' or ');
  return asked.error === null ? `answered instead of ${wanted}` : `${said(asked.error)} instead of ${wanted}`;
}

function passesOnBusy(input: PbxApiInput): Promise<string[]> {
  const fault = (): Error => new TransientFailure('POST pbx.example: HTTP 429', { retryAfterSeconds: 17 });
  return overAskings(input, (asking) =>
    overPositions(input, asking, fault, (asked) => {
      const problem = failedWith(asked, TransientFailure);
      if (problem !== null) return problem;
      const { retryAfterSeconds } = asked.error as TransientFailure;
      return retryAfterSeconds === 17 ? null : `to be tried again in ${retryAfterSeconds} seconds instead of 17`;
    }),
  );
}

/** Transient while nothing was written, ambiguous from the first write on. */
function byEffect(asked: Asked, position: number): string | null {
  const request = asked.sent[position]!;
  return failedWith(asked, effectOf(request) === 'read' ? TransientFailure : AmbiguousFailure);
}

function judgesLostAnswers(input: PbxApiInput): Promise<string[]> {
  const fault: Fault = (request) =>
    effectOf(request) === 'read'
      ? new TransientFailure('POST pbx.example: no answer in time')
      : new AmbiguousFailure('POST pbx.example: no answer in time; it may have been accepted');
  return overAskings(input, (asking) => overPositions(input, asking, fault, byEffect));
}

const html = Buffer.from('<!doctype html><html><head><title>502 Bad Gateway</title></head><body></body></html>');

function judgesServerErrors(input: PbxApiInput): Promise<string[]> {
  const fault = (): HttpResponse => ({ status: 500, headers: { 'content-type': 'text/html' }, body: html });
  return overAskings(input, (asking) => overPositions(input, asking, fault, byEffect));
}

function judgesHtml(input: PbxApiInput): Promise<string[]> {
  const fault = (): HttpResponse => ({ status: 200, headers: { 'content-type': 'text/html' }, body: html });
  return overAskings(input, (asking) =>
    overPositions(input, asking, fault, (asked, position) =>
      effectOf(asked.sent[position]!) === 'read'
        ? failedWith(asked, TransientFailure, PermanentFailure)
        : failedWith(asked, AmbiguousFailure, PermanentFailure),
    ),
  );
}

const foreignAnswers: readonly (string | Buffer)[] = [
  '',
  'null',
  '{}',
  '[]',
  '0',
  '"text"',
  '[null]',
  '[[]]',
  '{"result":null}',
  '{"result":{}}',
  '{"result":{"data":null}}',
  '{"result":{"data":[null]}}',
  '{"result":{"data":[{}]}}',
  '{"data":[null]}',
  '{"data":{}}',
  '{"status":"success"}',
  '{"error":null}',
  '{"error":"text"}',
  '{"error":{}}',
  '{"items":[{}]}',
  '{"cut":',
  ';;;\n;;;',
  '[['.repeat(50_000),
  Buffer.from([0, 255, 254, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
];

function standsForeignAnswers(input: PbxApiInput): Promise<string[]> {
  return overAskings(input, async (asking) => {
    const sound = await ask(input, asking.run);
    const problems: (string | null)[] = [];
    for (const position of sound.sent.keys())
      for (const body of foreignAnswers) {
        const response = { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
        const { error, value } = await ask(input, asking.run, {
          fault: replaying(sound, position, () => response),
          closed: true,
        });
        const shown = JSON.stringify(String(body).slice(0, 30));
        if (error !== null) problems.push(isFailure(error) ? null : `${shown}: ${inspect(error)}`);
        else problems.push(...foreignValueProblems(asking.name, value).map((problem) => `${shown}: ${problem}`));
      }
    return problems;
  });
}

function isFailure(error: unknown): boolean {
  return [TransientFailure, AmbiguousFailure, PermanentFailure].some((kind) => error instanceof kind);
}

/** An empty answer is as good as a failure; half a value is not. */
function foreignValueProblems(part: string, value: unknown): string[] {
  const schema = valueSchemas[part];
  if (schema === undefined) return [];
  const valid = schema.safeParse(value);
  return valid.success ? [] : [z.prettifyError(valid.error)];
}

/** Only askings that ask over HTTP; what is built from the settings alone cannot be refused. */
function whenItBehaves(
  input: PbxApiInput,
  behaviour: 'refuses' | 'over-limit' | 'fails',
  ...kinds: Failure[]
): Promise<string[]> {
  return overAskings(input, async (asking) => {
    const { sent } = await ask(input, asking.run);
    if (sent.length === 0) return [];
    return [failedWith(await ask(input, asking.run, { behaviour }), ...kinds)];
  });
}

function judgesRefusal(input: PbxApiInput): Promise<string[]> {
  return whenItBehaves(input, 'refuses', PermanentFailure);
}

function judgesLimit(input: PbxApiInput): Promise<string[]> {
  return whenItBehaves(input, 'over-limit', TransientFailure);
}

function judgesInnerError(input: PbxApiInput): Promise<string[]> {
  return whenItBehaves(input, 'fails', TransientFailure, AmbiguousFailure, PermanentFailure);
}

async function keepsSecrets(input: PbxApiInput): Promise<string[]> {
  const { adapter, subject } = input;
  const secrets = secretsIn(
    z.toJSONSchema(adapter.settings, { io: 'input', unrepresentable: 'any' }),
    subject.settings,
  );
  if (secrets.length === 0) return ['no setting of the subject is marked as a credential'];
  const numbers = [
    subject.asks.dial?.phone,
    ...subject.calls.flatMap(({ live }) => live?.map((event) => event.external)),
  ]
    .filter((phone) => phone != null)
    .map((phone) => phone.slice(-10));
  // An answer that repeats what was asked, as a provider or a proxy may.
  const echoed = [...secrets, ...numbers].join(' ');
  const echoes = [200, 400, 403, 500].flatMap((status) =>
    [echoed, JSON.stringify({ error: { code: echoed, message: echoed }, message: echoed, status: 'error' })].map(
      (body) => ({ status, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) }),
    ),
  );
  return overAskings(input, async (asking) => {
    const told: string[] = [];
    for (const response of echoes) {
      const { error } = await ask(input, asking.run, { fault: () => response });
      if (error !== null) told.push(inspect(error, { depth: 5 }));
    }
    for (const behaviour of ['refuses', 'over-limit', 'fails'] as const) {
      const { error } = await ask(input, asking.run, { behaviour });
      if (error !== null) told.push(inspect(error, { depth: 5 }));
    }
    return [
      secrets.some((secret) => told.some((text) => text.includes(secret))) ? 'tells a secret' : null,
      numbers.some((number) => told.some((text) => text.includes(number))) ? 'tells a telephone number' : null,
    ];
  });
}

/** Settings that are credentials carry `.meta({ writeOnly: true })` in the adapter's schema, at any depth. */
function secretsIn(schema: unknown, settings: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, writeOnly, anyOf } = schema as Record<string, unknown>;
  if (writeOnly === true) return typeof settings === 'string' ? [settings] : [];
  if (Array.isArray(anyOf)) return anyOf.flatMap((one) => secretsIn(one, settings));
  if (typeof properties !== 'object' || properties === null || typeof settings !== 'object' || settings === null)
    return [];
  return Object.entries(properties).flatMap(([name, inner]) =>
    secretsIn(inner, (settings as Record<string, unknown>)[name]),
  );
}
