import { toldCall } from '../../src/contracts/mis-api.ts';
import type { PushedCall } from '../../src/contracts/pushed-event.ts';
import { misApiAccounts } from '../../src/mis/index.ts';
import { fakeCrmAdapter } from '../support/fake-crm.ts';

const configured = { id: 'clinic-mis', provider: 'fake-crm', allowFrom: [], settings: { url: 'http://127.0.0.1:1' } };
const [account] = misApiAccounts(
  [fakeCrmAdapter()],
  new Map([['clinic-mis', configured]]),
  // As docs/directory.md names it.
  [{ id: 'mis', account: 'clinic-mis' }, { id: 'file:patients' }, { id: 'other', account: 'other-mis' }],
).values();

const personOf = (source: string | null) => {
  const candidates = [{ source, externalId: '651', name: 'Орлова Мария', chosen: false }];
  const call = { candidates } as unknown as PushedCall;
  return toldCall({ key: 'a'.repeat(30), revision: 1, call, cards: account!.cards }).person;
};

it.each(['clinic-mis', 'mis'])('a card of the source %s is one of its cards', (source) => {
  expect(personOf(source)).toEqual({ externalId: '651', name: 'Орлова Мария' });
});

it.each(['file:patients', 'other', 'other-mis', null])('a card of the source %s is none of its cards', (source) => {
  expect(personOf(source)).toBeNull();
});
