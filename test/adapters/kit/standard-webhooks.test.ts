import { signWebhook, webhookKey } from '../../../adapters/kit/standard-webhooks.ts';

// The vector that the libraries of the specification and the documents of Svix publish.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1614265330_000), body: '{"test": 2432232314}' };
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

it('signs as the specification does', () => {
  expect(signWebhook({ ...message, secrets: [secret] })).toEqual({
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  });
});

it('signs with every secret, so that either side may change first', () => {
  const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  const alone = signWebhook({ ...message, secrets: [other] })['webhook-signature'];
  expect(signWebhook({ ...message, secrets: [other, secret] })['webhook-signature']).toBe(`${alone} ${signature}`);
  expect(alone).not.toBe(signature);
});

it('signs the id, the second and every byte of the body', () => {
  const changed = [
    { ...message, id: `${message.id}x` },
    { ...message, at: new Date(1614265331_000) },
    { ...message, body: '{"test":2432232314}' },
  ].map((other) => signWebhook({ ...other, secrets: [secret] })['webhook-signature']);
  expect(new Set([...changed, signature]).size).toBe(4);
  expect(signWebhook({ ...message, at: new Date(1614265330_999), secrets: [secret] })['webhook-signature']).toBe(
    signature,
  );
});

it.each([
  ['without its prefix', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  ['too short', `whsec_${Buffer.alloc(23).toString('base64')}`],
  ['too long', `whsec_${Buffer.alloc(65).toString('base64')}`],
  ['no base64', 'whsec_не секрет'],
  ['empty', 'whsec_'],
  ['an asymmetric key', `whsk_${Buffer.alloc(32).toString('base64')}`],
])('knows a secret that is none: %s', (_, written) => {
  expect(webhookKey(written)).toBeNull();
  expect(() => signWebhook({ ...message, secrets: [written] })).toThrow('not a secret');
});

it('takes 24 to 64 bytes', () => {
  for (const size of [24, 32, 64])
    expect(webhookKey(`whsec_${Buffer.alloc(size).toString('base64')}`)).toEqual(Buffer.alloc(size));
});
