import { pullAccounts } from '../../src/deliveries/index.ts';
import { misAdapters } from '../../adapters/mis/index.ts';

const configured = (id: string, provider: string, settings: unknown) =>
  [id, { id, provider, allowFrom: ['192.0.2.0/24'], settings }] as const;

it('are the configured accounts whose MIS asks us, in order', () => {
  const pushed = { id: 'pushed', name: 'Pushed', settings: misAdapters[0]!.settings, capabilities: [] };
  const accounts = pullAccounts(
    [...misAdapters, pushed],
    new Map([
      configured('b', 'ident', { key: 'k', calls: 'off', ticketsAfterMinutes: 5 }),
      configured('c', 'pushed', { key: 'k' }),
      configured('a', 'ident', { key: 'k', tickets: 'off' }),
    ]),
  );
  expect(accounts.map(({ account, basePath, allowFrom, wants }) => ({ account, basePath, allowFrom, wants }))).toEqual([
    {
      account: 'b',
      basePath: 'ident',
      allowFrom: ['192.0.2.0/24'],
      wants: { calls: false, missedCalls: true, missedCallsAfterMinutes: 5, requests: true },
    },
    {
      account: 'a',
      basePath: 'ident',
      allowFrom: ['192.0.2.0/24'],
      wants: { calls: true, missedCalls: false, missedCallsAfterMinutes: 0, requests: true },
    },
  ]);
});

it('do not start with settings that the adapter cannot read', () => {
  expect(() => pullAccounts(misAdapters, new Map([configured('a', 'ident', { key: '' })]))).toThrow();
});
