import type { SmsState } from '../../../src/contracts/sms.ts';
import type { SmsStub, SmsWord } from '../../kit/sms-stub.ts';

/** Words of an installation; the vendor's page was not at hand, so the adapter takes them from its settings. */
const states: Readonly<Record<SmsState, string>> = {
  ...{ queued: 'QUEUED', sent: 'SENT', delivered: 'DELIVERED', failed: 'FAILED', unknown: 'OTHER' },
};
const texts: Readonly<Partial<Record<SmsWord, string>>> = {
  'refuses-recipient': 'message is not allowed',
  'bad-number': 'destination: does not match regex',
  'stop-list': 'subscriber has refused messages',
  'no-money': 'balance is too low',
  'sender-not-agreed': 'Number does not exist',
};

/** MTS Exolve: SendSMS as documented, GetList by message_id. */
export function createExolveStub(apiKey: string): SmsStub {
  const stub: SmsStub = {
    taken: [],
    states: new Map(),
    balance: 0,
    sends: ({ path }) => path === '/messaging/v1/SendSMS',
    answer({ path, headers, body }, word) {
      if (word === 'wrong-key' || headers['authorization'] !== `Bearer ${apiKey}`)
        return { status: 401, body: JSON.stringify({ error: { message: 'unauthorized' } }) };
      const given = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
      if (path === '/messaging/v1/GetList') {
        const found = stub.taken.filter(({ providerId }) => providerId === String(given['message_id']));
        const messages = found.map(({ providerId }) => ({
          message_id: providerId,
          delivery_status: states[stub.states.get(providerId) ?? 'queued'],
        }));
        return { status: 200, body: JSON.stringify({ messages }) };
      }
      if (path !== '/messaging/v1/SendSMS') return { status: 404, body: 'Not found' };
      // A refusal may come with 200 too.
      const message = texts[word];
      if (message !== undefined)
        return { status: word === 'refuses-recipient' ? 200 : 400, body: JSON.stringify({ error: { message } }) };
      if (!/^79\d{9}$/.test(String(given['destination'])) || typeof given['number'] !== 'string')
        return { status: 400, body: JSON.stringify({ error: { message: 'destination: does not match regex' } }) };
      const providerId = `4391665382394485${36 + stub.taken.length}`;
      const template = given['template_resource_id'];
      stub.taken.push({
        ...{ to: String(given['destination']), text: String(given['text']), sender: given['number'], clientId: null },
        ...{ templateId: typeof template === 'number' ? String(template) : null, providerId },
      });
      return { status: 200, body: JSON.stringify({ message_id: providerId, template_resource_id: template ?? 0 }) };
    },
  };
  return stub;
}
