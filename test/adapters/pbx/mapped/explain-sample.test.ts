import { explainSample } from '../../../../adapters/pbx/mapped/explain-sample.ts';
import { mappedSettings } from '../../../../adapters/pbx/mapped/settings.ts';

const base = {
  secret: 'k7Qm-2vX9',
  fields: {
    event: 'event',
    callId: 'call.id',
    time: 'at',
    from: 'call.from',
    to: 'call.to',
    extension: 'call.ext',
    direction: 'call.dir',
    talkSeconds: 'call.talk',
  },
  events: { ringing: ['RING'], ended: ['BYE'], ignored: ['ping'] },
  directions: { in: ['in'], out: ['out'] },
};
const settings = mappedSettings.parse(base);
const sample = {
  event: 'RING',
  at: '2026-03-02 10:15:03',
  call: {
    id: 17,
    from: '8 900 000-01-02',
    to: '74950000101',
    ext: 'sip:101@pbx',
    dir: 'in',
    name: 'Иванова',
    tag: null,
  },
};

function explain(change: object = {}, call: object = {}, given = settings) {
  const body = JSON.stringify({ ...sample, ...change, call: { ...sample.call, ...call } });
  const explanation = explainSample(body, given);
  const of = (field: string) => explanation.fields.find((reading) => reading.field === field);
  return { ...explanation, of };
}

it('shows of every field where it stood, how it came and what it becomes', () => {
  const { readAs, fields, problem, events } = explain();
  expect([readAs, problem]).toEqual(['json', null]);
  expect(fields.map(({ field, at, found, becomes, note }) => [field, at, found, becomes, note?.code ?? null])).toEqual([
    ['event', 'event', 'RING', 'ringing', null],
    ['callId', 'call.id', '17', '17', null],
    ['time', 'at', '2026-03-02 10:15:03', '2026-03-02T07:15:03.000Z', null],
    ['from', 'call.from', '8 900 000-01-02', '+79000000102', null],
    ['to', 'call.to', '74950000101', '+74950000101', null],
    ['extension', 'call.ext', 'sip:101@pbx', '101', null],
    ['direction', 'call.dir', 'in', 'in', null],
    ['talkSeconds', null, null, null, 'absent'],
  ]);
  expect(events).toMatchObject([{ kind: 'ringing', external: '+79000000102', extension: '101' }]);
});

it('lists what no field reads, for a misspelt or a forgotten one', () => {
  expect(explain().unused).toEqual(['call.name', 'call.tag']);
  const misspelt = mappedSettings.parse({ ...base, fields: { ...base.fields, from: 'call.caller' } });
  const { of, unused } = explain({}, {}, misspelt);
  expect(of('from')?.note).toEqual({
    code: 'absent',
    text: 'Nothing stands at call.caller; correct fields.from, unless only some notifications have it.',
  });
  expect(unused).toContain('call.from');
});

it.each([
  ['event', { event: 'DIAL' }, {}, 'unknown-word', /"DIAL" is in no list of events/],
  ['direction', {}, { dir: 'incoming' }, 'unknown-word', /"incoming" is in no list of directions/],
  ['time', { at: 1772435703 }, {}, 'other-time-format', /looks like timeFormat: unix,/],
  ['time', { at: 'Mon, 02 Mar 2026 07:15:03 +0000' }, {}, 'other-time-format', /timeFormat: rfc2822/],
  ['time', { at: 'yesterday' }, {}, 'no-time', /timeFormat \(iso\)/],
  ['from', {}, { from: 'anonymous' }, 'withheld', /withheld/],
  ['from', {}, { from: '2345678' }, 'local-number', /set areaCode/],
  ['from', {}, { from: '1204', to: '74950000101' }, 'internal-number', /internal number/],
  ['from', {}, { from: 'Иванова' }, 'no-number', /No telephone number of RU/],
  ['from', {}, { dir: null }, 'direction-unknown', /whose number/],
  ['extension', {}, { ext: '+79260000011' }, 'no-extension', /telephone number/],
  ['talkSeconds', {}, { talk: 'long' }, 'no-duration', /hh:mm:ss/],
  ['talkSeconds', {}, { talk: '' }, 'empty', /empty/],
] as const)('says why %s of %j %j was not understood', (field, change, call, code, text) => {
  const { of } = explain(change, call);
  expect(of(field)?.note?.code).toBe(code);
  expect(of(field)?.note?.text).toMatch(text);
  expect(of(field)?.becomes).toBeNull();
});

it('says why nothing comes of it, with everything else still explained', () => {
  const { problem, events, of } = explain({ event: 'DIAL' }, { id: null });
  expect(problem).toEqual({ text: expect.stringContaining('event (event) is missing or a word'), field: 'event' });
  expect(events).toEqual([]);
  expect(of('extension')?.becomes).toBe('101');
  expect(of('callId')?.note?.code).toBe('empty');
});

it('shows an ignored word as nothing, without a problem', () => {
  expect(explain({ event: 'ping' })).toMatchObject({ problem: null, events: [] });
});

it('takes a form, an address as the PBX called it, a path and headers', () => {
  const flat = {
    event: 'e+@header.X-State',
    callId: 'id',
    from: 'src',
    extension: 'ext',
    direction: 'dir',
    leg: '@path',
  };
  const given = mappedSettings.parse({ ...base, fields: flat, events: { ringing: ['ring'], ended: ['ring off'] } });
  const form = 'e=ring&id=1&src=89000000102&ext=101&dir=in&x=1';
  expect(explainSample(form, given)).toMatchObject({ readAs: 'form', unused: ['x'], events: [{ kind: 'ringing' }] });
  for (const address of [`https://t.example/webhooks/pbx/k7Qm-2vX9?${form}`, `GET /webhooks/pbx/s?${form} HTTP/1.1`])
    expect(explainSample(address, given)).toMatchObject({
      readAs: 'query',
      events: [{ kind: 'ringing', external: '+79000000102' }],
    });
  const posted = explainSample({ body: form, path: 'leg-7', headers: { 'X-State': 'off' } }, given);
  expect(posted.events).toMatchObject([{ kind: 'ended', legId: 'leg-7' }]);
});

it('says so when the text is nothing that a PBX sends', () => {
  expect(explainSample('<xml/>', settings)).toEqual({
    readAs: null,
    fields: [],
    events: [],
    problem: { text: expect.stringContaining('neither JSON nor a form'), field: null },
    unused: [],
  });
});
