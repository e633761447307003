import nock from 'nock';
import { amocrm } from '../../adapters/mis/amocrm/adapter.ts';
import { bitrix24 } from '../../adapters/mis/bitrix24/adapter.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../src/contracts/http-client.ts';
import type { MisApi, MisApiContext, MisProgress } from '../../src/contracts/mis-api.ts';
import type { MisAdapter } from '../../src/contracts/mis.ts';
import { misApiRules } from './mis-api-rules.ts';
import { misApiSubjects } from './mis-api/index.ts';

type Api = MisApi<unknown>;
type Context = MisApiContext<unknown>;

beforeAll(() => nock.disableNetConnect());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

const adapters: Record<string, MisAdapter> = { amocrm, bitrix24 };
const soundOf = (id: string): Api => adapters[id]!.api!;

const can = (id: string, change: (can: ReturnType<Api['can']>) => object): Partial<Api> => ({
  can: (settings) => ({ ...soundOf(id).can(settings), ...change(soundOf(id).can(settings)) }),
});

/** Forgets what was remembered. */
const forgetful = (id: string): Partial<Api> => ({
  writeCall: (told, progress, context) =>
    soundOf(id).writeCall!(told, { ...progress, ref: null, steps: {}, claim: async () => true }, context),
});

/** Changes what is sent, or what comes back. */
function through(
  id: string,
  change: (request: HttpRequest, send: (changed?: HttpRequest) => Promise<HttpResponse>) => Promise<HttpResponse>,
  tokens?: (context: Context) => Context['tokens'],
): Partial<Api> {
  const sound = soundOf(id);
  const changed = (context: Context): Context => {
    const http: HttpClient = {
      send: (request) => change(request, (instead = request) => context.http.send(instead)),
      close: () => undefined,
    };
    return { ...context, http, ...(tokens !== undefined && { tokens: tokens(context) }) };
  };
  return {
    findPeople: (phone, context) => sound.findPeople!(phone, changed(context)),
    writeCall: (told, progress, context) => sound.writeCall!(told, progress, changed(context)),
    selfTest: (context) => sound.selfTest(changed(context)),
  };
}

const rewritten = (id: string, rewrite: (body: string) => string): Partial<Api> => {
  const sound = soundOf(id);
  return {
    writeCall: (told, progress, context) =>
      sound.writeCall!(told, progress, {
        ...context,
        http: {
          send: (request) =>
            context.http.send(typeof request.body === 'string' ? { ...request, body: rewrite(request.body) } : request),
          close: () => undefined,
        },
      }),
  };
};

/** What is remembered of an outcome, as another has it. */
const remembering = (
  id: string,
  change: (progress: MisProgress) => Pick<MisProgress, 'ref' | 'steps'>,
): Partial<Api> => ({
  writeOutcome: (told, progress, context) =>
    soundOf(id).writeOutcome!(
      told,
      {
        ...change(progress),
        finished: (step, answer) => progress.finished(step, answer),
        undone: (step) => progress.undone(step),
        claim: (ref) => progress.claim(ref),
      },
      context,
    ),
});

/** Takes what stands there for what it wrote itself. */
function unseeing(): Partial<Api> {
  let last: unknown;
  const { writeOutcome } = soundOf('bitrix24');
  return {
    writeOutcome: (told, progress, context) =>
      writeOutcome!(told, progress, {
        ...context,
        http: {
          async send(request) {
            const { fields } = JSON.parse(String(request.body)) as { fields?: { COMMENT: unknown } };
            last = fields?.COMMENT ?? last;
            const answer = await context.http.send(request);
            return request.url.endsWith('.comment.get')
              ? { ...answer, body: Buffer.from(JSON.stringify({ result: { ID: 990, COMMENT: last } })) }
              : answer;
          },
          close: () => undefined,
        },
      }),
  };
}

const failing = (id: string, change: (error: unknown, context: Context) => unknown): Partial<Api> => {
  const sound = soundOf(id);
  const caught = (context: Context) => (error: unknown) => {
    throw change(error, context);
  };
  return {
    findPeople: (phone, context) => sound.findPeople!(phone, context).catch(caught(context)),
    writeCall: (told, progress, context) => sound.writeCall!(told, progress, context).catch(caught(context)),
  };
};
const was = (error: unknown): string => (error as Error).message;

/** Ways to break an adapter, each with the rule that must catch it. */
const broken: readonly (readonly [what: string, rule: string, adapter: string, change: Partial<Api>])[] = [
  [
    'says that it looks calls up, and does not',
    'has what it says it can',
    'bitrix24',
    can('bitrix24', ({ calls }) => ({ calls: { ...calls, afterDoubt: 'look-up' } })),
  ],
  [
    'says that it lists visits, and does not',
    'has what it says it can',
    'amocrm',
    can('amocrm', () => ({ visits: true })),
  ],
  ['answers nobody', 'finds who has a number', 'amocrm', { findPeople: async () => [] }],
  [
    'takes a part of a number for the number',
    'finds who has a number',
    'amocrm',
    {
      findPeople: async (phone, context) => [
        ...(await amocrm.api!.findPeople!(phone, context as never)),
        ...(phone.endsWith('1234567') ? [{ externalId: '9', type: null, name: '', phones: [] }] : []),
      ],
    },
  ],
  ['forgets what it wrote', 'writes a call once', 'amocrm', forgetful('amocrm')],
  ['looks up nothing', 'settles a lost answer, whichever', 'amocrm', { lookUpCall: async () => null }],
  ['finds everything that it looks for', 'was not taken', 'amocrm', { lookUpCall: async () => ({ ref: 'call:1' }) }],
  [
    'takes every refusal for a finished call',
    'was not taken',
    'bitrix24',
    {
      writeCall: (told, progress, context) =>
        soundOf('bitrix24').writeCall!(told, progress, context).catch(() => ({ ref: 'any' })),
    },
  ],
  [
    'begins another call at each attempt',
    'settles a lost answer, whichever',
    'bitrix24',
    rewritten('bitrix24', (body) =>
      body.replace(/"EXTERNAL_CALL_ID":"\w+"/, () => `"EXTERNAL_CALL_ID":"${Math.random()}"`),
    ),
  ],
  [
    'gives two calls one id',
    'keeps two calls',
    'amocrm',
    {
      writeCall: async (told, progress, context) => ({
        ...(await soundOf('amocrm').writeCall!(told, progress, context)),
        ref: 'call:1000',
      }),
    },
  ],
  [
    'writes to the first of a household',
    'writes to nobody',
    'bitrix24',
    {
      writeCall: (told, progress, context) =>
        soundOf('bitrix24').writeCall!(
          { ...told, unresolved: false, person: told.person ?? { externalId: 'CONTACT:701', name: null } },
          progress,
          context,
        ),
    },
  ],
  [
    'makes no lead of an unknown number',
    'nobody has what it says',
    'bitrix24',
    rewritten('bitrix24', (body) => body.replace('"CRM_CREATE":1', '"CRM_CREATE":0')),
  ],
  [
    'says that it corrects records',
    'changes the record',
    'amocrm',
    can('amocrm', ({ calls }) => ({ calls: { ...calls, update: true } })),
  ],
  [
    'fails by a withheld number',
    'tells a missed call',
    'amocrm',
    {
      writeCall: (told, progress, context) => {
        if (told.call.external === null) throw new PermanentFailure('no number');
        return soundOf('amocrm').writeCall!(told, progress, context);
      },
    },
  ],
  ['attaches nothing', 'attaches a recording', 'bitrix24', { attachRecording: async () => undefined }],
  [
    'writes a task twice',
    'request to call back once',
    'amocrm',
    {
      createTicket: (told, progress, context) =>
        soundOf('amocrm').createTicket!(told, { ...progress, ref: null }, context),
    },
  ],
  ['says an outcome at each telling', 'said once', 'amocrm', remembering('amocrm', () => ({ ref: null, steps: {} }))],
  [
    'says an outcome to the first of a household',
    'said once',
    'bitrix24',
    {
      writeOutcome: (told, progress, context) =>
        soundOf('bitrix24').writeOutcome!(
          { ...told, unresolved: false, person: told.person ?? { externalId: 'CONTACT:701', name: null } },
          progress,
          context,
        ),
    },
  ],
  [
    'lets the first word stand',
    'later word follow',
    'amocrm',
    {
      writeOutcome: (told, progress, context) =>
        soundOf('amocrm').writeOutcome!({ ...told, revision: 1 }, progress, context),
    },
  ],
  ['writes over the words of people', 'leaves what a person wrote as it is', 'bitrix24', unseeing()],
  ['looks no outcome up', 'lost answer about an outcome', 'amocrm', { lookUpOutcome: async () => null }],
  [
    'forgets on whose card an outcome is',
    'who had not called',
    'bitrix24',
    remembering('bitrix24', ({ ref, steps: { card: _card, ...steps } }) => ({ ref, steps })),
  ],
  [
    'forgets how long the system is busy',
    'passes on that the system is busy',
    'amocrm',
    failing('amocrm', (error) => (error instanceof TransientFailure ? new TransientFailure(was(error)) : error)),
  ],
  [
    'takes HTTP 500 for a refusal',
    'takes HTTP 500',
    'amocrm',
    failing('amocrm', (error) => (error instanceof AmbiguousFailure ? new PermanentFailure(was(error)) : error)),
  ],
  [
    'tries what is refused again',
    'takes 400 and 403',
    'amocrm',
    failing('amocrm', (error) => (error instanceof PermanentFailure ? new TransientFailure(was(error)) : error)),
  ],
  [
    'tries refused credentials again',
    'refused credentials',
    'bitrix24',
    failing('bitrix24', (error) => (error instanceof PermanentFailure ? new TransientFailure(was(error)) : error)),
  ],
  [
    'renews no token',
    'renews a token',
    'amocrm',
    through(
      'amocrm',
      (_, send) => send(),
      (context) => ({
        get: () => context.tokens.get({ renew: () => Promise.reject(new PermanentFailure('no renewal')) }),
      }),
    ),
  ],
  [
    'takes the limit for a refusal',
    'own limit',
    'bitrix24',
    failing('bitrix24', (error) => (error instanceof TransientFailure ? new PermanentFailure(was(error)) : error)),
  ],
  [
    'takes an error inside an answer for success',
    'error inside an answer',
    'bitrix24',
    {
      selfTest: (context) =>
        soundOf('bitrix24')
          .selfTest(context)
          .catch(() => undefined),
    },
  ],
  [
    'takes a page in HTML for nothing found',
    'page in HTML',
    'amocrm',
    { findPeople: (phone, context) => soundOf('amocrm').findPeople!(phone, context).catch(() => []) },
  ],
  [
    'falls over a strange answer',
    'by no answer in another way',
    'amocrm',
    failing('amocrm', (error) => new TypeError(was(error))),
  ],
  [
    'asks an address of its own',
    'asks the addresses of the settings',
    'amocrm',
    through('amocrm', (request, send) => send({ ...request, url: 'https://elsewhere.example/api' })),
  ],
  [
    'tells what it sent',
    'tells no secret',
    'amocrm',
    {
      findPeople: (phone, context) =>
        soundOf('amocrm').findPeople!(phone, context).catch((error: unknown) => {
          throw new TransientFailure(`${was(error)} for ${phone}`);
        }),
    },
  ],
];

it.each(broken)('an adapter that %s is caught by the rule "…%s…"', async (_what, ruleName, id, change) => {
  const found = misApiRules.filter(({ name }) => name.includes(ruleName));
  expect(found).toHaveLength(1);
  const input = { adapter: adapters[id]!, api: { ...soundOf(id), ...change }, subject: misApiSubjects[id]! };
  expect(await found[0]!.problems(input)).not.toEqual([]);
});
