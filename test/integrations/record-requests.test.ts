import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fieldsOf } from '../../adapters/kit/explain-notification.ts';
import { sipuni } from '../../adapters/pbx/sipuni/adapter.ts';
import { twilio } from '../../adapters/pbx/twilio/adapter.ts';
import { uis } from '../../adapters/pbx/uis/adapter.ts';
import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import { toE164 } from '../../src/contracts/phone-number.ts';
import {
  createNameReplacer,
  createNumberReplacer,
  fixtureOfRequest,
  recordRequests,
  type RecordedFixture,
} from '../../src/integrations/index.ts';
import { secretsIn } from '../../src/platform/configuration/index.ts';
import { inboundRequest } from '../contracts/pbx-subject.ts';

describe('telephone numbers', () => {
  const { replace, fakeOf } = createNumberReplacer();

  it.each([
    ['+79161234567', '+79000000101'],
    ['79161234567', '79000000101'],
    ['89161234567', '89000000101'],
    ['9161234567', '9000000101'],
    ['8 (916) 123-45-67', '8 (900) 000-01-01'],
    ['+7 916 123-45-67', '+7 900 000-01-01'],
    ['%2B79161234567', '%2B79000000101'],
    ['sip:79161234567@pbx.example', 'sip:79000000101@pbx.example'],
    ['tel:+79161234567', 'tel:+79000000101'],
  ])('%s is replaced in its own writing', (real, fake) => {
    expect(fakeOf('+79161234567')).toBe('+79000000101');
    expect(replace(real)).toBe(fake);
    expect(replace(`a=${real}&b="${real}"`)).toBe(`a=${fake}&b="${fake}"`);
  });

  it('stay what they were: a mobile, a city number, a free one, one of another country', () => {
    for (const real of ['+79261112233', '+74951234567', '+78001234567', '+998901234567', '+380671234567']) {
      const fake = replace(real);
      expect(fake).not.toBe(real);
      expect(toE164(fake)).toBe(fake);
      expect(fake.slice(0, 3)).toBe(real.slice(0, 3));
      expect(replace(real)).toBe(fake);
    }
  });

  it('are told from times and ids', () => {
    const text =
      '{"timestamp":1772435700,"ms":1772435703000,"us":1772435703000286,"call_id":"1772435700.533505","at":"2026-03-02 10:15:00","entry":"MjE0NzQ4MzY0Nw==","ext":"101","session":187020303}';
    expect(replace(text)).toBe(text);
  });
});

function recorded(adapter: PbxAdapter, given: Record<string, unknown>, request: Parameters<typeof inboundRequest>[0]) {
  const settings = adapter.settings.parse(given);
  return fixtureOfRequest(inboundRequest(request), {
    adapter,
    settings,
    secrets: secretsIn(settings),
    numbers: createNumberReplacer(),
    names: createNameReplacer(),
    fieldsOf,
  });
}

describe('a recorded request', () => {
  const given = { secret: 'Pr1vate-secret_7', zone: 'Asia/Yekaterinburg', employees: { 4411: '101' } };
  const body = [
    '{"event": "ringing", "secret": "Pr1vate-secret_7", "notification_name": "Ожидание ответа"',
    '"virtual_phone_number": "74951234567", "notification_time": "2026-03-02 12:15:00"',
    '"contact_phone_number": "79161234567", "call_session_id": 187020303, "leg_id": 3, "employee_id": 4411',
    '"employee_full_name": "Смирнова Анна", "contact_full_name": "Иванов Пётр", "direction": "in"}',
  ].join(', ');

  it('holds no number, no name and no secret of the clinic, and reads as before', () => {
    const { fixture, problem, authentic, accepted } = recorded(uis, given, {
      path: '/Pr1vate-secret_7',
      headers: { 'content-type': 'application/json', host: 'trubka.clinic.ru', 'x-forwarded-for': '95.1.2.3' },
      body,
    });
    const text = JSON.stringify(fixture);
    for (const real of ['Pr1vate', '9161234567', '4951234567', 'Иванов', 'Смирнова', 'clinic.ru', '95.1.2.3'])
      expect(text).not.toContain(real);
    expect([problem, authentic, accepted]).toEqual([null, true, true]);
    expect(fixture.request.headers).toEqual({ 'content-type': 'application/json' });
    expect(fixture.request.body).toContain('"notification_name": "Ожидание ответа"');
    expect(fixture.events).toMatchObject([
      { kind: 'ringing', external: '+79000000102', line: '+74950000101', extension: '101', legId: '3', account: 'uis' },
    ]);
  });

  it('is a fixture that the conformance suite would accept as its own', () => {
    const { fixture } = recorded(uis, given, { path: '/Pr1vate-secret_7', body });
    const again = inboundRequest(fixture.request);
    expect(uis.authenticate(again, fixture.settings as never)).toBe(true);
    expect(uis.parse(again, { account: fixture.account, settings: fixture.settings as never })).toEqual(fixture.events);
  });

  it('of a query has its values replaced as they were encoded', () => {
    const query = { event: '1', call_id: '1.2', src_num: '+79161234567', dst_num: '101', client_name: 'Пётр И.' };
    const { fixture } = recorded(
      sipuni,
      { secret: 'Pr1vate-secret_7' },
      { method: 'GET', path: '/Pr1vate-secret_7', query },
    );
    expect(fixture.request.query).toMatchObject({ src_num: '+79000000101', client_name: 'Имя 1', call_id: '1.2' });
  });

  it('of a provider that signs is said to need another signature', () => {
    const { authentic, accepted } = recorded(
      twilio,
      { authToken: '12345678', publicUrl: 'https://mycompany.com/myapp.php' },
      { body: 'CallSid=CA1', headers: { 'x-twilio-signature': 'AAAA' } },
    );
    expect([authentic, accepted]).toEqual([false, false]);
  });

  it('that nobody can read is written too', () => {
    expect(recorded(uis, given, { path: '/Pr1vate-secret_7', body: '{"event":"new"}' })).toMatchObject({
      problem: expect.any(String),
      fixture: { events: [] },
    });
  });
});

describe('the recorder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trubka-record-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const start = (
    forward: string | null,
    onRecorded: (file: string, recorded: RecordedFixture) => void = () => undefined,
  ) => {
    const settings = sipuni.settings.parse({ secret: 'Pr1vate-secret_7' });
    return recordRequests({
      adapter: sipuni,
      account: 'sipuni',
      settings,
      secrets: secretsIn(settings),
      numbers: createNumberReplacer(),
      names: createNameReplacer(),
      fieldsOf,
      port: 0,
      folder,
      forward,
      onRecorded,
      onProblem: (problem) => {
        throw new Error(problem);
      },
    });
  };
  const query = 'event=1&call_id=1.2&src_num=79161234567&dst_num=74951234567&timestamp=1772435700';

  it('answers as Trubka does and writes a file for each request, one number in all of them', async () => {
    const files: string[] = [];
    const recorder = await start(null, (file) => files.push(file));
    const at = `http://127.0.0.1:${recorder.port}/webhooks/sipuni/Pr1vate-secret_7`;
    const first = await fetch(`${at}?${query}`);
    expect(await first.json()).toEqual({ success: true });
    await fetch(at, { method: 'POST', body: query.replace('event=1', 'event=2').replace('7916', '8916') });
    while (files.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await recorder.close();
    expect(await readdir(folder)).toEqual(['001-started.json', '002-missed.json']);
    const [one, two] = await Promise.all(
      files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as RecordedFixture['fixture']),
    );
    expect(one?.request).toMatchObject({ method: 'GET', query: { src_num: '79000000101', dst_num: '74950000102' } });
    expect(two?.request.body).toContain('src_num=89000000101');
    expect(one?.request.path).toBe(two?.request.path);
  });

  it('sends the request on as it came and answers what it is answered', async () => {
    const received: string[] = [];
    const behind = http.createServer((request, response) => {
      received.push(`${request.method} ${request.url}`);
      response.writeHead(202, { 'content-type': 'text/plain' }).end('taken');
    });
    await new Promise<void>((resolve) => behind.listen(0, resolve));
    const recorder = await start(`http://127.0.0.1:${(behind.address() as AddressInfo).port}/webhooks/sipuni`);
    const response = await fetch(`http://127.0.0.1:${recorder.port}/Pr1vate-secret_7?${query}`);
    expect([response.status, await response.text()]).toEqual([202, 'taken']);
    expect(received).toEqual([`GET /webhooks/sipuni/Pr1vate-secret_7?${query}`]);
    await recorder.close();
    behind.closeAllConnections();
    behind.close();
  });
});
