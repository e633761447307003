import { ident } from '../../../../adapters/mis/ident/adapter.ts';
import { askedTicket, callRecord, fakePullPorts, missedCall } from '../fake-pull-ports.ts';
import { aDay, ask, identAccount, request } from './asking.ts';

function withCallsAt(...times: string[]) {
  const ports = fakePullPorts();
  ports.calls = times.map((at, index) =>
    callRecord({ recordId: String(index + 1), startedAt: new Date(at), publishedAt: new Date(at) }),
  );
  return ports;
}

describe('credentials', () => {
  const { settings } = identAccount();
  const asked = (headers: Record<string, string>) =>
    ident.pull!.authenticate(request({ path: '/GetTickets', headers }), settings);

  it('are right with the key', () => {
    expect(asked({ 'ident-integration-key': 'demo' })).toBeNull();
  });

  it.each([
    ['missing', {}, 401],
    ['empty', { 'ident-integration-key': '' }, 401],
    ['wrong', { 'ident-integration-key': 'demo2' }, 403],
    ['of another case', { 'ident-integration-key': 'Demo' }, 403],
    ['shorter', { 'ident-integration-key': 'dem' }, 403],
  ])('%s: refused in plain text', (_, headers: Record<string, string>, status) => {
    const refusal = asked(headers)!;
    expect(refusal.status).toBe(status);
    expect(refusal.contentType).toMatch(/^text\/plain/);
    expect(refusal.body.length).toBeGreaterThan(10);
    expect(refusal.body).not.toMatch(/[<>]/);
  });

  it('for no account are refused in the words for a wrong key', () => {
    const wrong = asked({ 'ident-integration-key': 'x' });
    expect(ident.pull!.authenticate(request({ path: '', headers: { 'ident-integration-key': 'x' } }), null)).toEqual(
      wrong,
    );
  });
});

describe('the window', () => {
  it.each([
    ['dateTimeFrom', { dateTimeTo: aDay.dateTimeTo }],
    ['dateTimeTo', { dateTimeFrom: aDay.dateTimeFrom }],
    ['dateTimeFrom', { ...aDay, dateTimeFrom: 'yesterday' }],
    ['dateTimeFrom', { ...aDay, dateTimeFrom: '2026-03-10' }],
    ['dateTimeFrom', { ...aDay, dateTimeFrom: '2026-13-40T00:00:00+03:00' }],
    ['dateTimeTo', { ...aDay, dateTimeTo: '2026-03-10T10:00:00' }],
    ['dateTimeFrom', { dateTimeFrom: aDay.dateTimeTo, dateTimeTo: aDay.dateTimeFrom }],
    ['limit', { ...aDay, limit: 'many' }],
    ['limit', { ...aDay, limit: '0' }],
    ['limit', { ...aDay, limit: '5001' }],
    ['limit', { ...aDay, limit: '-1' }],
    ['offset', { ...aDay, offset: '1.5' }],
  ])('is refused naming %s: %j', async (name, query) => {
    for (const path of ['/GetFinishedCalls', '/GetTickets']) {
      const reply = await ask(path, query);
      expect(reply.status).toBe(400);
      expect(reply.contentType).toMatch(/^text\/plain/);
      expect(reply.body).toContain(name);
      expect(reply.body).not.toMatch(/[<>]/);
    }
  });

  it('holds both its ends', async () => {
    const ports = withCallsAt(
      '2026-03-10T08:59:59Z',
      '2026-03-10T09:00:00Z',
      '2026-03-10T10:00:00Z',
      '2026-03-10T10:00:01Z',
    );
    const { json } = await ask(
      '/GetFinishedCalls',
      { dateTimeFrom: '2026-03-10T12:00:00+03:00', dateTimeTo: '2026-03-10T13:00:00+03:00' },
      { ports },
    );
    expect(json.map((row) => row['DateAndTime'])).toEqual(['2026-03-10T12:00:00+03:00', '2026-03-10T13:00:00+03:00']);
  });

  it.each([
    ['a plus that was not encoded', '2026-03-10T13:00:00 04:00'],
    ['Z', '2026-03-10T09:00:00Z'],
    ['seven digits of a second, as .NET writes', '2026-03-10T12:00:00.0000000+03:00'],
    ['an offset behind UTC', '2026-03-10T04:00:00-05:00'],
  ])('reads %s', async (_, time) => {
    const ports = withCallsAt('2026-03-10T08:59:59Z', '2026-03-10T09:00:00Z', '2026-03-10T09:00:01Z');
    const { json } = await ask('/GetFinishedCalls', { dateTimeFrom: time, dateTimeTo: time }, { ports });
    expect(json.map((row) => row['DateAndTime'])).toEqual(['2026-03-10T12:00:00+03:00']);
  });

  it('is 500 rows unless told otherwise, names in any case', async () => {
    const ports = fakePullPorts();
    ports.calls = Array.from({ length: 501 }, (_, index) =>
      callRecord({ recordId: String(index), startedAt: new Date(Date.UTC(2026, 2, 10, 9, 0, index)) }),
    );
    expect((await ask('/GetFinishedCalls', aDay, { ports })).json).toHaveLength(500);
    const query = { DATETIMEFROM: aDay.dateTimeFrom, datetimeto: aDay.dateTimeTo, Limit: '2', offSet: '500' };
    expect((await ask('/GetFinishedCalls', query, { ports })).json).toHaveLength(1);
  });

  it('gives the same rows twice', async () => {
    const ports = withCallsAt('2026-03-10T09:00:00Z', '2026-03-10T09:00:05Z');
    const first = await ask('/GetFinishedCalls', aDay, { ports });
    expect(first.json).toHaveLength(2);
    expect(await ask('/GetFinishedCalls', aDay, { ports })).toEqual(first);
  });
});

describe('methods', () => {
  it.each(['/getfinishedcalls', '/GETFINISHEDCALLS', '/GetFinishedCalls/'])('%s is GetFinishedCalls', async (path) => {
    const reply = await ask(path, aDay, { ports: withCallsAt('2026-03-10T09:00:00Z') });
    expect(reply.json).toHaveLength(1);
    expect(reply.method).toBe('GetFinishedCalls');
  });

  it.each(['', '/'])('"%s" says that all is well', async (path) => {
    const reply = await ask(path, {});
    expect([reply.status, reply.contentType]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(reply.body).not.toBe('');
  });

  it.each(['/GetSomethingElse', '/getConstructor', '/GetTimeTable'])(
    '%s, which nobody has, is an empty list',
    async (path) => {
      const reply = await ask(path, {});
      expect([reply.status, reply.body]).toEqual([200, '[]']);
    },
  );

  it.each(['/favicon.ico', '/constructor', '/__proto__', '/GetTickets/1'])('%s is 404', async (path) => {
    const reply = await ask(path, {});
    expect([reply.status, reply.contentType]).toEqual([404, 'text/plain; charset=utf-8']);
  });

  it('have one verb', async () => {
    expect((await ask('/PostTimeTable', {})).status).toBe(405);
    const posted = await ident.pull!.answer(
      request({ method: 'POST', path: '/GetTickets' }),
      identAccount(),
      fakePullPorts(),
    );
    expect(posted.status).toBe(405);
  });

  it('do not hide that the store is down', async () => {
    const ports = { ...fakePullPorts(), finishedCalls: () => Promise.reject(new Error('down')) };
    await expect(ask('/GetFinishedCalls', aDay, { ports })).rejects.toThrow('down');
  });
});

describe('a missed call as a request', () => {
  const portsWith = (told: Parameters<typeof missedCall>[0]) => {
    const ports = fakePullPorts();
    ports.missed = [missedCall({ recordId: '42', ...told })];
    return ports;
  };

  it('is a row of exactly these fields', async () => {
    const { json, method } = await ask('/GetTickets', aDay, { ports: portsWith({}) });
    expect(method).toBe('GetTickets');
    expect(json).toEqual([
      {
        Id: '42',
        DateAndTime: '2026-03-10T12:00:00+03:00',
        ClientPhone: '+79000000104',
        FormName: 'Сайт, Центр',
        Comment: 'Пропущенный звонок, первичный, ждал 25 с',
      },
    ]);
  });

  it.each([
    [{ class: 'returning', waitSeconds: 0 }, 'Пропущенный звонок, повторный, ждал 0 с'],
    [{ class: 'unknown', waitSeconds: 7 }, 'Пропущенный звонок, ждал 7 с'],
    [{ class: 'about-own-visit', waitSeconds: null }, 'Пропущенный звонок, по своему приему'],
  ] as const)('%j: %s', async (told, comment) => {
    expect((await ask('/GetTickets', aDay, { ports: portsWith(told) })).json[0]!['Comment']).toBe(comment);
  });

  it('names what it is where the line has no name', async () => {
    const { json } = await ask('/GetTickets', aDay, { ports: portsWith({ lineName: null }) });
    expect(json[0]!['FormName']).toBe('Пропущенный звонок');
  });

  it('is not given when requests are off', async () => {
    expect((await ask('/GetTickets', aDay, { ports: portsWith({}), settings: { tickets: 'off' } })).json).toEqual([]);
  });

  it('is XML by wish', async () => {
    const { body } = await ask('/GetTickets', aDay, { ports: portsWith({}), accept: 'text/xml' });
    expect(body).toContain('<Tickets><Ticket><Id>42</Id>');
  });
});

describe('what somebody asked for on the site', () => {
  const asked = (told: Parameters<typeof askedTicket>[0] = {}, settings: Record<string, unknown> = {}) => {
    const ports = fakePullPorts();
    ports.missed = [askedTicket({ recordId: '43', ...told })];
    return ask('/GetTickets', aDay, { ports, settings });
  };

  it('is a row of exactly these fields', async () => {
    expect((await asked()).json).toEqual([
      {
        ...{ Id: '43', DateAndTime: '2026-03-10T12:00:00+03:00', ClientPhone: '+79000000104' },
        ...{ ClientEmail: 'anna@example.org', ClientFullName: 'Анна', FormName: 'Запись' },
        ...{ DoctorId: 7, DoctorName: 'Петров П. П.' },
        ...{ PlanStart: '2026-03-11T10:00:00+03:00', PlanEnd: '2026-03-11T10:30:00+03:00' },
        Comment: 'Заявка с сайта, первичный\nБолит зуб',
        ...{ UtmSource: 'yandex', UtmCampaign: 'весна', HttpReferer: 'https://clinic.example/zapis' },
      },
    ]);
  });

  it('has no field for what was not told, and no number of a doctor that is none', async () => {
    const { request: full } = askedTicket();
    const nothing = { name: null, email: null, comment: null, form: null, planStart: null, planEnd: null, page: null };
    const doctor = { id: 'petrov', name: null };
    const { json } = await asked({ class: null, request: { ...full!, ...nothing, source: 'seat', doctor, utm: {} } });
    expect(json).toEqual([
      {
        ...{ Id: '43', DateAndTime: '2026-03-10T12:00:00+03:00', ClientPhone: '+79000000104' },
        ...{ FormName: 'Заявка с рабочего места', Comment: 'Заявка с рабочего места' },
      },
    ]);
  });

  it('is told where missed calls are not, and nothing is where neither is', async () => {
    expect((await asked({}, { tickets: 'off' })).json).toHaveLength(1);
    expect((await asked({}, { tickets: 'off', requests: 'off' })).json).toEqual([]);
    const wants = (settings: Record<string, unknown>) => ident.pull!.wants(identAccount(settings).settings);
    expect(wants({ tickets: 'off' })).toMatchObject({ missedCalls: false, requests: true });
    expect(wants({ requests: 'off' })).toMatchObject({ missedCalls: true, requests: false });
  });

  it('is cut where the tables of the DBMS variant would refuse it', async () => {
    const { request: full } = askedTicket();
    const { json } = await asked({
      request: { ...full!, form: 'ф'.repeat(300), referer: `https://${'x'.repeat(900)}` },
    });
    expect([String(json[0]!['FormName']).length, String(json[0]!['HttpReferer']).length]).toEqual([255, 500]);
  });
});
