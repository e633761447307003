import type { SmsStub, SmsWord } from '../../kit/sms-stub.ts';

/** Texts of an installation: the vendor's list was not at hand, so the adapter takes them from its settings. */
const texts: Readonly<Partial<Record<SmsWord, string>>> = {
  'refuses-recipient': 'not allowed',
  'bad-number': 'destination is invalid',
  'stop-list': 'destination is blacklisted',
  'no-money': 'not enough balance',
  'sender-not-agreed': 'senderName is unknown',
};

/** i-Digital Direct as published programs speak to it. */
export function createIDigitalStub(token: string): SmsStub {
  const stub: SmsStub = {
    taken: [],
    states: new Map(),
    balance: 0,
    sends: ({ path }) => path === '/api/v1/message',
    answer({ path, headers, body }, word) {
      if (word === 'wrong-key' || headers['authorization'] !== `Basic ${token}`)
        return { status: 401, body: JSON.stringify({ error: 'unauthorized' }) };
      if (path !== '/api/v1/message') return { status: 404, body: 'Not found' };
      const given = JSON.parse(body.toString('utf8')) as unknown;
      const message = Array.isArray(given) ? (given[0] as Record<string, unknown>) : {};
      if (message['channelType'] !== 'SMS' || typeof message['senderName'] !== 'string')
        return { status: 400, body: JSON.stringify({ error: { code: 1, msg: 'bad request' } }) };
      const error = texts[word];
      if (word === 'refuses-recipient') return { status: 200, body: JSON.stringify([{ id: null, error }]) };
      if (error !== undefined) return { status: 400, body: JSON.stringify({ error: { code: 2, msg: error } }) };
      const providerId = `6f9619ff-8b86-d011-b42d-${String(stub.taken.length + 1).padStart(12, '0')}`;
      stub.taken.push({
        ...{ to: String(message['destination']), text: String(message['content']), sender: message['senderName'] },
        ...{ clientId: null, templateId: null, providerId },
      });
      return { status: 200, body: JSON.stringify([{ id: providerId }]) };
    },
  };
  return stub;
}
