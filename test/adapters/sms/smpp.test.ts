import { smpp } from '../../../adapters/sms/smpp/adapter.ts';
import { startSmppSimulator, type SmppSimulator } from '../../../adapters/sms/smpp/stub.ts';
import { createHttpClient } from '../../../adapters/kit/http.ts';
import { AmbiguousFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import { SmsStopped, type SmsLink, type SmsMessage, type SmsReceived } from '../../../src/contracts/sms.ts';
import { eventually } from '../../support/eventually.ts';
import { testCertificate } from '../../support/test-certificate.ts';

const account = { systemId: 'clinic', password: 'smpp-pw1' };
const http = createHttpClient({ timeoutMs: 1_000 });
const now = new Date('2026-03-10T09:00:00Z');
let simulator: SmppSimulator;
let link: SmsLink;
let received: SmsReceived[];
let keep: () => Promise<void>;

beforeEach(async () => {
  simulator = await startSmppSimulator(account);
  received = [];
  keep = () => Promise.resolve();
});
afterEach(async () => {
  await link.close?.();
  await simulator.close();
});
afterAll(() => http.close());

function open(change: Record<string, unknown> = {}): void {
  const settings = { ...account, host: '127.0.0.1', port: simulator.port, sourceAddress: 'Romashka', ...change };
  link = smpp.open({
    ...{ account: 'sms', settings: smpp.settings.parse(settings), http, clock: { now: () => now }, receiptUrl: null },
    async received(told) {
      await keep();
      received.push(told);
    },
    note: () => undefined,
  });
}

const message = (change: Partial<SmsMessage> = {}): SmsMessage => ({
  ...{ clientId: '4711', to: '+79001000001', text: 'Завтра в 10:00', sender: null, templateId: null },
  ...{ class: 'service', validUntil: null },
  ...change,
});
const long = 'Ждём Вас завтра в 10:00. '.repeat(6);

describe('a text in parts', () => {
  it.each(['udh', 'sar', 'payload'])('arrives whole (%s)', async (longMessages) => {
    open({ longMessages });
    const { parts, providerId } = await link.send(message({ text: long }));
    expect(simulator.taken).toHaveLength(1);
    expect(simulator.taken[0]).toMatchObject({ text: long, to: '79001000001', providerId });
    expect(parts).toBe(longMessages === 'payload' ? 1 : 3);
  });

  it('has a header of its own reference in each part, and asks for one receipt', async () => {
    open();
    await link.send(message({ text: long }));
    const headers = simulator.submitted.map(({ short_message: held }) =>
      [...((held as { udh: Buffer[] }).udh[0] ?? [])].map(Number),
    );
    expect(headers).toEqual([1, 2, 3].map((number) => [0, 3, 4711 % 256, 3, number]));
    expect(simulator.submitted.map(({ data_coding }) => data_coding)).toEqual([8, 8, 8]);
    expect(simulator.submitted.map(({ registered_delivery }) => registered_delivery)).toEqual([0, 0, 1]);
  });

  it.each([
    ['а'.repeat(70), 1, 8],
    ['а'.repeat(71), 2, 8],
    ['а'.repeat(134), 2, 8],
    ['а'.repeat(135), 3, 8],
    // The 67th unit would be the first half of a character.
    [`${'а'.repeat(66)}${'🦷'.repeat(10)}`, 2, 8],
    ['a'.repeat(160), 1, 0],
    ['a'.repeat(161), 2, 0],
    // The 153rd septet would be an escape.
    [`${'a'.repeat(152)}${'€'.repeat(5)}`, 2, 0],
  ])('is cut between characters (%#)', async (text, parts, dataCoding) => {
    open();
    expect((await link.send(message({ text }))).parts).toBe(parts);
    expect(simulator.taken.map((taken) => taken.text)).toEqual([text]);
    expect(simulator.submitted[0]?.data_coding).toBe(dataCoding);
    const texts = simulator.submitted.map(({ short_message: held }) => (held as { message: string }).message);
    expect(texts.filter((part) => /\p{Surrogate}/u.test(part))).toEqual([]);
  });

  it('goes on when the centre is full in the middle, part by part', async () => {
    open({ timeoutSeconds: 20 });
    simulator.mood = (number) => (number === 1 ? 0x58 : 0);
    await link.send(message({ text: long }));
    expect(simulator.taken.map(({ text }) => text)).toEqual([long]);
    expect(simulator.submitted).toHaveLength(4);
  });

  it('is in doubt when a later part is refused, and is nowhere taken as a whole', async () => {
    open();
    simulator.mood = (number) => (number === 1 ? 0x45 : 0);
    await expect(link.send(message({ text: long }))).rejects.toBeInstanceOf(AmbiguousFailure);
    expect(simulator.taken).toEqual([]);
  });
});

it('tells the age of a message and the sender by its kind', async () => {
  open();
  await link.send(message({ validUntil: new Date('2026-03-11T10:01:02Z'), sender: '+74950000000' }));
  expect(simulator.submitted[0]).toMatchObject({ source_addr: '74950000000', source_addr_ton: 1, dest_addr_ton: 1 });
  // The package makes a time of it.
  const until = simulator.submitted[0]?.validity_period as Date;
  expect(until.getTime() - Date.now()).toBeGreaterThan(24 * 3_600_000);
  await link.send(message());
  expect(simulator.submitted[1]).toMatchObject({ source_addr: 'Romashka', source_addr_ton: 5 });
});

describe('receipts', () => {
  const receipt = (id: string, stat: string, err = '000') => ({
    ...{ source_addr: '79001000001', destination_addr: 'Romashka', esm_class: 4, data_coding: 0 },
    short_message: Buffer.from(
      `id:${id} sub:001 dlvrd:001 submit date:2603100900 done date:2603100901 stat:${stat} err:${err} text:`,
    ),
  });

  it.each([
    ['DELIVRD', '000', 'delivered', 'DELIVRD'],
    ['UNDELIV', '00B', 'failed', 'UNDELIV 00B'],
    ['EXPIRED', '000', 'failed', 'EXPIRED'],
    ['REJECTD', '254', 'failed', 'REJECTD 254'],
    ['ACCEPTD', '000', 'sent', 'ACCEPTD'],
    ['WHATEVER', '000', 'unknown', 'WHATEVER'],
  ])('%s is told', async (stat, err, state, code) => {
    open();
    const { providerId } = await link.send(message());
    expect(await simulator.deliver(receipt(providerId ?? '', stat, err))).toBe(0);
    expect(received).toEqual([
      {
        reports: [{ providerId, clientId: null, state, at: null, code, refusal: null, cost: null }],
        replies: [],
      },
    ]);
  });

  it('are acknowledged when they are kept; the others are asked for again', async () => {
    open();
    const { providerId } = await link.send(message());
    keep = () => Promise.reject(new Error('the database is away'));
    expect(await simulator.deliver(receipt(providerId ?? '', 'DELIVRD'))).toBe(0x64);
    keep = () => Promise.resolve();
    expect(await simulator.deliver(receipt(providerId ?? '', 'DELIVRD'))).toBe(0);
    expect(received).toHaveLength(1);
  });

  it('are met by ids with an underscore and by those of an optional parameter', async () => {
    open();
    await link.send(message());
    await simulator.deliver(receipt('a_b-1', 'DELIVRD'));
    await simulator.deliver({
      ...{ ...receipt('x', 'DELIVRD'), short_message: Buffer.from('') },
      ...{ receipted_message_id: 'c-2', message_state: 5 },
    });
    expect(received.flatMap(({ reports }) => reports.map(({ providerId, state }) => [providerId, state]))).toEqual([
      ['a_b-1', 'delivered'],
      ['c-2', 'failed'],
    ]);
  });

  it('what is neither a receipt nor an answer is acknowledged and means nothing', async () => {
    open();
    await link.send(message());
    expect(await simulator.deliver({ esm_class: 4, data_coding: 0, short_message: Buffer.from('hello') })).toBe(0);
    expect(received).toEqual([]);
  });
});

it('an answer of a person is told, the same when it comes again', async () => {
  open();
  await link.send(message());
  const answer = {
    ...{ source_addr: '79001000001', source_addr_ton: 1, destination_addr: '74950000000', data_coding: 8 },
    short_message: Buffer.from('Да', 'utf16le').swap16(),
  };
  await simulator.deliver(answer);
  await simulator.deliver(answer);
  const replies = received.flatMap((told) => told.replies);
  expect(replies).toMatchObject([{ from: '+79001000001', to: '74950000000', text: 'Да' }, { text: 'Да' }]);
  expect(replies[0]?.replyId).toBe(replies[1]?.replyId);
});

describe('the connection', () => {
  it('is made once for many messages', async () => {
    open();
    await Promise.all([1, 2, 3, 4].map((id) => link.send(message({ clientId: String(id) }))));
    expect(simulator.binds).toBe(1);
    expect(simulator.taken).toHaveLength(4);
  });

  it('that is lost leaves what was under way in doubt, and is made again by itself for receipts', async () => {
    open();
    simulator.mood = () => 'hangs-up';
    await expect(link.send(message())).rejects.toBeInstanceOf(AmbiguousFailure);
    simulator.mood = () => 0;
    await eventually(() => expect(simulator.binds).toBe(2));
    expect(simulator.submitted).toHaveLength(1);
    const { providerId } = await link.send(message({ clientId: '4712' }));
    expect(providerId).toBe('sim-2');
    expect(simulator.binds).toBe(2);
  });

  it('that was lost between two messages is made again by the second', async () => {
    open();
    await link.send(message());
    simulator.hangUp();
    await eventually(async () => {
      await link.send(message({ clientId: '4712' }));
    });
    expect(simulator.taken.filter(({ providerId }) => providerId !== 'sim-1').length).toBeGreaterThan(0);
  });

  it('stops the account when the login is refused, and only then', async () => {
    open();
    simulator.bindStatus = 0x0d;
    await expect(link.send(message())).rejects.toMatchObject({ stop: 'credentials' });
    await expect(link.send(message())).rejects.toBeInstanceOf(SmsStopped);
    simulator.bindStatus = 0x05;
    await expect(link.send(message())).rejects.toBeInstanceOf(TransientFailure);
    simulator.bindStatus = 0;
    await link.send(message());
    expect(simulator.taken).toHaveLength(1);
  });

  it('is held by a question, so that receipts come where states cannot be asked for', async () => {
    open({ queries: false });
    const query = { providerId: 'sim-1', clientId: '1', to: '+79001000001' as const, triedAt: now };
    expect(await link.status?.([query])).toEqual([null]);
    expect(simulator.binds).toBe(1);
  });
});

describe('TLS', () => {
  const secure = async (change: Record<string, unknown>): Promise<void> => {
    await simulator.close();
    simulator = await startSmppSimulator({ ...account, certificate: testCertificate });
    open({ tls: true, ...change });
  };

  it('reaches a centre whose certificate is trusted', async () => {
    await secure({ ca: testCertificate.cert });
    await link.send(message());
    expect(simulator.taken).toHaveLength(1);
  });

  it('sends nothing, the password neither, to one whose certificate is not', async () => {
    await secure({});
    await expect(link.send(message())).rejects.toBeInstanceOf(TransientFailure);
    expect(simulator.binds).toBe(0);
  });
});

it('what cannot be read ends the connection, which is made again', async () => {
  open();
  await link.send(message());
  simulator.garble();
  await eventually(() => expect(simulator.binds).toBe(2));
  await link.send(message({ clientId: '4712' }));
  expect(simulator.taken).toHaveLength(2);
});

it.each([
  ['hex-to-decimal', '0A1F', 2591, 'a1f'],
  ['decimal-to-hex', '2591', 'A1F', '2591'],
])('ids are translated (%s)', async (receiptIds, taken, told, kept) => {
  const { normalId, readDelivered } = await import('../../../adapters/sms/smpp/receipts.ts');
  const how = receiptIds as 'hex-to-decimal' | 'decimal-to-hex';
  open();
  expect(normalId(taken, how)).toBe(kept);
  const pdu = { esm_class: 4, short_message: { message: `id:${told} stat:DELIVRD err:000` } };
  expect(readDelivered(pdu as never, { receiptIds: how }, now)?.reports[0]?.providerId).toBe(kept);
});
