import type { SmsState } from '../../../src/contracts/sms.ts';
import type { SmsStub } from '../../kit/sms-stub.ts';

const stateCodes: Readonly<Record<SmsState, number>> = { queued: -2, sent: -1, delivered: 0, failed: 42, unknown: 99 };

/** Devino's `/rest/v2` as its documentation describes it; a message of more than 40 characters has two parts. */
export function createDevinoStub({ login, password }: { login: string; password: string }): SmsStub {
  const stub: SmsStub = {
    taken: [],
    states: new Map(),
    balance: 100,
    sends: ({ path }) => path === '/Sms/Send',
    answer({ method, path, query, body }, word) {
      const given = new URLSearchParams([...query, ...new URLSearchParams(body.toString('utf8'))]);
      if (word === 'wrong-key' || given.get('Login') !== login || given.get('Password') !== password)
        return fails(401, 4, 'Invalid user login or password');
      if (path === '/User/Balance') return { status: 200, body: String(stub.balance) };
      if (path === '/Sms/State') return json(stateOf(given.get('messageId') ?? ''));
      if (path !== '/Sms/Send' || method !== 'POST') return { status: 404, body: 'Not found' };
      if (word === 'no-money') return fails(403, 5, 'Not enough credits');
      if (word === 'bad-number') return fails(400, 2, 'Invalid destination address');
      if (word === 'refuses-recipient')
        return { status: 200, body: JSON.stringify({ Code: 2, Desc: 'Invalid argument' }) };
      if (word === 'sender-not-agreed') return fails(400, 6, 'Invalid source address');
      const text = given.get('Data') ?? '';
      const first = 579_700_854 + 10 * stub.taken.length;
      const ids = text.length > 40 ? [`${first}`, `${first + 1}`] : [`${first}`];
      stub.taken.push({
        ...{ to: given.get('DestinationAddress') ?? '', text, sender: given.get('SourceAddress') },
        ...{ clientId: null, templateId: null, providerId: ids.join(',') },
      });
      return json(ids);
    },
  };

  const stateOf = (part: string): unknown => {
    const message = stub.taken.find(({ providerId }) => providerId.split(',').includes(part));
    const State = message === undefined ? 255 : stateCodes[stub.states.get(message.providerId) ?? 'queued'];
    return {
      ...{ State, CreationDateUtc: null, SubmittedDateUtc: null, ReportedDateUtc: '/Date(1773133200000)/' },
      ...{ TimeStampUtc: '/Date(-62135596800000)/', StateDescription: '', Price: message === undefined ? null : 1.5 },
    };
  };
  return stub;
}

function fails(status: number, Code: number, Desc: string) {
  return { status, body: JSON.stringify({ Code, Desc }) };
}

function json(body: unknown) {
  return { status: 200, body: JSON.stringify(body) };
}
