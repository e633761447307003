import { TransientFailure } from '../../src/contracts/failures.ts';
import type { MisApi, ToldRinging } from '../../src/contracts/mis-api.ts';
import { createRinging, type RingingOptions } from '../../src/mis/tell-ringing.ts';
import type { MisApiAccount } from '../../src/mis/index.ts';
import type { LoadedPop } from '../../src/pops/index.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { eventually } from '../support/eventually.ts';

const now = new Date('2026-03-10T09:00:00Z');
const told: (ToldRinging & { account: string })[] = [];
const account = (id: string, own: { rings?: boolean; branches?: string[]; fails?: boolean } = {}): MisApiAccount => {
  const api: Partial<MisApi<unknown>> = {
    async tellRinging(ringing) {
      if (own.fails === true) throw new TransientFailure('busy');
      told.push({ ...ringing, account: id });
    },
  };
  return {
    ...{ account: id, name: id, settings: {}, api: api as MisApi<unknown> },
    can: { ringing: own.rings ?? true },
    wants: { ringing: true, branches: own.branches ?? null },
  } as unknown as MisApiAccount;
};
const open = (accounts: MisApiAccount[], mayKnow: RingingOptions['mayKnow'] = async () => true) =>
  createRinging({
    ...{
      accounts: new Map(accounts.map((one) => [one.account, one])),
      clock: { now: () => now },
      log: silentLog,
      mayKnow,
    },
    access: { context: () => ({}) as never },
    extensionOf: (feed) => ({ 'seat:one': '101', 'seat:two': '102' })[feed],
  });
const pop = (own: { feed?: string; type?: string; at?: Date; callId?: number; call?: object } = {}): LoadedPop =>
  ({
    ...{ feed: 'seat:one', type: 'call.ringing', callId: 1, at: now, ...own },
    call: { direction: 'in', from: '+79000000104', line: '+74950000101', branch: 'center', ...own.call },
  }) as unknown as LoadedPop;
beforeEach(() => (told.length = 0));
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('tells once whose telephone rings, however often it is shown', async () => {
  const ringing = open([account('a')]);
  ringing([pop(), pop(), pop({ feed: 'seat:two' }), pop({ feed: 'branch:center' })]);
  ringing([pop()]);
  await eventually(() => expect(told).toHaveLength(2));
  expect(told.map(({ extension, phone, line }) => [extension, phone, line])).toEqual([
    ['101', '+79000000104', '+74950000101'],
    ['102', '+79000000104', '+74950000101'],
  ]);
});

it.each([
  ['a call that was taken', { type: 'call.answered' }],
  ['a call of ours', { call: { direction: 'out' } }],
  ['a withheld number', { call: { from: null } }],
  ['a call that rang long ago', { at: new Date(now.getTime() - 6_000) }],
  ['another branch', { call: { branch: 'north' } }],
] as const)('says nothing of %s', async (_what, own) => {
  open([account('a', { branches: ['center'] })])([pop(own)]);
  await settled();
  expect(told).toEqual([]);
});

it('says nothing to who shows no card, or may not know of the call; one that fails keeps nobody else from it', async () => {
  open([account('mute', { rings: false })])([pop()]);
  open([account('secret')], async () => false)([pop()]);
  open([account('broken', { fails: true }), account('sound')])([pop()]);
  await eventually(() => expect(told.map(({ account: id }) => id)).toEqual(['sound']));
});
