import nock from 'nock';
import { createHttpClient } from '../../../adapters/kit/http.ts';
import { api } from '../../../adapters/pbx/beeline/api.ts';
import { beelineSettings } from '../../../adapters/pbx/beeline/settings.ts';
import { openBeelineStub } from '../../../adapters/pbx/beeline/stub.ts';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import { inboundRequest } from '../../contracts/pbx-subject.ts';
import { beeline } from '../../../adapters/pbx/beeline/adapter.ts';
import { xsiEvent } from '../../support/xsi-event.ts';

// A patched http would follow into the next file of this worker.
afterAll(() => nock.restore());

const now = new Date('2026-03-02T09:00:00Z');
const base = {
  secret: 'k7Qm-2vX9',
  api: { token: '3f1c7d52-aa01-4c8e' },
  publicUrl: 'https://trubka.example/webhooks/beeline',
};
const employees = [
  { userId: '9000000201@mpbx.sip.beeline.ru', firstName: 'Анна', lastName: 'Смирнова', extension: '101' },
  { userId: '9000000202@mpbx.sip.beeline.ru', firstName: 'Ольга', lastName: 'Орлова', extension: '102' },
  { userId: 'SIP77@mpbx.sip.beeline.ru', firstName: '', lastName: 'Факс' },
];

async function asked<T>(
  given: Record<string, unknown>,
  run: (context: Parameters<NonNullable<typeof api.subscribe>>[0], stub: ReturnType<typeof openBeelineStub>) => T,
  behaviour: 'sound' | 'refuses' | 'over-limit' | 'fails' = 'sound',
): Promise<Awaited<T>> {
  const settings = beelineSettings.parse({ ...base, ...given });
  const stub = openBeelineStub(settings, behaviour, { employees });
  const http = createHttpClient({ timeoutMs: 2000 });
  try {
    return await run({ account: 'beeline', settings, http, clock: { now: () => now } }, stub);
  } finally {
    http.close();
    stub.close();
  }
}

describe('subscriptions of a Beeline PBX', () => {
  it('are made for every employee, each with an address that tells whose they are', async () => {
    await asked({}, async (context, stub) => {
      expect(await api.subscribe!(context)).toEqual({ expiresAt: new Date('2026-03-03T09:00:00Z') });
      expect(stub.subscribed).toEqual(
        ['101', '102'].map((extension) => ({
          pattern: extension,
          expires: 86_400,
          subscriptionType: 'BASIC_CALL',
          url: `https://trubka.example/webhooks/beeline/k7Qm-2vX9/${extension}`,
        })),
      );
    });
  });

  it('lead to addresses that the adapter accepts and reads', async () => {
    await asked({}, async (context, stub) => {
      await api.subscribe!(context);
      const path = new URL(String(stub.subscribed[0]?.['url'])).pathname.replace('/webhooks/beeline', '');
      const body = xsiEvent('CallReceivedEvent', {
        callId: 'a',
        personality: 'Terminator',
        startTime: '1772435703000',
      });
      const request = inboundRequest({ path, body });
      expect(beeline.authenticate(request, context.settings)).toBe(true);
      const read = beeline.parse(request, { account: 'beeline', settings: context.settings });
      expect(read.find(({ kind }) => kind === 'ringing')?.extension).toBe('101');
    });
  });

  it('are made for the employees of the settings where there are some', async () => {
    await asked({ employees: ['105'], subscriptionSeconds: 3600 }, async (context, stub) => {
      expect(await api.subscribe!(context)).toEqual({ expiresAt: new Date('2026-03-02T10:00:00Z') });
      expect(stub.subscribed.map(({ pattern }) => pattern)).toEqual(['105']);
    });
  });

  it('fail as the provider fails', async () => {
    const failure = (behaviour: 'refuses' | 'over-limit' | 'fails') =>
      asked({ employees: ['101'] }, (context) => api.subscribe!(context).catch((error: unknown) => error), behaviour);
    expect(await failure('refuses')).toBeInstanceOf(PermanentFailure);
    expect(await failure('over-limit')).toBeInstanceOf(TransientFailure);
    expect(await failure('fails')).toBeInstanceOf(TransientFailure);
  });
});

it('names employees without an extension too', async () => {
  expect(await asked({}, (context) => api.employees!(context))).toEqual([
    { ref: '9000000201@mpbx.sip.beeline.ru', name: 'Смирнова Анна', extensions: ['101'] },
    { ref: '9000000202@mpbx.sip.beeline.ru', name: 'Орлова Ольга', extensions: ['102'] },
    { ref: 'SIP77@mpbx.sip.beeline.ru', name: 'Факс', extensions: [] },
  ]);
});

it('dials ten digits and learns the id that the events will have', async () => {
  const wanted = { extension: '101', employeeRef: null, phone: '+79000000103', line: null, requestId: 'r' };
  expect(await asked({}, (context) => api.dial!(context, wanted))).toEqual({ providerCallId: '17101:0' });
});
