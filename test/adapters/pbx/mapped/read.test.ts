import fc from 'fast-check';
import { mapped } from '../../../../adapters/pbx/mapped/adapter.ts';
import { mappedSettings } from '../../../../adapters/pbx/mapped/settings.ts';
import { callEventSchema, type CallEvent } from '../../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../../src/contracts/failures.ts';
import { inboundRequest } from '../../../contracts/pbx-subject.ts';

const base = {
  secret: 'k7Qm-2vX9',
  fields: {
    event: 'type',
    callId: 'call.id|id',
    leg: 'leg',
    linkedCall: 'joined',
    time: 'at',
    from: 'from',
    to: 'to',
    extension: 'ext',
    employee: 'user',
    direction: 'dir',
    recording: 'rec',
    talkSeconds: 'talk',
    reason: 'why',
    initiator: 'by',
  },
  events: {
    started: ['new'],
    ringing: ['ring', '1'],
    answered: ['answer'],
    'leg-ended': ['leg *'],
    voicemail: ['message'],
    ended: ['end', 'message'],
    recorded: ['rec'],
    ignored: ['ping', '*debug*'],
  },
  directions: { in: ['in'], out: ['out'], internal: ['local'] },
  timeFormat: 'unix',
  employees: { '15': '101' },
  lines: { 'trunk-1': '+74950000102' },
};

const standard = mappedSettings.parse(base);

function read(body: unknown, change?: Record<string, unknown>, request: object = {}): CallEvent[] {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const settings = change === undefined ? standard : mappedSettings.parse({ ...base, ...change });
  return mapped.parse(inboundRequest({ path: '/k7Qm-2vX9', body: text, ...request }), { account: 'pbx', settings });
}

function unreadable(body: unknown): UnreadableNotification {
  try {
    read(body);
  } catch (error) {
    if (error instanceof UnreadableNotification) return error;
    throw error;
  }
  throw new Error('was read');
}

const incoming = { type: 'new', id: '1', dir: 'in', from: '89000000102', to: '74950000101' };

describe('whose number is whose', () => {
  it.each([
    [{}, 'in', '+79000000102', '+74950000101'],
    [{ dir: 'OUT', from: '74950000101', to: '9000000103' }, 'out', '+79000000103', '+74950000101'],
    [{ dir: 'local', from: '101', to: '102' }, 'internal', null, null],
    [{ dir: 'out', from: '101', to: '1204' }, 'internal', null, null],
    [{ dir: 'in', from: '0', to: '101' }, 'in', null, null],
    [{ dir: 'in', from: 'anonymous' }, 'in', null, '+74950000101'],
    [{ to: 'trunk-1' }, 'in', '+79000000102', '+74950000102'],
    [{ dir: 'sideways' }, null, null, null],
    [{ dir: undefined }, null, null, null],
  ])('%j', (change, direction, external, line) => {
    expect(read({ ...incoming, ...change })).toMatchObject([{ direction, external, line }]);
  });

  it('takes a number without its city for a city number only when the city is known', () => {
    const call = { ...incoming, from: '234567', to: '101' };
    expect(read(call)[0]).toMatchObject({ direction: 'internal', external: null });
    expect(read(call, { areaCode: '4812' })[0]).toMatchObject({ direction: 'in', external: '+74812234567' });
    expect(read({ ...incoming, from: '2345678' })[0]).toMatchObject({ direction: 'in', external: null });
    expect(read({ ...incoming, from: '2345678' }, { areaCode: '343' })[0]?.external).toBe('+73432345678');
  });

  it('counts as internal what has at most so many digits', () => {
    const call = { ...incoming, from: '123456', to: '101' };
    expect(read(call)[0]?.direction).toBe('internal');
    expect(read(call, { internalDigits: 4 })[0]?.direction).toBe('in');
  });

  it('reads numbers as of the country', () => {
    expect(read({ ...incoming, from: '8 701 123 45 67' }, { country: 'KZ' })[0]?.external).toBe('+77011234567');
    expect(read({ ...incoming, from: '030 901820' }, { country: 'DE' })[0]?.external).toBe('+4930901820');
  });

  it('goes by fields of their own where the PBX has them, whatever the direction', () => {
    const fields = { ...base.fields, external: 'client', line: 'did' };
    const call = { type: 'ring', id: 1, ext: 101, client: '79000000102', did: 'trunk-1' };
    expect(read(call, { fields })[0]).toMatchObject({
      direction: null,
      external: '+79000000102',
      line: '+74950000102',
    });
    const settings = { fields, directionWhenMissing: 'out' };
    expect(read(call, settings)[0]).toMatchObject({ direction: 'out', external: '+79000000102' });
  });
});

describe('where a value stands', () => {
  it('takes the first of several paths that has a value', () => {
    expect(read({ ...incoming, call: { id: 7 } })[0]?.providerCallId).toBe('7');
    expect(read({ ...incoming, call: { id: '' } })[0]?.providerCallId).toBe('1');
  });

  it('joins two values by a blank, and either alone', () => {
    const change = { fields: { ...base.fields, event: 'type+status' } };
    expect(read({ ...incoming, type: 'leg', status: 'NOANSWER', ext: 101 }, change)[0]?.kind).toBe('leg-ended');
    expect(read({ ...incoming, status: '' }, change)[0]?.kind).toBe('started');
  });

  it('looks into the address behind the secret, into headers and into the query of a POST', () => {
    const fields = { ...base.fields, event: '@path', initiator: '@header.X-Source', reason: 'why' };
    const request = { path: '/k7Qm-2vX9/ring', headers: { 'x-source': 'widget' }, query: { why: 'q', id: '9' } };
    expect(read({ ...incoming, type: undefined }, { fields }, request)).toMatchObject([
      { kind: 'ringing', initiator: 'widget', reason: 'q', providerCallId: '1' },
    ]);
    expect(read('', { fields }, { ...request, method: 'GET' })).toMatchObject([{ providerCallId: '9' }]);
  });

  it('reads JSON that was put into a text, and ids longer than a number holds', () => {
    const fields = { ...base.fields, event: 'msg.type', callId: 'msg.id', from: 'msg.from', direction: 'msg.dir' };
    const msg = '{"type":"new","id":"1772435700123456789","from":"79000000102","dir":"in"}';
    expect(read({ msg }, { fields })[0]).toMatchObject({ providerCallId: '1772435700123456789', direction: 'in' });
    expect(read('{"type":"new","id":1772435700123456789,"dir":"in"}')[0]?.providerCallId).toBe('1772435700123456789');
  });
});

describe('what it becomes', () => {
  it('is one event for each list that has the word', () => {
    const events = read({ type: 'message', id: 1, at: 1772435703, rec: 'https://x.example/1' });
    expect(events.map(({ kind, recording }) => [kind, recording?.kind])).toEqual([
      ['voicemail', 'voicemail'],
      ['ended', 'voicemail'],
    ]);
    expect(new Set(events.map(({ eventKey }) => eventKey)).size).toBe(2);
  });

  it('is nothing for an ignored word', () => {
    expect(read({ type: 'PING', id: 1 })).toEqual([]);
    expect(read({ type: 'some debug output', id: 1 })).toEqual([]);
  });

  it('has the extension of the employee, and the employee for one who is bound to none', () => {
    expect(read({ type: 'ring', id: 1, user: 15 })[0]).toMatchObject({ extension: '101', employeeRef: '15' });
    expect(read({ type: 'ring', id: 1, user: 'constructor' })[0]).toMatchObject({
      extension: null,
      employeeRef: 'constructor',
    });
    expect(read({ type: 'ring', id: 1, user: 15, ext: '102' })[0]?.extension).toBe('102');
    expect(read({ type: 'ring', id: 1, ext: '+79260000011' })[0]?.extension).toBeNull();
  });

  it('has its own times where one notification tells of the whole call', () => {
    const change = {
      fields: { ...base.fields, startTime: 'begin', answerTime: 'answer', endTime: 'finish' },
      events: { started: ['cdr'], queued: ['cdr'], answered: ['cdr'], ended: ['cdr'] },
    };
    const call = { ...incoming, type: 'cdr', begin: 1772435700, answer: 1772435709, finish: 1772435760, ext: '101' };
    const seconds = (events: CallEvent[]) => events.map((event) => [event.kind, event.occurredAt?.slice(14, 19)]);
    expect(seconds(read(call, change))).toEqual([
      ['started', '15:00'],
      ['queued', '15:00'],
      ['answered', '15:09'],
      ['ended', '16:00'],
    ]);
    expect(seconds(read({ ...call, answer: '' }, change)).map(([kind]) => kind)).toEqual([
      'started',
      'queued',
      'ended',
    ]);
  });

  it('tells nothing that the notification does not', () => {
    expect(read({ type: 1, id: 1 })).toEqual([
      {
        eventKey: expect.stringMatching(/^[0-9a-f]{64}$/),
        account: 'pbx',
        providerCallId: '1',
        linkedCallIds: [],
        kind: 'ringing',
        occurredAt: null,
        direction: null,
        legId: null,
        extension: null,
        employeeRef: null,
        external: null,
        line: null,
        initiator: null,
        reason: null,
        seconds: null,
        recording: null,
      },
    ]);
  });
});

describe('what cannot be read', () => {
  it.each([
    [{ id: 1 }, 'event'],
    [{ type: 'Иванова 79000000102', id: 1 }, 'event'],
    [{ type: 'ring' }, 'callId'],
    [{ type: 'rec', id: 1 }, 'recording'],
    [{ type: 'ring', id: 'x'.repeat(201) }, 'callId'],
    [{ type: 'end', id: 1, rec: `https://x.example/${'x'.repeat(2000)}` }, 'recording'],
    [{ type: 'ring', id: 1, leg: 'x'.repeat(201) }, 'leg'],
    [{ type: 'ring', id: 1, joined: ['x'.repeat(201)] }, 'linkedCall'],
    ['<xml/>', null],
    ['', 'event'],
  ])('%j is unreadable for its %s', (body, field) => {
    const failure = unreadable(body);
    expect(failure.field).toBe(field);
    expect(failure.message).not.toMatch(/7900|Иванова/);
  });

  it('is told with the path that the settings name', () => {
    expect(unreadable({ type: 'ring' }).message).toContain('call.id|id');
  });

  it('is nothing else, whatever a record holds', () => {
    const name = fc.constantFrom(...Object.values(base.fields).flatMap((path) => path.split('|')), 'call', '__proto__');
    const word = fc.constantFrom(
      'ring',
      'new',
      'message',
      'rec',
      'in',
      'out',
      '1772435703',
      '89000000102',
      '101',
      '{"id":1}',
    );
    const record = fc.dictionary(
      name,
      fc.oneof({ weight: 3, arbitrary: word }, fc.jsonValue(), fc.string({ unit: 'binary' })),
    );
    let understood = 0;
    fc.assert(
      fc.property(record, fc.option(word), fc.option(fc.nat()), (value, type, id) => {
        try {
          const events = read({ ...value, ...(type && { type }), ...(id && { id }) });
          for (const event of events) expect(callEventSchema.safeParse(event).success).toBe(true);
          understood += events.length;
        } catch (error) {
          if (!(error instanceof UnreadableNotification)) throw error;
        }
      }),
      { numRuns: 1500 },
    );
    expect(understood).toBeGreaterThan(50);
  });
});
