import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { callKey } from '../../../../adapters/mis/ident/call-row.ts';
import { identPhone } from '../../../../adapters/mis/ident/ident-phone.ts';
import { callRecord, fakePullPorts } from '../fake-pull-ports.ts';
import { aDay, ask } from './asking.ts';

function portsWith(...calls: Parameters<typeof callRecord>[0][]) {
  const ports = fakePullPorts();
  ports.calls = calls.map((call, index) => callRecord({ recordId: String(index + 1), ...call }));
  return ports;
}

describe('a finished call as IDENT reads it', () => {
  it('is a row of exactly the documented fields', async () => {
    const { status, contentType, json, rows } = await ask('/GetFinishedCalls', aDay, { ports: portsWith({}) });
    expect({ status, contentType, rows }).toEqual({
      status: 200,
      contentType: 'application/json; charset=utf-8',
      rows: 1,
    });
    expect(json).toEqual([
      {
        DateAndTime: '2026-03-10T12:00:00+03:00',
        Direction: 'in',
        PhoneFrom: '+79000000104',
        PhoneTo: '+74950000101',
        WaitInSeconds: 25,
        TalkInSeconds: 61,
        LineDescription: 'Сайт, Центр',
        RecordUrl: null,
      },
    ]);
  });

  it('goes from our line when we called', async () => {
    const { json } = await ask('/GetFinishedCalls', aDay, { ports: portsWith({ direction: 'out' }) });
    expect(json[0]).toMatchObject({ Direction: 'out', PhoneFrom: '+74950000101', PhoneTo: '+79000000104' });
  });

  it.each([
    ['Asia/Yekaterinburg', '2026-03-10T14:00:00+05:00'],
    ['Asia/Kolkata', '2026-03-10T14:30:00+05:30'],
    ['UTC', '2026-03-10T09:00:00+00:00'],
  ])('has the offset of its branch in %s', async (zone, expected) => {
    const { json } = await ask('/GetFinishedCalls', aDay, { ports: portsWith({ zone }) });
    expect(json[0]!['DateAndTime']).toBe(expected);
  });

  it('has no talk, no known wait and no caller as null, 0 and an empty text', async () => {
    const ports = portsWith({ talkSeconds: null, waitSeconds: null, external: null });
    const { json } = await ask('/GetFinishedCalls', aDay, { ports });
    expect(json[0]).toMatchObject({ TalkInSeconds: null, WaitInSeconds: 0, PhoneFrom: '' });
  });

  it.each([
    [{}, 'first-time', 'Сайт, Центр'],
    [{ lineDescription: 'line-and-class' }, 'first-time', 'Сайт, Центр · первичный'],
    [{ lineDescription: 'line-and-class' }, 'about-own-visit', 'Сайт, Центр · по своему приему'],
    [{ lineDescription: 'line-and-class' }, 'unknown', 'Сайт, Центр'],
  ] as const)('describes its line by choice: %j, %s', async (settings, callClass, expected) => {
    const { json } = await ask('/GetFinishedCalls', aDay, { ports: portsWith({ class: callClass }), settings });
    expect(json[0]!['LineDescription']).toBe(expected);
  });

  it('describes a line that is not configured by its number', async () => {
    const { json } = await ask('/GetFinishedCalls', aDay, { ports: portsWith({ lineName: null }) });
    expect(json[0]!['LineDescription']).toBe('+74950000101');
  });

  it.each([
    ['provider-link', 'https://records.example/1'],
    ['none', null],
  ])('gives the recording by choice: %s', async (recordUrl, expected) => {
    const ports = portsWith({ recordingUrl: 'https://records.example/1' });
    const { json } = await ask('/GetFinishedCalls', aDay, { ports, settings: { recordUrl } });
    expect(json[0]!['RecordUrl']).toBe(expected);
  });

  it('is not given when calls are off, finished or not', async () => {
    const ports = portsWith({});
    ports.ongoing = [callRecord()];
    const settings = { calls: 'off' };
    expect((await ask('/GetFinishedCalls', aDay, { ports, settings })).json).toEqual([]);
    expect((await ask('/GetOngoingCalls', {}, { ports, settings })).json).toEqual([]);
  });

  it('may still go on: no dates are needed, nobody has talked', async () => {
    const ports = fakePullPorts();
    ports.ongoing = [
      callRecord({ recordId: null, result: null, talkSeconds: null, waitSeconds: null, publishedAt: null }),
    ];
    const { status, json } = await ask('/GetOngoingCalls', {}, { ports });
    expect(status).toBe(200);
    expect(json).toEqual([expect.objectContaining({ TalkInSeconds: null, DateAndTime: '2026-03-10T12:00:00+03:00' })]);
  });

  it('is XML with the same fields when XML is asked for', async () => {
    const ports = portsWith({ lineName: 'А & <Б>', talkSeconds: null }, {});
    const reply = await ask('/GetFinishedCalls', aDay, { ports, accept: 'application/xml' });
    expect(reply.contentType).toBe('application/xml; charset=utf-8');
    const { Calls } = new XMLParser({ parseTagValue: false, ignoreDeclaration: true }).parse(reply.body);
    expect(Calls.Call).toHaveLength(2);
    expect(Calls.Call[0]).toEqual({
      DateAndTime: '2026-03-10T12:00:00+03:00',
      Direction: 'in',
      PhoneFrom: '+79000000104',
      PhoneTo: '+74950000101',
      WaitInSeconds: '25',
      LineDescription: 'А & <Б>',
    });
  });

  it('is XML in elements of other names when the settings say so', async () => {
    const settings = { xml: { calls: 'ArrayOfCall', call: 'FinishedCall' } };
    const reply = await ask('/GetFinishedCalls', aDay, { ports: portsWith({}), settings, accept: 'text/xml' });
    expect(reply.body).toMatch(/<ArrayOfCall><FinishedCall><DateAndTime>.*<\/FinishedCall><\/ArrayOfCall>$/);
  });

  it('is an empty root in XML when there is none', async () => {
    const reply = await ask('/GetFinishedCalls', aDay, { accept: 'text/xml' });
    expect(reply.body).toBe('<?xml version="1.0" encoding="utf-8"?><Calls/>');
  });

  it.each([
    ['*/*', 'application/json'],
    ['application/json, text/xml', 'application/json'],
    ['application/xml;q=0.5, application/json;q=0.9', 'application/json'],
    ['text/xml, */*;q=0.1', 'application/xml'],
    ['application/json;q=0.2, application/xml', 'application/xml'],
  ])('Accept %s gives %s', async (accept, expected) => {
    const reply = await ask('/GetFinishedCalls', aDay, { ports: portsWith({}), accept });
    expect(reply.contentType).toContain(expected);
  });
});

describe('the key of a call', () => {
  const call = callRecord();
  it.each([
    ['start', { startedAt: new Date('2026-03-10T09:00:01Z') }],
    ['direction', { direction: 'out' as const }],
    ['caller', { external: '+79000000105' }],
    ['line', { line: '+74950000102' }],
  ])('differs with the %s', (_, change) => {
    expect(callKey({ ...call, ...change })).not.toBe(callKey(call));
  });

  it('does not differ within a second', () => {
    expect(callKey({ ...call, startedAt: new Date('2026-03-10T09:00:00.900Z') })).toBe(callKey(call));
  });
});

describe('a number as IDENT reads it', () => {
  it.each([
    ['+79110001122', '+79110001122'],
    ['+89110001122', '+79110001122'],
    ['+84951234567', '+74951234567'],
    ['+8613812345678', '+8613812345678'],
    [null, ''],
  ])('%s goes out as %s', (e164, expected) => {
    expect(identPhone(e164)).toBe(expected);
  });

  it('never is the local form of a Russian number with a plus', () => {
    const national = fc.tuple(
      fc.constantFrom('495', '812', '900', '911', '926', '999'),
      fc.integer({ min: 1_000_000, max: 9_999_999 }),
    );
    fc.assert(
      fc.property(national, ([code, rest]) => {
        expect(identPhone(`+8${code}${rest}`)).not.toMatch(/^\+8/);
        expect(identPhone(`+7${code}${rest}`)).toBe(`+7${code}${rest}`);
      }),
    );
  });
});
