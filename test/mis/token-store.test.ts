import type { KeptToken } from '../../src/contracts/mis-api.ts';
import { misTokens } from '../../src/mis/index.ts';
import { keyRing, openText, sealText } from '../../src/platform/keys/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const key = (letter: string): string => Buffer.alloc(32, letter).toString('base64');
const ring = keyRing([key('a')]);
let db: TestDatabase;
let now = new Date('2026-03-10T09:00:00Z');
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  now = new Date('2026-03-10T09:00:00Z');
  await db.database.pool.query('truncate mis_token');
});

/** The tokens as one process has them. */
const process = (keys = ring) =>
  misTokens({ pool: db.database.pool, keys: async () => keys, clock: { now: () => now } });
const token = (n: number, minutes = 60): KeptToken => ({
  ...{ access: `access-${n}`, refresh: `refresh-${n}` },
  expiresAt: new Date(now.getTime() + minutes * 60_000),
});

/** A server whose refresh tokens work once. */
function server() {
  const state = { current: 0, renewals: 0, refused: 0 };
  const renew = async (kept: KeptToken | null): Promise<KeptToken> => {
    state.renewals += 1;
    if (kept !== null && kept.refresh !== `refresh-${state.current}`) {
      state.refused += 1;
      throw new Error('this refresh token was used');
    }
    // Whoever else would renew has the time to try.
    await new Promise((resolve) => setTimeout(resolve, 20));
    state.current += 1;
    return token(state.current);
  };
  return { state, renew };
}

it('many workers of two processes use a refresh token that works once, once', async () => {
  const { state, renew } = server();
  await process().keep('crm', token(0, -5));
  const [one, other] = [process(), process()];
  const workers = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other).of('crm'));
  const got = await Promise.all(workers.map((worker) => worker.get({ renew })));
  expect(new Set(got.map(({ access }) => access))).toEqual(new Set(['access-1']));
  expect(state).toEqual({ current: 1, renewals: 1, refused: 0 });
});

it('a token that the system refuses before its time is renewed once for all who had it', async () => {
  const { state, renew } = server();
  const tokens = process();
  await tokens.keep('crm', token(0));
  const got = await Promise.all(Array.from({ length: 8 }, () => tokens.of('crm').get({ renew, refused: 'access-0' })));
  expect(new Set(got.map(({ access }) => access))).toEqual(new Set(['access-1']));
  expect(state.renewals).toBe(1);
});

it('a token is used until a minute before its end', async () => {
  const { state, renew } = server();
  const tokens = process();
  await tokens.keep('crm', token(0, 10));
  now = new Date(now.getTime() + 8 * 60_000);
  expect((await tokens.of('crm').get({ renew })).access).toBe('access-0');
  now = new Date(now.getTime() + 90_000);
  expect((await tokens.of('crm').get({ renew })).access).toBe('access-1');
  expect(state.renewals).toBe(1);
});

it('what a renewal throws is thrown, and what was kept stays', async () => {
  const tokens = process();
  await tokens.keep('crm', token(0, -5));
  const failing = tokens.of('crm').get({ renew: () => Promise.reject(new Error('the server is away')) });
  await expect(failing).rejects.toThrow('the server is away');
  const { renew } = server();
  expect((await tokens.of('crm').get({ renew })).access).toBe('access-1');
});

it('is kept sealed, for its account alone', async () => {
  const tokens = process();
  await tokens.keep('crm', token(7));
  const { rows } = await db.database.pool.query<{ sealed: Buffer }>('select sealed from mis_token');
  expect(rows[0]!.sealed.toString('latin1')).not.toMatch(/access-7|refresh-7/);
  await db.database.pool.query(`insert into mis_token (account, sealed) select 'other', sealed from mis_token`);
  expect(await tokens.isConnected('crm')).toBe(true);
  expect(await tokens.isConnected('other')).toBe(false);
});

it('is read with a former key, and not without it', async () => {
  await process().keep('crm', token(7));
  expect(await process(keyRing([key('b'), key('a')])).isConnected('crm')).toBe(true);
  expect(await process(keyRing([key('b')])).isConnected('crm')).toBe(false);
});

it('a sealed text that was changed in any byte is none', () => {
  const bound = { keys: ring, purpose: 'test', name: 'crm' };
  const sealed = sealText('секрет', bound);
  expect(openText(sealed, bound)).toBe('секрет');
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed[at] = changed[at]! ^ 1;
    expect(openText(changed, bound)).toBeNull();
  }
  expect(openText(sealed.subarray(0, 20), bound)).toBeNull();
});

it('believes who brings back what we gave, once and for half an hour', async () => {
  const tokens = process();
  await tokens.expectState('crm', 'a-state');
  expect(await tokens.takeState('crm', 'another')).toBe(false);
  expect(await tokens.takeState('other', 'a-state')).toBe(false);
  expect(await tokens.takeState('crm', 'a-state')).toBe(true);
  expect(await tokens.takeState('crm', 'a-state')).toBe(false);
  await tokens.expectState('crm', 'late');
  now = new Date(now.getTime() + 31 * 60_000);
  expect(await tokens.takeState('crm', 'late')).toBe(false);
});
