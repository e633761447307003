import { XMLParser } from 'fast-xml-parser';
import { threecx } from '../../../adapters/pbx/threecx/adapter.ts';
import { question, reply } from '../../../adapters/pbx/threecx/question.ts';
import { threecxSettings } from '../../../adapters/pbx/threecx/settings.ts';
import { templates } from '../../../adapters/pbx/threecx/templates.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { inboundRequest } from '../../contracts/pbx-subject.ts';
import { foldInAnyOrder, legsOf, talksOf } from '../../support/fold-notifications.ts';
import { unreadableField } from '../../support/pbx-notifications.ts';

const secret = 'k7Qm-2vX9';
const settings = threecxSettings.parse({ secret });
const START = Date.UTC(2026, 2, 2, 7, 15, 0);
const at = (second: number): string => new Date(START + second * 1000).toISOString().replace('.000', '');

const answered = {
  call_type: 'Inbound',
  number: '+79000000102',
  agent: '101',
  duration: '00:01:00',
  started_at: at(0),
  answered_at: at(8),
  ended_at: at(68),
  recording_url: '[RecordingUrl]',
};
const missed = { ...answered, call_type: 'Missed', answered_at: '0001-01-01T00:00:00Z', ended_at: at(24) };

function read(told: Record<string, unknown>, given = settings): CallEvent[] {
  const request = inboundRequest({ path: `/${secret}/call`, body: JSON.stringify(told) });
  return threecx.parse(request, { account: 'threecx', settings: given });
}

function fold(...reports: Record<string, unknown>[]) {
  const receivedAt = new Date(START + 70_000);
  return foldInAnyOrder(reports.flatMap((told) => read(told)).map((event) => ({ event, receivedAt })));
}

describe('a call that 3CX reports', () => {
  it('that was answered is whole at once', () => {
    expect(fold(answered)).toMatchObject({
      state: 'ended',
      direction: 'in',
      external: '+79000000102',
      result: 'answered',
      answeredExtension: '101',
      waitSeconds: 8,
      talkSeconds: 60,
      recordings: [],
      startedAt: { at: new Date(START), approximate: false },
      endedAt: { at: new Date(START + 68_000), approximate: false },
    });
  });

  it('that was missed rang where it says', () => {
    const call = fold(missed);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'no-answer', waitSeconds: 24 });
    expect(legsOf(call)).toEqual([['101', 'ended']]);
  });

  it('scenario 1: that one agent missed and another answered is one answered call', () => {
    const call = fold(missed, { ...answered, agent: '102' });
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '102', talkSeconds: 60 });
  });

  it('scenario 10: with a withheld number can be missed', () => {
    for (const number of ['', '[Number]', 'anonymous', '0'])
      expect(fold({ ...missed, number })).toMatchObject({ external: null, direction: 'in', result: 'missed' });
  });

  it('scenario 15: within the same minute is another call', () => {
    const [first, second] = [answered, { ...answered, started_at: at(30) }].map((told) => read(told)[0]);
    expect(first?.providerCallId).not.toBe(second?.providerCallId);
  });

  it('scenario 16: said again is the same', () => expect(read(answered)).toEqual(read(answered)));

  it('scenario 19: that we make and nobody answers is unanswered', () => {
    for (const word of ['Notanswered', 'NotAnswered', 'not answered'])
      expect(fold({ ...missed, call_type: word })).toMatchObject({ direction: 'out', result: 'unanswered' });
    expect(fold({ ...answered, call_type: 'Outbound' })).toMatchObject({
      direction: 'out',
      result: 'answered',
      answeredExtension: '101',
      talkSeconds: 60,
    });
  });

  it('scenario 21: before midnight ends after it', () => {
    const late = { ...answered, started_at: '2026-03-02T23:59:50Z', answered_at: '2026-03-02T23:59:55Z' };
    const call = fold({ ...late, ended_at: '2026-03-03T00:00:55Z' });
    expect(call).toMatchObject({ talkSeconds: 60, endedAt: { at: new Date('2026-03-03T00:00:55Z') } });
    expect(talksOf(call)).toEqual([]);
  });

  it('counts the answer back from the end where 3CX does not tell it', () => {
    for (const answered_at of ['[CallEstablishedTimeUTC]', '0001-01-01T00:00:00Z', ''])
      expect(read({ ...answered, answered_at })).toEqual(read(answered));
  });

  it('knows the line from the settings only', () => {
    const given = threecxSettings.parse({ secret, line: '+74950000101' });
    expect(read(answered, given).map(({ line }) => line)).toEqual(['+74950000101', '+74950000101', '+74950000101']);
  });

  it.each([
    [{ ...answered, call_type: '[CallType]' }, 'call_type'],
    [{ ...answered, call_type: 'constructor' }, 'call_type'],
    [{ ...answered, started_at: '02.03.2026 10:15' }, 'started_at'],
    [{ ...answered, started_at: '0001-01-01T00:00:00Z' }, 'started_at'],
    [{ ...answered, recording_url: `https://x/${'x'.repeat(2000)}` }, 'recording_url'],
  ])('%j is unreadable for its %s', (told, field) => expect(unreadableField(() => read(told))).toBe(field));
});

describe('the look-up by number', () => {
  const lookUp = (number: string) =>
    inboundRequest({ method: 'GET', path: `/${secret}/lookup`, query: { number, CallDirection: 'Inbound' } });
  const nobody = { callerName: null, extension: null, say: null, code: null };

  it('asks for the name of a caller and tells no event', () => {
    expect(question(lookUp('89000000102'), settings)).toEqual({
      external: '+79000000102',
      line: null,
      providerCallId: null,
      wants: ['caller-name'],
    });
    expect(threecx.parse(lookUp('89000000102'), { account: 'threecx', settings })).toEqual([]);
  });

  it('is not the report of a call', () => {
    expect(question(inboundRequest({ path: `/${secret}/call`, body: '{}' }), settings)).toBeNull();
    expect(question(inboundRequest({ method: 'POST', path: `/${secret}/lookup` }), settings)).toBeNull();
  });

  it('is answered with the name and the number that was asked, or with nobody', () => {
    const asked = question(lookUp('89000000102'), settings)!;
    const body = (name: string | null) => JSON.parse(reply({ ...nobody, callerName: name }, asked).body) as unknown;
    expect(body('Мария Петровна')).toEqual({
      contact: { id: '+79000000102', name: 'Мария Петровна', phone: '+79000000102' },
    });
    expect(body(null)).toEqual({});
    const withheld = question(lookUp('anonymous'), settings)!;
    expect(JSON.parse(reply({ ...nobody, callerName: 'Мария' }, withheld).body)).toEqual({});
  });
});

/** What a test looks at of a scenario of the template. */
interface Scenario {
  Id: string;
  Request: { Url: string; PostValues?: { Value: { Key: string; '#text': string }[] } };
  Rules?: { Rule: { '#text': string } };
  Variables?: { Variable: { Path: string }[] };
  Outputs?: unknown;
}

describe('the template', () => {
  const [template] = templates('clinic 1', settings, 'https://trubka.example');
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseAttributeValue: false });
  const { Crm } = parser.parse(template?.body ?? '', true) as { Crm: { Scenarios: { Scenario: Scenario[] } } };
  const [lookUp, report] = Crm.Scenarios.Scenario as [Scenario, Scenario];

  it('is XML that 3CX reads: two scenarios, the report without variables and outputs', () => {
    expect([lookUp.Id, report.Id]).toEqual(['', 'ReportCall']);
    expect(report.Variables).toBeUndefined();
    expect(report.Outputs).toBeUndefined();
    expect(template?.body).not.toMatch(/&(?!amp;|quot;|lt;|gt;)/);
  });

  it('looks up where the adapter listens', () => {
    const url = lookUp.Request.Url.replace('[Number]', '%2B79000000102').replace('[CallDirection]', 'Inbound');
    const { pathname, searchParams } = new URL(url);
    expect(pathname).toBe(`/webhooks/clinic%201/${secret}/lookup`);
    const query = Object.fromEntries(searchParams);
    const request = inboundRequest({ method: 'GET', path: `/${secret}/lookup`, query });
    expect(threecx.authenticate(request, settings)).toBe(true);
    expect(question(request, settings)?.external).toBe('+79000000102');
  });

  it('reads the reply by the paths of its own variables', () => {
    const asked = { external: '+79000000102', line: null, providerCallId: null, wants: ['caller-name'] } as const;
    const found = JSON.parse(
      reply({ callerName: 'Мария', extension: null, say: null, code: null }, asked).body,
    ) as Record<string, Record<string, string>>;
    const place = (path: string) =>
      path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], found);
    for (const { Path } of lookUp.Variables?.Variable ?? []) expect(place(Path)).toEqual(expect.any(String));
    expect(lookUp.Variables?.Variable).toHaveLength(3);
    expect(place(lookUp.Rules?.Rule['#text'] ?? '')).toEqual(expect.any(String));
  });

  it('reports what the adapter reads, once 3CX fills in its variables', () => {
    const values: Record<string, string> = {
      '[CallType]': 'Inbound',
      '[Number]': '+79000000102',
      '[Agent]': '101',
      '[Duration]': '00:01:00',
      '[[CallStartTimeUTC].ToString("yyyy-MM-ddTHH:mm:ssZ")]': at(0),
      '[[CallEstablishedTimeUTC].ToString("yyyy-MM-ddTHH:mm:ssZ")]': at(8),
      '[[CallEndTimeUTC].ToString("yyyy-MM-ddTHH:mm:ssZ")]': at(68),
      '[RecordingUrl]': '[RecordingUrl]',
    };
    const sent = (report.Request.PostValues?.Value ?? []).map((value) => {
      expect(values).toHaveProperty([value['#text']]);
      return [value.Key, values[value['#text']]] as const;
    });
    expect(read(Object.fromEntries(sent))).toEqual(read(answered));
    expect(new URL(report.Request.Url).pathname).toBe(`/webhooks/clinic%201/${secret}/call`);
  });
});

it.each(['', '/', `/${secret}`, `/${secret}/`, `/${secret}/other`, `/x/${secret}/call`, `/${secret}x/call`])(
  'refuses %j',
  (path) => expect(threecx.authenticate(inboundRequest({ path }), settings)).toBe(false),
);
