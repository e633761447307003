import { readCall } from '../../src/calls/index.ts';
import { createIntake } from '../../src/calls/intake.ts';
import { createReceiver, type Receiver } from '../../src/calls/receive-notification.ts';
import { oweForward } from '../../src/deliveries/index.ts';
import { callClasses } from '../../src/contracts/caller.ts';
import { callEvent } from '../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../src/contracts/failures.ts';
import { definePbxAdapter } from '../../src/contracts/pbx.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { z } from 'zod';

const at = new Date('2026-11-16T09:00:00Z');
const settings = { secret: 'secret' };

/** Its notification is the id of a call that begins, or is marked; «unreadable» and «nothing» are what they say. */
const adapter = definePbxAdapter<typeof settings>({
  id: 'words',
  name: 'Words',
  settings: z.object({ secret: z.string() }),
  capabilities: ['incoming'],
  authenticate: () => true,
  parse(request, { account }) {
    const word = request.body.toString();
    if (word === 'unreadable') throw new UnreadableNotification('no word of ours');
    if (word === 'nothing') return [];
    const marked = /^mark (.*)$/.exec(word)?.[1];
    if (marked !== undefined)
      return [callEvent({ eventKey: word, account, providerCallId: marked, kind: 'tagged', tags: ['VIP', 'Новый'] })];
    return [callEvent({ eventKey: word, account, providerCallId: word, kind: 'started', direction: 'in' })];
  },
  templates: () => [],
});

let db: TestDatabase;
let unusable: unknown[];
let receiver: Receiver;

beforeAll(async () => {
  db = await testDatabase();
  const account = {
    ...testConfiguration().pbx.get('uis')!,
    ...{ id: 'words', provider: 'words', settings },
    tagTexts: Object.fromEntries(callClasses.map((name) => [name, name === 'first-time' ? 'новый' : name])) as Record<
      (typeof callClasses)[number],
      string
    >,
  };
  const configuration = testConfiguration({ pbx: new Map([['words', account]]) });
  receiver = createReceiver({
    accounts: () => new Map([['words', { ...account, forwardTo: 'https://former.example/hook' }]]),
    adapters: new Map([['words', adapter]]),
    addressAllowed: () => true,
    intake: createIntake({
      pool: db.database.pool,
      configuration: () => configuration,
      clock: { now: () => at },
      settleSeconds: () => 15,
      onCommitted: () => undefined,
    }),
    sql: db.database.sql,
    clock: { now: () => at },
    forward: oweForward,
    onUnusable: (error) => unusable.push(error),
  });
});
afterAll(() => db.drop());
beforeEach(async () => {
  unusable = [];
  await db.database.pool.query('truncate quarantine, delivery, call_event, event_key, provider_call, call cascade');
});

const receive = (word: string) =>
  receiver.receive(
    'words',
    {
      ...{ method: 'POST', path: '/secret', query: {}, rawQuery: '', headers: {}, remoteAddress: '' },
      body: Buffer.from(word),
    },
    { truncated: false },
  );

async function rows(): Promise<{ calls: number; quarantined: number; forwarded: number }> {
  const { rows: counted } = await db.database.pool.query<{ calls: number; quarantined: number; forwarded: number }>(
    `select (select count(*) from call)::integer as calls, (select count(*) from quarantine)::integer as quarantined,
       (select count(*) from delivery where kind = 'forward')::integer as forwarded`,
  );
  return counted[0]!;
}

it('marks of a call that was never told of make no call, those of a known one are its tags without our own', async () => {
  expect(await receive('mark call-3')).toMatchObject({ kind: 'stored', events: 0 });
  expect(await rows()).toMatchObject({ calls: 0, quarantined: 0 });
  await receive('call-3');
  expect(await receive('mark call-3')).toMatchObject({ kind: 'stored', events: 1 });
  const { rows: calls } = await db.database.pool.query<{ id: number }>('select id from call');
  expect(calls).toHaveLength(1);
  expect(await readCall(db.database, calls[0]!.id)).toMatchObject({ state: 'new', tags: ['VIP'] });
});

/** A database that refuses to write this table, for as long as the work lasts. */
async function refusing(table: 'quarantine' | 'delivery', work: () => Promise<void>): Promise<void> {
  await db.database.pool.query(
    `create or replace function refuse() returns trigger language plpgsql as
       $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$;
     create trigger refuse before insert on ${table} for each row execute function refuse()`,
  );
  try {
    await work();
  } finally {
    await db.database.pool.query(`drop trigger refuse on ${table}`);
  }
}

describe('an account with a former receiver', () => {
  it.each([
    ['a call', 'call-1', { kind: 'stored' }, { calls: 1, quarantined: 0, forwarded: 1 }],
    ['what tells of no call', 'nothing', { kind: 'stored' }, { calls: 0, quarantined: 0, forwarded: 1 }],
    ['what cannot be read', 'unreadable', { kind: 'quarantined' }, { calls: 0, quarantined: 1, forwarded: 1 }],
  ])('%s is kept and owed to it', async (_what, word, outcome, left) => {
    expect(await receive(word)).toMatchObject(outcome);
    expect(await rows()).toEqual(left);
  });

  it.each([
    ['quarantine', 'unreadable'],
    ['delivery', 'unreadable'],
    ['delivery', 'nothing'],
    ['delivery', 'call-2'],
  ] as const)(
    'where %s cannot be written, nothing of «%s» is kept or owed and the provider is asked again',
    async (table, word) => {
      await refusing(table, async () => {
        expect(await receive(word)).toEqual({ kind: 'busy' });
        expect(await rows()).toEqual({ calls: 0, quarantined: 0, forwarded: 0 });
        expect(unusable).not.toEqual([]);
      });
      expect((await receive(word)).kind).not.toBe('busy');
      expect((await rows()).forwarded).toBe(1);
    },
  );
});
