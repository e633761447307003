import type { SmsState } from '../../../src/contracts/sms.ts';
import type { SmsStub } from '../../kit/sms-stub.ts';

const stateCodes: Readonly<Record<SmsState, number>> = { queued: 0, sent: 3, delivered: 1, failed: 2, unknown: 77 };

/** SMS Aero v2 as its own clients speak to it. */
export function createSmsAeroStub({ email, apiKey }: { email: string; apiKey: string }): SmsStub {
  const basic = `Basic ${Buffer.from(`${email}:${apiKey}`).toString('base64')}`;
  const stub: SmsStub = {
    taken: [],
    states: new Map(),
    balance: 100,
    sends: ({ path }) => path === '/sms/send',
    answer({ path, headers, body }, word) {
      if (word === 'wrong-key' || headers['authorization'] !== basic)
        return fails(401, 'Your request was made with invalid credentials.');
      const given = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
      if (path === '/balance') return takes({ balance: stub.balance });
      if (path === '/sms/status') {
        const id = String(given['id']);
        if (!stub.taken.some(({ providerId }) => providerId === id)) return fails(404, 'Not found.');
        return takes(messageOf(id, stateCodes[stub.states.get(id) ?? 'queued']));
      }
      if (path !== '/sms/send') return { status: 404, body: 'Not found' };
      if (typeof given['sign'] !== 'string') return fails(400, 'Validation error.', { sign: ['required'] });
      if (word === 'bad-number') return fails(400, 'Validation error.', { number: ['incorrect'] });
      if (word === 'sender-not-agreed') return fails(400, 'Validation error.', { sign: ['incorrect'] });
      if (word === 'stop-list') return fails(200, 'Номер в черном списке');
      if (word === 'no-money') return { status: 200, body: JSON.stringify({ result: 'no credits' }) };
      if (word === 'refuses-recipient') return takes([messageOf('5', 6)]);
      const providerId = String(686_325 + stub.taken.length);
      stub.taken.push({
        ...{ to: String(given['number']), text: String(given['text']), sender: given['sign'] },
        ...{ clientId: null, templateId: null, providerId },
      });
      return takes([messageOf(providerId, 0)]);
    },
  };
  return stub;
}

function messageOf(id: string, status: number): unknown {
  return {
    ...{ id: Number(id), from: 'SMS Aero', number: '79990000000', text: 'Test', status, extendStatus: 'queue' },
    ...{ channel: 'FREE SIGN', cost: '1.95', dateCreate: 1_773_133_200, dateSend: 1_773_133_200 },
  };
}

function takes(data: unknown) {
  return { status: 200, body: JSON.stringify({ success: true, data, message: null }) };
}

function fails(status: number, message: string, data: unknown = null) {
  return { status, body: JSON.stringify({ success: false, data, message }) };
}
