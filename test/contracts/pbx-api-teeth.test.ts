import nock from 'nock';
import { uis } from '../../adapters/pbx/uis/adapter.ts';
import type { CallEvent } from '../../src/contracts/call-event.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { HttpClient, HttpRequest } from '../../src/contracts/http-client.ts';
import type { PbxApi, PbxApiContext } from '../../src/contracts/pbx-api.ts';
import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import { pbxApiRules } from './pbx-api-rules.ts';
import { pbxApiSubjects } from './pbx-api/index.ts';

const adapter: PbxAdapter = uis;
const sound = adapter.api!;
const subject = pbxApiSubjects['uis']!;
type Context = PbxApiContext<unknown>;

beforeAll(() => nock.disableNetConnect());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

const broken = (change: Partial<PbxApi<unknown>>): PbxApi<unknown> => ({ ...sound, ...change });

/** Changes what the history answers. */
function history(change: (pages: CallEvent[][]) => CallEvent[][]): PbxApi<unknown> {
  return broken({
    history: {
      ...sound.history!,
      async *read(context, window) {
        const pages: CallEvent[][] = [];
        for await (const page of sound.history!.read(context, window)) pages.push(page);
        yield* change(pages);
      },
    },
  });
}

const every = (change: (event: CallEvent) => Partial<CallEvent>): PbxApi<unknown> =>
  history((pages) => pages.map((page) => page.map((event) => ({ ...event, ...change(event) }))));

/** Changes how `employees` and `dial` fail. */
function failing(change: (error: unknown, context: Context) => unknown): PbxApi<unknown> {
  const caught = (context: Context) => (error: unknown) => {
    throw change(error, context);
  };
  return broken({
    employees: (context) => sound.employees!(context).catch(caught(context)),
    dial: (context, wanted) => sound.dial!(context, wanted).catch(caught(context)),
  });
}

/** Changes what `employees` and `dial` send. */
function sending(change: (request: HttpRequest) => Partial<HttpRequest>): PbxApi<unknown> {
  const through = (context: Context): Context => {
    const { http } = context;
    const changed: HttpClient = {
      send: (request) => http.send({ ...request, ...change(request) }),
      close: () => undefined,
    };
    return { ...context, http: changed };
  };
  return broken({
    employees: (context) => sound.employees!(through(context)),
    dial: (context, wanted) => sound.dial!(through(context), wanted),
  });
}

const swallowing: PbxApi<unknown> = broken({
  history: {
    ...sound.history!,
    async *read(context, window) {
      try {
        yield* sound.history!.read(context, window);
      } catch {
        // The rest of the list is silently lost.
      }
    },
  },
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const breakages: readonly (readonly [what: string, caughtBy: string, api: PbxApi<unknown>])[] = [
  [
    'names an employee twice',
    'every part',
    broken({
      employees: async (context) => [...(await sound.employees!(context)), ...(await sound.employees!(context))],
    }),
  ],
  ['says that nothing can be asked', 'every part', broken({ isConfigured: () => false })],
  [
    'answers an empty id for a placed call',
    'every part',
    broken({ dial: async (context, wanted) => (await sound.dial!(context, wanted), { providerCallId: '' }) }),
  ],
  [
    'gives events of a fixed account',
    'every part',
    broken({
      ongoing: async (context) => (await sound.ongoing!(context)).map((event) => ({ ...event, account: 'uis' })),
    }),
  ],
  [
    'may be polled without a pause',
    'limits of its history',
    broken({ history: { ...sound.history!, everySeconds: 0 } }),
  ],
  ['tears calls into pages', 'reads the history whole', history((pages) => pages.flat().map((event) => [event]))],
  ['leaves the last page out', 'reads the history whole', history((pages) => pages.slice(0, -1))],
  [
    'forgets how calls end',
    'reads the history whole',
    history((pages) => pages.map((page) => page.filter(({ kind }) => kind !== 'ended' && kind !== 'missed'))),
  ],
  [
    'keys events by their call',
    'reads the history whole',
    every(({ providerCallId }) => ({ eventKey: providerCallId })),
  ],
  [
    'asks for the whole day',
    'in the window',
    broken({
      history: {
        ...sound.history!,
        read: (context, { from, to }) =>
          sound.history!.read(context, {
            from: new Date(from.getTime() - 86_400_000),
            to: new Date(to.getTime() + 86_400_000),
          }),
      },
    }),
  ],
  [
    'leaves out the first second',
    'in the window',
    broken({
      history: {
        ...sound.history!,
        read: (context, { from, to }) => sound.history!.read(context, { from: new Date(from.getTime() + 1000), to }),
      },
    }),
  ],
  [
    'mixes up the directions',
    'the calls that the notifications made',
    every(({ direction }) => ({ direction: direction === 'in' ? 'out' : 'in' })),
  ],
  [
    'takes the local time for UTC',
    'the calls that the notifications made',
    every(({ occurredAt }) => ({
      occurredAt: occurredAt && new Date(Date.parse(occurredAt) + 3 * 3_600_000).toISOString(),
    })),
  ],
  [
    'numbers legs by itself',
    'the calls that the notifications made',
    every(({ kind, extension }) =>
      extension === null ? {} : { legId: `own-${kind === 'leg-ended' ? 'leg' : kind}-${extension}` },
    ),
  ],
  [
    'names a record by another link',
    'the calls that the notifications made',
    every(({ recording }) => ({ recording: recording && { ...recording, ref: `${recording.ref}?again` } })),
  ],
  [
    'makes every missed call answered',
    'the calls that the notifications made',
    history((pages) =>
      pages.map((page) =>
        page
          .filter(({ kind }) => kind !== 'missed')
          .map((event) => ({
            ...event,
            ...(event.kind === 'ringing' ? { kind: 'answered' as const, eventKey: `${event.eventKey}-answered` } : {}),
          })),
      ),
    ),
  ],
  [
    'tells another call than was asked for',
    'tells of one call',
    broken({ call: (context) => sound.call!(context, '5002') }),
  ],
  [
    'leaves the legs of one call out',
    'tells of one call',
    broken({
      call: async (context, id) =>
        (await sound.call!(context, id)).filter(({ kind }) => kind === 'started' || kind === 'ended'),
    }),
  ],
  [
    'fails by an unknown call',
    'unknown call',
    broken({
      call: async (context, id) => {
        const events = await sound.call!(context, id);
        if (events.length === 0) throw new PermanentFailure('no such call');
        return events;
      },
    }),
  ],
  [
    'hopes for every record',
    'where a recording is',
    broken({ recording: async () => ({ kind: 'not-yet', retryAfterSeconds: 60 }) }),
  ],
  [
    'fails where there is no record',
    'where a recording is',
    broken({
      recording: async (context, wanted) => {
        const source = await sound.recording!(context, wanted);
        if (source.kind === 'never') throw new Error('no record');
        return source;
      },
    }),
  ],
  [
    'asks the vendor although another address is set',
    'addresses of the settings',
    broken({
      selfTest: (context) => sound.selfTest!({ ...context, settings: adapter.settings.parse(subject.settings) }),
    }),
  ],
  [
    'trusts every link',
    'addresses of the settings',
    broken({
      recording: async (context, wanted) => {
        const source = await sound.recording!(context, wanted);
        return source.kind === 'http' ? { ...source, url: 'https://elsewhere.example/1', trusted: true } : source;
      },
    }),
  ],
  ['calls a write a read', 'a read a read', sending(() => ({ effect: 'read' }))],
  ['calls a read a write', 'a read a read', sending(() => ({ effect: 'write' }))],
  [
    'forgets how long to wait',
    'provider is busy',
    failing((error) => (error instanceof TransientFailure ? new TransientFailure(error.message) : error)),
  ],
  ['goes on without what it could not read', 'provider is busy', swallowing],
  [
    'calls a lost answer safe to repeat',
    'a lost answer',
    failing((error) => (error instanceof AmbiguousFailure ? new TransientFailure(error.message) : error)),
  ],
  [
    'gives up at the first HTTP 500',
    'HTTP 500',
    failing((error) => (messageOf(error).includes('HTTP 500') ? new PermanentFailure(messageOf(error)) : error)),
  ],
  [
    'takes a page in HTML for nobody',
    'in HTML',
    broken({ employees: (context) => sound.employees!(context).catch(() => []) }),
  ],
  [
    'crashes on an answer of another form',
    'another way than the three',
    failing((error) => (error instanceof PermanentFailure ? new TypeError('undefined is not a function') : error)),
  ],
  [
    'hopes that refused credentials become right',
    'refused credentials',
    failing((error) => (error instanceof PermanentFailure ? new TransientFailure(error.message) : error)),
  ],
  [
    'gives up at a limit',
    'own limit',
    failing((error) => (messageOf(error).includes('limit') ? new PermanentFailure(messageOf(error)) : error)),
  ],
  [
    'takes an error for success',
    'error inside an answer',
    broken({ selfTest: (context) => sound.selfTest!(context).catch(() => undefined) }),
  ],
  [
    'tells the key',
    'no secret',
    failing((error, { settings }) => new PermanentFailure(`${messageOf(error)} ${JSON.stringify(settings)}`)),
  ],
  [
    'tells whom it called',
    'no secret',
    broken({
      dial: (context, wanted) =>
        sound.dial!(context, wanted).catch((error: unknown) => {
          throw new PermanentFailure(`${messageOf(error)} (${wanted.phone})`);
        }),
    }),
  ],
];

it('breaks the adapter that the suite finds sound', async () => {
  for (const rule of pbxApiRules) expect(await rule.problems({ adapter, api: sound, subject })).toEqual([]);
}, 120_000);

it.each(breakages)(
  'catches an adapter that %s',
  async (_what, caughtBy, api) => {
    const rules = pbxApiRules.filter(({ name }) => name.includes(caughtBy));
    expect(rules).toHaveLength(1);
    expect(await rules[0]!.problems({ adapter, api, subject })).not.toEqual([]);
  },
  60_000,
);

it('has a breakage for every rule', () => {
  const rules = breakages.map(([, caughtBy]) => pbxApiRules.findIndex(({ name }) => name.includes(caughtBy)));
  expect(new Set(rules)).toEqual(new Set(pbxApiRules.keys()));
});
