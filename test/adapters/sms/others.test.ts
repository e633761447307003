import { devino } from '../../../adapters/sms/devino/adapter.ts';
import { exolve } from '../../../adapters/sms/exolve/adapter.ts';
import { idigital } from '../../../adapters/sms/idigital/adapter.ts';
import { smsaero } from '../../../adapters/sms/smsaero/adapter.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { fieldsOf, jsonOf, message, openSms, posted, query, response } from './asked-sms.ts';

const receiptUrl = 'https://clinic.example/sms/a/a-secret-of-ours';

describe('SMS Aero', () => {
  const settings = { email: 'clinic@example.ru', apiKey: 'aero-key-1' };
  const taken = { success: true, data: { id: 5, status: 0, cost: 2.2 }, message: null };

  it('sends as the vendor’s clients do, and asks for receipts where we can be reached', async () => {
    const { link, asked } = openSms(smsaero, { ...settings, channel: 'DIRECT' }, [taken], { receiptUrl });
    expect(await link.send(message())).toEqual({ providerId: '5', parts: null, cost: 2.2 });
    expect(jsonOf(asked[0]!)).toEqual({
      ...{ number: 79_001_000_001, text: 'Прием завтра', sign: 'SMS Aero', channel: 'DIRECT' },
      callbackUrl: receiptUrl,
    });
  });

  it.each([
    [{ success: false, message: 'Your request was made with invalid credentials.' }, { stop: 'credentials' }],
    [{ result: 'no credits' }, { stop: 'no-money' }],
    [{ result: 'reject', reason: 'something' }, { refusal: 'other' }],
    [{ success: false, data: { text: ['too long'] }, message: 'Validation error.' }, { refusal: 'text' }],
    [{ success: true, data: { id: 5 } }, { name: 'AmbiguousFailure' }],
  ])('%j', async (answer, failure) => {
    const { link } = openSms(smsaero, settings, [answer]);
    await expect(link.send(message())).rejects.toMatchObject(failure);
  });
});

describe('MTS Exolve', () => {
  const settings = { apiKey: 'exolve-key-1', number: '79300000000' };

  it('keeps an id of 18 digits whole, whether it comes as a text or as a number', async () => {
    const { link } = openSms(exolve, settings, [
      ...['{"message_id":439166538239448536}', '{"message_id":"439166538239448536"}'].map((body) =>
        response(200, body),
      ),
    ]);
    expect((await link.send(message())).providerId).toBe('439166538239448536');
    expect((await link.send(message())).providerId).toBe('439166538239448536');
  });

  it('sends from a number without its plus, with the id of a registered text', async () => {
    const { link, asked } = openSms(exolve, settings, [{ message_id: '1' }]);
    await link.send(message({ sender: '+79300000001', templateId: '136519' }));
    expect(jsonOf(asked[0]!)).toEqual({
      ...{ number: '79300000001', destination: '79001000001', text: 'Прием завтра' },
      template_resource_id: 136_519,
    });
  });

  it('guesses neither words of states nor fields of webhooks', async () => {
    const { link } = openSms(exolve, settings, [{ messages: [{ message_id: '7', delivery_status: 'ANY' }] }]);
    expect(await link.status!([query('7')])).toMatchObject([{ state: 'unknown', code: 'ANY' }]);
    expect(() => exolve.receive?.parse(posted({ message_id: '7' }), exolve.settings.parse(settings))).toThrow(
      UnreadableNotification,
    );
  });
});

describe('i-Digital', () => {
  const settings = { token: 'token-1', senderName: 'Romashka' };
  const validUntil = new Date('2026-03-10T10:00:00Z');

  it('tells age and callback only when they are set', async () => {
    const bare = openSms(idigital, settings, [[{ id: 'a' }]], { receiptUrl });
    await bare.link.send(message({ validUntil }));
    expect(jsonOf(bare.asked[0]!)).toEqual([
      { channelType: 'SMS', senderName: 'Romashka', destination: '79001000001', content: 'Прием завтра' },
    ]);
    const set = {
      ...settings,
      ttl: 'seconds',
      receiptFields: { id: 'id', state: 'status' },
      callbackEvents: ['delivered'],
    };
    const full = openSms(idigital, set, [[{ id: 'a' }]], { receiptUrl });
    await full.link.send(message({ validUntil }));
    expect(jsonOf(full.asked[0]!)).toMatchObject([
      { ttl: 3600, callbackUrl: receiptUrl, callbackEvents: ['delivered'] },
    ]);
  });

  it.each([
    [[{ id: 'a' }], 'id', 'a'],
    [{ items: [{ messageUuid: 'b' }] }, 'messageUuid', 'b'],
    [[{ other: 'c' }], 'id', null],
  ])('takes its id from %j', async (answer, idField, providerId) => {
    const { link } = openSms(idigital, { ...settings, idField }, [answer]);
    expect((await link.send(message())).providerId).toBe(providerId);
  });

  it.each([{ error: true }, { error: 'no' }, { error: { code: 5 } }, [{ id: 'a', error: { msg: 'no' } }]])(
    'an error is a refusal in whatever form: %j',
    async (answer) => {
      const { link } = openSms(idigital, settings, [answer]);
      await expect(link.send(message())).rejects.toMatchObject({ refusal: 'other' });
    },
  );

  it.each([[], 'text', 5])('%j says nothing about the message', async (answer) => {
    const { link } = openSms(idigital, settings, [answer]);
    await expect(link.send(message())).rejects.toMatchObject({ name: 'AmbiguousFailure' });
  });
});

describe('Devino', () => {
  const settings = { login: 'romashka', password: 'devino-pw', sourceAddress: 'Romashka' };
  const state = (State: number) => ({ State, ReportedDateUtc: '/Date(1773133200000)/', Price: 1.5 });

  it('keeps the ids of all parts, with the age in minutes', async () => {
    const { link, asked } = openSms(devino, settings, [['a-1', 'a-2']]);
    const sent = await link.send(message({ validUntil: new Date('2026-03-10T10:00:30Z') }));
    expect(sent).toEqual({ providerId: 'a-1,a-2', parts: 2, cost: null });
    expect(fieldsOf(asked[0]!)).toMatchObject({ Login: 'romashka', SourceAddress: 'Romashka', Validity: '60' });
  });

  it.each([
    [[0, 0], 'delivered', 3],
    [[0, -1], 'sent', 3],
    [[-2, 0], 'queued', 3],
    [[0, 46], 'failed', 3],
  ])('parts %j make %s', async (states, told, cost) => {
    const { link } = openSms(devino, settings, states.map(state));
    expect(await link.status!([query('a-1,a-2')])).toMatchObject([{ providerId: 'a-1,a-2', state: told, cost }]);
  });

  it('a part that is not in the database yet makes the message unknown', async () => {
    const { link } = openSms(devino, settings, [state(0), state(255)]);
    expect(await link.status!([query('a-1,a-2')])).toEqual([null]);
  });

  it('an error of the gateway is a doubt when sending and none when asking', async () => {
    const failed = { Code: 8, Desc: 'Gateway error' };
    const { link } = openSms(devino, settings, [failed, failed]);
    await expect(link.send(message())).rejects.toMatchObject({ name: 'AmbiguousFailure' });
    await expect(link.status!([query('a')])).rejects.toMatchObject({ name: 'TransientFailure' });
  });
});
