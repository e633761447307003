import nock from 'nock';
import { amocrm } from '../../adapters/mis/amocrm/adapter.ts';
import { bitrix24 } from '../../adapters/mis/bitrix24/adapter.ts';
import { fhir } from '../../adapters/mis/fhir/adapter.ts';
import { ident } from '../../adapters/mis/ident/adapter.ts';
import { openDental } from '../../adapters/mis/opendental/adapter.ts';
import { sql } from '../../adapters/mis/sql/adapter.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../src/contracts/http-client.ts';
import type { MisApi, MisApiContext, MisProgress } from '../../src/contracts/mis-api.ts';
import type { MisAdapter } from '../../src/contracts/mis.ts';
import type { SqlValues } from '../../src/contracts/sql-statement.ts';
import type { SqlWriter } from '../../src/contracts/sql-target.ts';
import { misApiRules } from './mis-api-rules.ts';
import { misApiSubjects } from './mis-api/index.ts';

type Api = MisApi<unknown>;
type Context = MisApiContext<unknown>;

beforeAll(() => nock.disableNetConnect());
afterAll(async () => {
  for (const id of Object.keys(adapters)) await misApiSubjects[id]?.finished?.();
  nock.enableNetConnect();
  nock.restore();
});

const adapters: Record<string, MisAdapter> = { amocrm, bitrix24, fhir, ident, opendental: openDental, sql };
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

/** Other values in the statements that write. */
function withValues(id: string, change: (values: SqlValues) => SqlValues): Partial<Api> {
  const sound = soundOf(id);
  const changed = (context: Context): Context => {
    const writer =
      (write: SqlWriter): SqlWriter =>
      (go) =>
        write({
          ...go,
          steps: go.steps.map((step) =>
            step.effect === 'write' && typeof step.values !== 'function'
              ? { ...step, values: change(step.values) }
              : step,
          ),
        });
    const { postgresql, ...others } = context.sql;
    return { ...context, sql: { ...others, postgresql: writer(postgresql) } };
  };
  return {
    writeCall: (told, progress, context) => sound.writeCall!(told, progress, changed(context)),
    createTicket: (told, progress, context) => sound.createTicket!(told, progress, changed(context)),
  };
}

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
    ...(sound.findPeople !== undefined && {
      findPeople: (phone, context) => sound.findPeople!(phone, context).catch(caught(context)),
    }),
    writeCall: (told, progress, context) => sound.writeCall!(told, progress, context).catch(caught(context)),
  };
};
const was = (error: unknown): string => (error as Error).message;

/** A way to break an adapter, with the rule that must catch it. */
type Broken = readonly [what: string, rule: string, adapter: string, change: Partial<Api>];
const broken: readonly Broken[] = [
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
    can('amocrm', () => ({ visits: 'whole' })),
  ],
  ['answers nobody', 'finds who has a number', 'amocrm', { findPeople: async () => [] }],
  [
    'tells all visits whatever was changed',
    'only the visits that were changed',
    'fhir',
    { listVisits: (range, context) => soundOf('fhir').listVisits!({ ...range, changedSince: null }, context) },
  ],
  [
    'forgets the encounters of appointments that were not changed',
    'only the visits that were changed',
    'fhir',
    {
      listVisits: (range, context) =>
        soundOf('fhir').listVisits!(range, {
          ...context,
          settings: { ...(context.settings as object), encounters: false },
        }),
    },
  ],
  [
    'enters a visit at each telling',
    'enters a visit once',
    'fhir',
    {
      writeVisit: (told, progress, context) =>
        soundOf('fhir').writeVisit!({ ...told, key: `${Math.random()}` }, { ...progress, ref: null }, context),
    },
  ],
  [
    'enters a visit at another hour',
    'enters a visit once',
    'opendental',
    {
      writeVisit: (told, progress, context) =>
        soundOf('opendental').writeVisit!({ ...told, call: { ...told.call, zone: 'UTC' } }, progress, {
          ...context,
          settings: { ...(context.settings as object), zone: undefined },
        }),
    },
  ],
  [
    'knows its own visit by nothing',
    'lost answer about a visit',
    'opendental',
    {
      lookUpVisit: async () => null,
      writeVisit: (told, progress, context) =>
        soundOf('opendental').writeVisit!({ ...told, key: `${Math.random()}` }, progress, context),
    },
  ],
  [
    'finds every visit that it looks for',
    'lost answer about a visit',
    'opendental',
    { lookUpVisit: async () => ({ ref: '1' }) },
  ],
  [
    'does not look whether the doctor is free',
    'no visit over another',
    'fhir',
    {
      writeVisit: (told, progress, context) =>
        soundOf('fhir').writeVisit!(told, progress, {
          ...context,
          http: {
            send: async (request) =>
              request.method === 'GET'
                ? { status: 200, headers: {}, body: Buffer.from('{"resourceType":"Bundle"}') }
                : context.http.send(request),
            close: () => undefined,
          },
        }),
    },
  ],
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
  ...(['sql', 'ident'] as const).flatMap((id): Broken[] => {
    const key = id === 'sql' ? 'key' : 'Id';
    return [
      [
        'writes a row of its own at each attempt',
        'settles a lost answer, whichever it was, so',
        id,
        withValues(id, (values) => ({ ...values, [key]: `${Math.random()}` })),
      ],
      [
        'writes a request as another row when it is told again',
        'request to call back once',
        id,
        {
          createTicket: (told, progress, context) =>
            soundOf(id).createTicket!({ ...told, key: `${Math.random()}` }, { ...progress, ref: null }, context),
        },
      ],
      [
        'lets the first revision stand',
        'changes the record',
        id,
        {
          writeCall: async (told, progress, context) =>
            progress.ref === null ? soundOf(id).writeCall!(told, progress, context) : { ref: progress.ref },
        },
      ],
      [
        'tells the password of the database',
        'tells no secret',
        id,
        {
          selfTest: (context) =>
            soundOf(id)
              .selfTest(context)
              .catch((error: unknown) => {
                throw new TransientFailure(`${was(error)} with word-of-the-database`);
              }),
        },
      ],
      [
        'takes a statement whose answer is lost for one that did nothing',
        'takes HTTP 500',
        id,
        failing(id, (error) => (error instanceof AmbiguousFailure ? new TransientFailure(was(error)) : error)),
      ],
    ];
  }),
  [
    'writes all calls into one row',
    'keeps two calls',
    'ident',
    withValues('ident', (values) => ({ ...values, Id: 'one' })),
  ],
  [
    'tells no length of a talk',
    'writes a call once',
    'ident',
    withValues('ident', (values) => ({ ...values, TalkInSeconds: null })),
  ],
  [
    'has another name for each call than its row',
    'writes a call once',
    'sql',
    {
      writeCall: async (told, progress, context) => ({
        ...(await soundOf('sql').writeCall!(told, progress, context)),
        ref: 'none',
      }),
    },
  ],
  ['attaches nothing', 'attaches a recording', 'sql', { attachRecording: async () => undefined }],
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
  const problems = await found[0]!.problems(input).catch((error: unknown) => {
    // A failure that the rule does not expect fails the suite, too; another error is one of the breakage itself.
    if ([TransientFailure, AmbiguousFailure, PermanentFailure].some((kind) => error instanceof kind))
      return [was(error)];
    throw error;
  });
  expect(problems).not.toEqual([]);
});
