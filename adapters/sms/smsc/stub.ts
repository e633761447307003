import type { SmsState } from '../../../src/contracts/sms.ts';
import type { SmsStub, SmsWord, StubRequest } from '../../kit/sms-stub.ts';

const wordCodes: Readonly<Partial<Record<SmsWord, number>>> = {
  'refuses-recipient': 8,
  'bad-number': 7,
  'no-money': 3,
  'wrong-key': 2,
};
const stateCodes: Readonly<Record<SmsState, number>> = { queued: -1, sent: 0, delivered: 1, failed: 20, unknown: 77 };

/** SMSC as its pages describe it, with `fmt=3`. */
export function createSmscStub(credentials: { login: string; password: string }): SmsStub {
  const fails = (error_code: number, id?: string) =>
    json({ error: 'message is denied', error_code, ...(id && { id }) });
  const stub: SmsStub = {
    taken: [],
    states: new Map(),
    balance: 100,
    sends: ({ path }) => path === '/sys/send.php',
    answer(request, word) {
      const given = fieldsOf(request);
      if (word === 'wrong-key' || given.get('login') !== credentials.login || given.get('psw') !== credentials.password)
        return fails(2);
      if (given.get('fmt') !== '3') return { status: 200, body: 'ERROR = 1 (parameters error)' };
      if (request.path === '/sys/balance.php') return json({ balance: stub.balance.toFixed(2) });
      if (request.path === '/sys/status.php') return json(statuses(given));
      if (request.path !== '/sys/send.php') return { status: 404, body: 'Not found' };
      // 1 would only tell the price.
      if (!['0', '2', '3', null].includes(given.get('cost')) || given.get('charset') !== 'utf-8') return fails(1);
      const id = given.get('id') ?? String(1 + stub.taken.length);
      const code = wordCodes[word];
      if (code !== undefined) return fails(code, id);
      stub.taken.push({
        ...{ to: given.get('phones') ?? '', text: given.get('mes') ?? '', sender: given.get('sender') },
        ...{ clientId: given.get('id'), templateId: null, providerId: id },
      });
      return json({ id: Number(id), cnt: 1, cost: '4.1', balance: '83.6' });
    },
  };

  const statuses = (given: URLSearchParams): unknown => {
    const phones = (given.get('phone') ?? '').split(',');
    const ids = (given.get('id') ?? '').split(',');
    const rows = ids.map((id, at) => {
      const known = stub.taken.some(({ providerId, to }) => providerId === id && to === phones[at]);
      const status = known ? stateCodes[stub.states.get(id) ?? 'queued'] : -3;
      return {
        status,
        last_date: '10.03.2026 12:00:00',
        last_timestamp: 1_773_133_200,
        id: Number(id),
        phone: phones[at],
      };
    });
    const [first] = rows;
    if (rows.length > 1 || first === undefined) return rows;
    if (first.status === -3) return { error: 'message not found', error_code: 3 };
    const { status, last_date, last_timestamp } = first;
    return { status, last_date, last_timestamp };
  };
  return stub;
}

function fieldsOf({ query, body }: StubRequest): URLSearchParams {
  return new URLSearchParams([...query, ...new URLSearchParams(body.toString('utf8'))]);
}

function json(body: unknown): { status: number; headers: Record<string, string>; body: string } {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
