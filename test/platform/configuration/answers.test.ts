import { smsAdapters } from '../../../adapters/sms/index.ts';
import { isAnswerable } from '../../../src/contracts/sms.ts';
import type { ProviderSchemas } from '../../../src/platform/configuration/index.ts';
import { parseConfiguration } from '../../../src/platform/configuration/read-configuration.ts';

const providers: ProviderSchemas = {
  ...{ pbx: new Map(), mis: new Map() },
  sms: new Map(smsAdapters.map(({ id, settings }) => [id, settings])),
  answerable: (provider, sender, settings) =>
    isAnswerable(
      smsAdapters.find(({ id }) => id === provider)!,
      sender,
      settings,
    ),
};

const problems = (account: string, more = '') => {
  const result = parseConfiguration({
    text: `clinic: { name: Ромашка }
branches:
  - { id: center, name: Центр, zone: Europe/Moscow }
  - { id: north, name: Север, zone: Europe/Moscow }
accounts:
  sms:
    - ${account}
messages:
  templates: [{ id: ask, text: { ru: 'Придете? {{ time }}' } }]
  reminders: [{ id: evening, template: ask, hoursBefore: 3, answers: reply }]
${more}`,
    path: 'trubka.yaml',
    providers,
    environment: { KEY: 'a-long-enough-key', TOKEN: 'f'.repeat(32) },
  });
  return result.ok ? [] : result.problems.map(({ key, message, remedy }) => [key, message, remedy]);
};
const smsc = '{ id: smsc, provider: smsc, login: a, password: "${env:KEY}", replies: true';

it('a reminder may ask for a reply where the sender is a number and the provider passes answers on', () => {
  expect(problems(`${smsc}, sender: "+79001234567" }`)).toEqual([]);
});

it.each([
  ['a word', `${smsc}, sender: Romashka }`, '', 'smsc sends as "Romashka"'],
  ['the account’s own', `${smsc} }`, '', 'smsc sends with its own sender'],
  ['a provider that tells no answers', '{ id: log, provider: log, sender: "+79001234567" }', '', 'log sends as'],
  ['a word of one branch', `${smsc}, sender: "+79001234567" }`, '  branches: { north: { sender: Sever } }\n', 'Sever'],
])('refused: %s', (_, account, more, message) => {
  expect(problems(account, more)).toEqual([
    [
      'messages.reminders[0].answers',
      expect.stringContaining(message),
      expect.stringMatching(/answers: link.*a number as its sender/),
    ],
  ]);
});
