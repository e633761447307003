import type { SmsState } from '../../../src/contracts/sms.ts';
import type { SmsStub, SmsWord, StubRequest } from '../../kit/sms-stub.ts';

const wordCodes: Readonly<Partial<Record<SmsWord, number>>> = {
  'refuses-recipient': 207,
  'bad-number': 202,
  'stop-list': 209,
  'no-money': 201,
  'sender-not-agreed': 204,
};
const stateCodes: Readonly<Record<SmsState, number>> = {
  queued: 100,
  sent: 102,
  delivered: 103,
  failed: 104,
  unknown: 999,
};

/** SMS.RU as its page describes it: requests with `json=1` and a key in the body or in the query. */
export function createSmsRuStub(key: string): SmsStub {
  const stub: SmsStub = {
    taken: [],
    states: new Map(),
    balance: 100,
    sends: ({ path }) => path === '/sms/send',
    answer(request, word) {
      const given = fieldsOf(request);
      if (word === 'wrong-key' || given.get('api_id') !== key || given.get('json') !== '1')
        return json({ status: 'ERROR', status_code: 200, status_text: 'Неправильный api_id' });
      if (request.path === '/my/balance')
        return json({ status: 'OK', status_code: 100, balance: stub.balance.toFixed(2) });
      if (request.path === '/sms/status') return json(statuses(given.get('sms_id') ?? ''));
      if (request.path !== '/sms/send') return { status: 404, body: 'Not found' };
      const code = wordCodes[word] ?? 100;
      // No money is told for the request as a whole, the others for each recipient.
      if (code === 201) return json({ status: 'ERROR', status_code: 201, status_text: 'Недостаточно средств' });
      const to = given.get('to') ?? '';
      const phones = to.split(',');
      const results = phones.map((phone) => {
        if (code !== 100) return [phone, { status: 'ERROR', status_code: code, status_text: 'отказ' }];
        const providerId = `202603-${1_000_000 + stub.taken.length}`;
        stub.taken.push({
          ...{ to: phone, text: given.get('msg') ?? '', sender: given.get('from'), clientId: null, templateId: null },
          providerId,
        });
        return [phone, { status: 'OK', status_code: 100, sms_id: providerId, cost: '4.40' }];
      });
      return json({ status: 'OK', status_code: 100, sms: Object.fromEntries(results), balance: stub.balance });
    },
  };

  const statuses = (ids: string) => ({
    ...{ status: 'OK', status_code: 100 },
    sms: Object.fromEntries(
      ids.split(',').map((id) => {
        const known = stub.taken.some(({ providerId }) => providerId === id);
        const status_code = known ? stateCodes[stub.states.get(id) ?? 'queued'] : -1;
        return [id, { status: known ? 'OK' : 'ERROR', status_code, cost: '4.40', status_text: '' }];
      }),
    ),
  });
  return stub;
}

function fieldsOf({ query, body }: StubRequest): URLSearchParams {
  return new URLSearchParams([...query, ...new URLSearchParams(body.toString('utf8'))]);
}

function json(body: unknown): { status: number; headers: Record<string, string>; body: string } {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
