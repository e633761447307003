import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.ts';
import { fakeSms } from '../support/fake-sms.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { messagingClinic } from './outbox.ts';

let running: RunningApp;
const fake = fakeSms('fake');
beforeAll(async () => {
  // Whatever the hour: what is tried here is not the quiet one.
  const configuration = messagingClinic([fake.adapter], { from: '00:00', to: '24:00', pricePerPart: 4.5 });
  running = await runApp({ configuration, adapters: { sms: [fake.adapter] } });
});
afterAll(() => running.stop());

const send = (body: object, token = 'demo-reception-1', key = randomUUID()) =>
  running.api('/messages', token, {
    method: 'POST',
    headers: { 'idempotency-key': key },
    body: JSON.stringify({
      template: 'hello',
      branch: 'center',
      phone: '8 900 100-00-01',
      why: 'просил адрес',
      ...body,
    }),
  });
const read = async (path: string, token = 'demo-manager') =>
  (await (await running.api(path, token)).json()) as { items: Record<string, unknown>[] };

it('a preview tells text, parts and price, and why it would not go', async () => {
  const preview = async (body: object) => {
    const answer = await running.api('/messages/preview', 'demo-reception-1', {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  expect(await preview({ template: 'hello' })).toMatchObject({
    ...{ text: 'Здравствуйте! Клиника «Ромашка»', encoding: 'ucs-2', parts: 1, price: 4.5, refusal: null },
  });
  expect(await preview({ template: 'offer', phone: '+7 900 100-00-01' })).toMatchObject({ refusal: 'no-consent' });
});

it('a text by hand goes once for its key, with who and why', async () => {
  const key = randomUUID();
  const [one, two] = [await send({}, undefined, key), await send({}, undefined, key)];
  expect([one.status, two.status]).toEqual([201, 201]);
  expect(await one.json()).toEqual(await two.json());
  await eventually(() => expect(fake.sent.map(({ to }) => to)).toEqual(['+79001000001']));
  const { items } = await eventually(async () => {
    const found = await read('/messages?phone=89001000001');
    expect(found.items).toMatchObject([{ state: 'sent' }]);
    return found;
  });
  expect(items).toMatchObject([{ template: 'hello', why: 'просил адрес', account: 'fake', branch: 'center' }]);
});

it('what may not be sent is refused with the reason', async () => {
  expect((await send({ phone: '+7 495 123-45-67' })).status).toBe(409);
  expect((await send({ template: 'offer' })).status).toBe(409);
  expect((await send({ branch: 'nowhere' })).status).toBe(404);
  expect((await send({ phone: 'abc' })).status).toBe(400);
});

it('consents are kept one after the other, and the stop-list wins over them', async () => {
  const consent = (given: boolean) =>
    running.api('/messages/consents', 'demo-reception-1', {
      method: 'POST',
      body: JSON.stringify({ phone: '+79001000002', kind: 'advertising', given, text: 'Согласен', source: 'анкета' }),
    });
  await consent(false);
  expect((await send({ template: 'offer', phone: '+79001000002' })).status).toBe(409);
  expect((await consent(true)).status).toBe(201);
  expect(
    (await read('/messages/consents?phone=%2B79001000002')).items.map(({ given, current }) => [given, current]),
  ).toEqual([
    [true, true],
    [false, false],
  ]);
  expect((await send({ template: 'offer', phone: '+79001000002' })).status).toBe(201);
  await running.api('/messages/stop-list/+79001000002', 'demo-reception-1', { method: 'PUT', body: '{}' });
  expect((await send({ template: 'offer', phone: '+79001000002' })).status).toBe(409);
  expect((await running.api('/messages/stop-list/+79001000002', 'demo-reception-1', { method: 'DELETE' })).status).toBe(
    403,
  );
  expect((await running.api('/messages/stop-list/+79001000002', 'demo-manager', { method: 'DELETE' })).status).toBe(
    204,
  );
});

it('a branch that is not theirs is not seen', async () => {
  const found = await read('/messages', 'demo-reception-3');
  expect(found.items).toEqual([]);
});
