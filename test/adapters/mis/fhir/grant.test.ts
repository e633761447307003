import nock from 'nock';
import { createHttpClient } from '../../../../adapters/kit/http.ts';
import { grant } from '../../../../adapters/mis/fhir/grant.ts';
import { fhirSettings } from '../../../../adapters/mis/fhir/settings.ts';
import { openFhirStub } from '../../../../adapters/mis/fhir/stub.ts';
import { PermanentFailure } from '../../../../src/contracts/failures.ts';
import { noSql } from '../../../support/no-sql.ts';

const now = new Date('2026-03-10T09:02:00Z');
const client = { id: 'trubka', tokenUrl: 'https://auth.clinic.example/token' };
const url = 'https://fhir.clinic.example/r4';
const contextOf = (settings: ReturnType<typeof fhirSettings.parse>) => ({
  ...{ account: 'clinic', settings, branches: [], http: createHttpClient({ timeoutMs: 2_000 }) },
  tokens: { get: () => Promise.reject(new Error('not asked')) },
  clock: { now: () => now },
  signal: new AbortController().signal,
  sql: noSql,
});

beforeAll(() => nock.disableNetConnect());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

it('is granted a token by a secret', async () => {
  const settings = fhirSettings.parse({ url, client: { ...client, secret: 'a-secret-of-ours' } });
  const stub = openFhirStub(settings);
  const token = await grant(contextOf(settings), settings.client!);
  expect(token).toEqual({ access: 'second-access-token', refresh: null, expiresAt: new Date('2026-03-10T09:07:00Z') });
  stub.close();
});

it('stops with a key that is none, and tells nothing of it', async () => {
  const privateKey = '-----BEGIN PRIVATE KEY-----\nbm9uZQ==\n-----END PRIVATE KEY-----';
  const settings = fhirSettings.parse({ url, client: { ...client, privateKey } });
  const failure = await grant(contextOf(settings), settings.client!).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(PermanentFailure);
  expect(String(failure)).not.toContain('bm9uZQ');
});

it('wants either a secret or a key', () => {
  expect(fhirSettings.safeParse({ url, client }).success).toBe(false);
});
