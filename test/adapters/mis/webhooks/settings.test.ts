import { webhookSettings } from '../../../../adapters/mis/webhooks/settings.ts';
import { webhookSecret } from '../../../support/webhook-account.ts';

const smallest = { url: 'https://crm.example.com/hook', secret: [webhookSecret] };
const problems = (settings: object): string[] => {
  const result = webhookSettings.safeParse({ ...smallest, ...settings });
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

it('needs an address and a secret only', () => {
  expect(webhookSettings.parse(smallest)).toEqual({
    ...smallest,
    events: ['call.settled', 'call.updated', 'call.outcome', 'recording.ready', 'task.created'],
    headers: {},
    names: true,
    recordingLinks: true,
    trusted: false,
    timeoutSeconds: 20,
  });
});

it('plain http only where the account says that the network is its own', () => {
  expect(problems({ url: 'http://192.168.1.10/hook' })).toEqual([
    'url: Names and numbers go over https; for an address inside the clinic’s network write trusted: true.',
  ]);
  expect(problems({ url: 'http://192.168.1.10/hook', trusted: true })).toEqual([]);
});

it.each<[string, object, RegExp]>([
  [
    'an event that nothing produces yet',
    { events: ['appointment.attributed'] },
    /^events.0: Nothing produces this event yet/,
  ],
  ['an unknown event', { events: ['call.ringing'] }, /^events.0: An event is one of call.settled/],
  [
    'updates of what is never told',
    { events: ['call.updated'] },
    /^events: call.updated changes what call.settled told/,
  ],
  ['a password in the address', { url: 'https://user:pass@crm.example.com/' }, /^url: Write the password as a header/],
  ['another protocol', { url: 'ftp://crm.example.com/' }, /^url: This is not a web address/],
  ['a secret that is none', { secret: ['secret'] }, /^secret.0: A secret is whsec_/],
  ['a header of the signature', { headers: { 'Webhook-Id': '1' } }, /^headers.Webhook-Id: /],
  ['a header of the connection', { headers: { 'content-length': '1' } }, /^headers.content-length: /],
  ['a second line in a header', { headers: { 'x-key': 'a\r\nb' } }, /^headers.x-key: A header holds latin/],
  ['too much patience', { timeoutSeconds: 31 }, /^timeoutSeconds: /],
])('refuses %s', (_, settings, problem) => {
  const found = problems(settings);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(problem);
});
