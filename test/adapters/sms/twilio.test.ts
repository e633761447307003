import { twilioSignature } from '../../../adapters/kit/twilio-signature.ts';
import { twilio } from '../../../adapters/sms/twilio/adapter.ts';
import { fieldsOf, message, openSms, posted, query, response } from './asked-sms.ts';

const settings = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'twilio-token-1', from: '+15005550006' };
const taken = { sid: `SM${'0'.repeat(32)}`, status: 'queued', num_segments: '1', price: null };

it.each([
  [null, 'From', '+15005550006'],
  ['15005550007', 'From', '+15005550007'],
  ['Romashka', 'From', 'Romashka'],
  [`MG${'0'.repeat(32)}`, 'MessagingServiceSid', `MG${'0'.repeat(32)}`],
])('sender %s', async (sender, field, value) => {
  const { link, asked } = openSms(twilio, settings, [response(201, taken)], {
    receiptUrl: 'https://clinic.example/sms/t/s',
  });
  await link.send(message({ sender, validUntil: new Date('2026-03-10T10:00:00Z') }));
  const fields = fieldsOf(asked[0]!);
  expect(fields).toMatchObject({
    [field]: value,
    StatusCallback: 'https://clinic.example/sms/t/s',
    ValidityPeriod: '3600',
  });
});

it('an API key asks instead of the Auth Token', async () => {
  const apiKey = { sid: `SK${'0'.repeat(32)}`, secret: 'key-secret' };
  const { link, asked } = openSms(twilio, { ...settings, apiKey }, [response(201, taken)]);
  await link.send(message());
  expect(asked[0]?.headers?.['authorization']).toBe(
    `Basic ${Buffer.from(`${apiKey.sid}:${apiKey.secret}`).toString('base64')}`,
  );
});

it.each([
  [401, 20003, { stop: 'credentials' }],
  [403, 20403, { stop: 'blocked' }],
  [400, 10001, { stop: 'blocked' }],
  [400, 21610, { refusal: 'stop-list' }],
  [400, 21635, { refusal: 'bad-number' }],
  [400, 99999, { refusal: 'other' }],
  [400, 20429, { name: 'TransientFailure' }],
])('HTTP %i with %i', async (status, code, failure) => {
  const { link } = openSms(twilio, settings, [response(status, { code, message: 'to +79001000001' })]);
  await expect(link.send(message())).rejects.toMatchObject(failure);
});

it('a price is told as a positive sum, with the moment of the state', async () => {
  const billed = { ...taken, status: 'delivered', price: '-0.0750', date_updated: 'Tue, 10 Mar 2026 09:00:00 +0000' };
  const { link } = openSms(twilio, settings, [billed]);
  expect(await link.status!([query(taken.sid)])).toMatchObject([
    { state: 'delivered', cost: 0.075, at: new Date('2026-03-10T09:00:00Z') },
  ]);
});

describe('X-Twilio-Signature', () => {
  const receiptAddress = 'https://clinic.example/sms/twilio/a-secret-of-ours';
  const parsed = twilio.settings.parse({ ...settings, receiptAddress });
  const fields = { MessageSid: taken.sid, MessageStatus: 'delivered' };
  const signature = twilioSignature(settings.authToken, receiptAddress, Object.entries(fields));
  const accepts = (request: ReturnType<typeof posted>) => twilio.receive?.authenticate?.(request, parsed);

  it('of these fields is accepted', () =>
    expect(accepts(posted(fields, { 'x-twilio-signature': signature }))).toBe(true));
  it('is demanded', () => expect(accepts(posted(fields))).toBe(false));
  it('of other fields is refused', () =>
    expect(accepts(posted({ ...fields, MessageStatus: 'failed' }, { 'x-twilio-signature': signature }))).toBe(false));
  it('of another token is refused', () =>
    expect(
      accepts(posted(fields, { 'x-twilio-signature': twilioSignature('x', receiptAddress, Object.entries(fields)) })),
    ).toBe(false));
});

it('is answered with nothing that would go out to the person', () =>
  expect(twilio.receive?.acknowledgement).toEqual({
    ...{ status: 200, contentType: 'text/xml; charset=utf-8', body: '<Response/>' },
  }));
