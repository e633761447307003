import { createHash } from 'node:crypto';
import { smsc } from '../../../adapters/sms/smsc/adapter.ts';
import { fieldsOf, message, openSms, posted, query } from './asked-sms.ts';

const settings = { login: 'romashka', password: 'smsc-password-1' };
const row = (id: number, status: number) => ({ id, phone: '79001000001', status, last_timestamp: 1_773_133_200 });

describe('credentials', () => {
  it.each([
    [{}, false],
    [{ login: 'a' }, false],
    [{ login: 'a', password: 'bbbb' }, true],
    [{ apiKey: 'bbbb' }, true],
    [{ apiKey: 'bbbb', login: 'a', password: 'bbbb' }, false],
  ])('%j', (given, right) => expect(smsc.settings.safeParse(given).success).toBe(right));

  it('a key goes instead of login and password, in the body', async () => {
    const { link, asked } = openSms(smsc, { apiKey: 'key-0001' }, [{ id: 4711, cnt: 2, cost: '8.2' }]);
    expect(await link.send(message())).toEqual({ providerId: '4711', parts: 2, cost: 8.2 });
    expect(fieldsOf(asked[0]!)).toMatchObject({ apikey: 'key-0001' });
    expect(Object.keys(fieldsOf(asked[0]!))).not.toContain('login');
    expect(asked[0]?.url).toBe('https://smsc.ru/sys/send.php');
  });
});

it('our id is moved by idBase and left out where SMSC cannot hold it', async () => {
  const { link, asked } = openSms(smsc, { ...settings, idBase: 1_000_000 }, [{ id: 1 }, { id: 2 }]);
  await link.send(message());
  await link.send(message({ clientId: '2147483648' }));
  expect(fieldsOf(asked[0]!)['id']).toBe('1004711');
  expect(Object.keys(fieldsOf(asked[1]!))).not.toContain('id');
});

it('the age is told in whole hours below a day', async () => {
  const until = (time: string) => message({ validUntil: new Date(time) });
  const { link, asked } = openSms(smsc, settings, [{ id: 1 }, { id: 2 }, { id: 3 }]);
  await link.send(until('2026-03-10T09:20:00Z'));
  await link.send(until('2026-03-10T14:59:00Z'));
  await link.send(until('2026-03-11T09:00:00Z'));
  expect(asked.map((request) => fieldsOf(request)['valid'])).toEqual(['1', '5', undefined]);
});

it('too many requests are later, not sooner than in a minute', async () => {
  const { link } = openSms(smsc, settings, [{ error: 'duplicate request', error_code: 9 }]);
  await expect(link.send(message())).rejects.toMatchObject({ name: 'TransientFailure', retryAfterSeconds: 60 });
});

describe('states', () => {
  it('of several are met by id and number, in whatever order they come', async () => {
    const rows = [row(3, 1), { ...row(1, 20), phone: '79000000000' }, row(1, 22), row(2, -3)];
    const { link, asked } = openSms(smsc, settings, [rows]);
    const told = await link.status!([query('1'), query('2'), query(null, '3'), query('4')]);
    expect(told.map((each) => each && [each.providerId, each.state, each.refusal])).toEqual([
      ['1', 'failed', 'bad-number'],
      null,
      ['3', 'delivered', null],
      null,
    ]);
    expect(fieldsOf(asked[0]!)).toMatchObject({ id: '1,2,3,4', phone: Array(4).fill('79001000001').join(',') });
  });

  it('error 3 is an unknown message and no empty account; error 2 stops', async () => {
    const { link } = openSms(smsc, settings, [{ error_code: 3 }, { error_code: 2 }]);
    expect(await link.status!([query('1')])).toEqual([null]);
    await expect(link.status!([query('1')])).rejects.toMatchObject({ stop: 'credentials' });
  });
});

describe('signatures', () => {
  const parsed = smsc.settings.parse({ ...settings, callbackSecret: 'a-word' });
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const receipt = { id: '1', phone: '79001000001', status: '1' };
  const right = md5('1:79001000001:1:a-word');

  it.each([
    ['right', { ...receipt, md5: right }, true],
    ['right, in capitals', { ...receipt, md5: right.toUpperCase() }, true],
    ['absent', receipt, false],
    ['of another word', { ...receipt, md5: md5('1:79001000001:1:other') }, false],
    ['of another state', { ...receipt, status: '20', md5: right }, false],
    ['right beside a wrong one', { ...receipt, md5: right, sha1: 'f'.repeat(40) }, false],
    ['of a receipt at a message', { ...receipt, mes: 'Да', md5: right }, false],
  ])('%s', (_name, fields, accepted) => expect(smsc.receive?.authenticate?.(posted(fields), parsed)).toBe(accepted));
});

it('people can answer a number when incoming messages are told, never a word', () => {
  const answers = (sender: string, replies: boolean) =>
    smsc.answerable?.(sender, smsc.settings.parse({ ...settings, replies }));
  expect([answers('79300000000', true), answers('79300000000', false), answers('Romashka', true)]).toEqual([
    ...[true, false, false],
  ]);
});
