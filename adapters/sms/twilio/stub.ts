import type { SmsState } from '../../../src/contracts/sms.ts';
import type { SmsStub, SmsWord } from '../../kit/sms-stub.ts';

const wordCodes: Readonly<Partial<Record<SmsWord, number>>> = {
  ...{ 'bad-number': 21211, 'stop-list': 21610, 'sender-not-agreed': 21606 },
};
const stateWords: Readonly<Record<SmsState, string>> = {
  ...{ queued: 'queued', sent: 'sent', delivered: 'delivered', failed: 'undelivered', unknown: 'receiving' },
};

/** Twilio's messages, balance and errors. */
export function createTwilioSmsStub({ accountSid, authToken }: { accountSid: string; authToken: string }): SmsStub {
  const base = `/2010-04-01/Accounts/${accountSid}`;
  const basic = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const stub: SmsStub = {
    taken: [],
    states: new Map(),
    balance: 100,
    sends: ({ method, path }) => method === 'POST' && path === `${base}/Messages.json`,
    answer({ method, path, headers, body }, word) {
      if (word === 'wrong-key' || headers['authorization'] !== basic) return fails(401, 20003);
      if (path === `${base}/Balance.json`) return json(200, { balance: stub.balance.toFixed(2), currency: 'USD' });
      const asked = new RegExp(`^${base}/Messages/(\\w+)\\.json$`).exec(path)?.[1];
      if (asked !== undefined) {
        if (!stub.taken.some(({ providerId }) => providerId === asked)) return fails(404, 20404);
        return json(200, messageOf(asked, stateWords[stub.states.get(asked) ?? 'queued']));
      }
      if (method !== 'POST' || path !== `${base}/Messages.json`) return { status: 404, body: 'Not found' };
      const given = new URLSearchParams(body.toString('utf8'));
      const code = wordCodes[word];
      if (code !== undefined) return fails(400, code);
      const sid = `SM${String(stub.taken.length + 1).padStart(32, '0')}`;
      if (word === 'refuses-recipient') return json(201, { ...messageOf(sid, 'failed'), error_code: 30006 });
      if (given.get('From') === null && given.get('MessagingServiceSid') === null) return fails(400, 21603);
      stub.taken.push({
        ...{ to: given.get('To') ?? '', text: given.get('Body') ?? '', sender: given.get('From') },
        ...{ clientId: null, templateId: null, providerId: sid },
      });
      return json(201, messageOf(sid, 'queued'));
    },
  };
  return stub;
}

function messageOf(sid: string, status: string) {
  return {
    ...{ sid, status, error_code: null, error_message: null, num_segments: '1', price: null, price_unit: 'USD' },
    date_updated: 'Tue, 10 Mar 2026 09:00:00 +0000',
  };
}

function fails(status: number, code: number) {
  return json(status, { code, message: 'refused', more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}

function json(status: number, body: unknown) {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
