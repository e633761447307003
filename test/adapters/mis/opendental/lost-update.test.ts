import nock from 'nock';
import { createHttpClient } from '../../../../adapters/kit/http.ts';
import { openDental } from '../../../../adapters/mis/opendental/adapter.ts';
import { openOpenDentalStub } from '../../../../adapters/mis/opendental/stub.ts';
import { toldCall, type MisProgress } from '../../../../src/contracts/mis-api.ts';
import type { PushedCall } from '../../../../src/contracts/pushed-event.ts';
import { noSql } from '../../../support/no-sql.ts';

beforeAll(() => nock.disableNetConnect());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

const settings = openDental.settings.parse({
  ...{ developerKey: 'developer-key', customerKey: 'customer-key', corrections: true, secondsPerRequest: 0 },
});
const call = (talkSeconds: number) =>
  toldCall({
    ...{ key: 'a'.repeat(30), revision: talkSeconds, cards: ['od'] },
    call: {
      ...{
        id: '17',
        direction: 'in',
        external: '+15366245871',
        zone: 'America/Denver',
        result: 'answered',
        talkSeconds,
      },
      ...{ startedAt: '2026-03-10T09:00:00.000Z', class: null, line: null, lineName: null, campaign: null },
      ...{ recordingUrl: null, candidates: [{ source: 'od', externalId: '15', name: 'Smith', chosen: false }] },
    } as unknown as PushedCall,
  });

function remembered(): MisProgress & { ref: string | null } {
  const kept = { ref: null as string | null, steps: {} as Record<string, string> };
  return Object.assign(kept, {
    finished: async (step: string, answer = '') => void (kept.steps[step] = answer),
    undone: async (step: string) => void delete kept.steps[step],
    claim: async (ref: string) => ((kept.ref = ref), true),
  });
}

it('a note that says something else is found again and rewritten, not believed', async () => {
  const stub = openOpenDentalStub(settings, 'sound', { patients: [{ PatNum: 15 }] });
  const http = createHttpClient({ timeoutMs: 2_000 });
  const context = {
    ...{ account: 'od', settings, branches: [], http, clock: { now: () => new Date() } },
    tokens: { get: () => Promise.reject(new Error('not asked')) },
    signal: new AbortController().signal,
    sql: noSql,
  };
  const api = openDental.api!;
  const progress = remembered();
  await api.writeCall!(call(5), progress, context);
  // The answer of the first was lost, and the call turned out longer.
  expect(await api.lookUpCall!(call(60), progress, context)).toBeNull();
  expect(await api.writeCall!(call(60), progress, context)).toEqual({ ref: '1' });
  expect(stub.commlogs.map(({ Note }) => /разговор (\d+)/.exec(Note)?.[1])).toEqual(['60']);
  expect(await api.lookUpCall!(call(60), progress, context)).toEqual({ ref: '1' });
  http.close();
  stub.close();
});
