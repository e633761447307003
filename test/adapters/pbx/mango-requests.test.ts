import fc from 'fast-check';
import { mango } from '../../../adapters/pbx/mango/adapter.ts';
import { sign } from '../../../adapters/pbx/mango/sign.ts';
import { mangoSettings } from '../../../adapters/pbx/mango/settings.ts';
import { callEvent, callEventSchema } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { inboundRequest } from '../../contracts/pbx-subject.ts';
import { LINE, PATIENT, read, settings, signed, START } from './mango-notifications.ts';

const call = { entry_id: 'E', call_id: 'A', seq: 1, timestamp: START, call_state: 'Appeared', location: 'ivr' };

describe('the signature', () => {
  const allowed = (request: InboundRequest): boolean => mango.authenticate(request, settings);

  it('is the SHA-256 of key, JSON and salt, as sha256sum computes it', () => {
    expect(sign('{"a":"б+1"}', mangoSettings.parse({ apiKey: 'qwerty123', apiSalt: 'salt-salt' }))).toBe(
      'eab12ad39101c13931f2fe557e0ee3a0b8991b181d71ae4d1972a586015bf947',
    );
  });

  it('is that of the JSON as it came, with its spaces, escapes and order', () => {
    expect(allowed(signed('/events/call', '{ "b" : "\\u0431+%20" ,\n"a":1.0 } '))).toBe(true);
  });

  it('is refused when the JSON was written anew', () => {
    const request = signed('/events/call', '{"b": 1}');
    const body = new URLSearchParams(request.body.toString());
    body.set('json', '{"b":1}');
    expect(allowed({ ...request, body: Buffer.from(body.toString()) })).toBe(false);
  });

  it.each(['vpbx_api_key', 'sign', 'json'])('is refused without %s or with one more letter in it', (name) => {
    const request = signed('/events/call', call);
    expect(allowed(request)).toBe(true);
    const without = new URLSearchParams(request.body.toString());
    without.delete(name);
    expect(allowed({ ...request, body: Buffer.from(without.toString()) })).toBe(false);
    const longer = new URLSearchParams(request.body.toString());
    longer.set(name, `${longer.get(name)} `);
    expect(allowed({ ...request, body: Buffer.from(longer.toString()) })).toBe(false);
  });

  it('does not let another account of the same salt pass', () => {
    const other = { ...settings, apiKey: 'another-key' };
    const json = JSON.stringify(call);
    const body = new URLSearchParams({ vpbx_api_key: settings.apiKey, sign: sign(json, other), json }).toString();
    expect(mango.authenticate(inboundRequest({ body }), other)).toBe(false);
  });

  it('believes of a field that is sent twice what it checked', () => {
    const request = signed('/events/call', call);
    const body = `${request.body.toString()}&json=${encodeURIComponent(JSON.stringify({ ...call, entry_id: 'X' }))}`;
    const doubled = { ...request, body: Buffer.from(body) };
    expect(allowed(doubled)).toBe(true);
    expect(mango.parse(doubled, { account: 'mango', settings })[0]?.providerCallId).toBe('E');
  });

  it('is looked for in a posted form only', () => {
    const request = signed('/events/call', call);
    const query = Object.fromEntries(new URLSearchParams(request.body.toString()));
    expect(allowed({ ...request, method: 'GET' })).toBe(false);
    expect(allowed(inboundRequest({ method: 'GET', query }))).toBe(false);
  });
});

describe('which notification it is', () => {
  const summary = { entry_id: 'E', call_direction: 1, talk_time: 0, end_time: START, entry_result: 0 };

  it.each(['/events/summary', '/events/call', '', '/elsewhere'])('a summary is one under %j', (path) => {
    expect(read(path, summary)[0]?.kind).toBe('missed');
  });

  it('a summary without its result is one under its own path', () => {
    expect(read('/events/summary', { entry_id: 'E', call_direction: 1, talk_time: 0 })[0]?.kind).toBe('missed');
  });

  it.each(['/events/call', '', '/prefix/events/call/'])('a state of a leg is one under %j', (path) => {
    expect(read(path, call)[0]?.kind).toBe('in-menu');
  });

  it.each([
    ['/events/dtmf', { ...call, call_state: undefined, dtmf: '2', location: 'ivr.2' }],
    ['/events/sms', { command_id: 'c', timestamp: START, reason: 4301 }],
    ['/events/recording', { entry_id: 'E', call_id: 'A', recording_id: 'R', recording_state: 'Completed', seq: 1 }],
    ['/events/record/tagged', { entry_id: 'E', recording_id: 'R', timestamp: START }],
    ['/result/callback', { command_id: 'c', result: 1000 }],
    ['/result/stats', {}],
    ['/events/tomorrow', { entry_id: 'E' }],
  ])('%s means nothing for a call', (path, told) => {
    expect(read(path, JSON.parse(JSON.stringify(told)))).toEqual([]);
  });

  it.each(['ivr', 'queue'])('leaving %s or being held there is no event', (location) => {
    expect(read('/events/call', { ...call, location, call_state: 'Disconnected' })).toEqual([]);
    expect(read('/events/call', { ...call, location, call_state: 'OnHold' })).toEqual([]);
  });
});

describe('what is read', () => {
  it('takes a call without a direction for ended, not for missed', () => {
    expect(read('/events/summary', { entry_id: 'E', entry_result: 0, talk_time: 0 })[0]).toMatchObject({
      kind: 'ended',
      direction: null,
      seconds: { wait: null, talk: 0, total: null },
    });
  });

  it('does not take a summary that says nothing of the talk for missed', () => {
    expect(read('/events/summary', { entry_id: 'E', entry_result: 0, call_direction: 1 })[0]).toMatchObject({
      kind: 'ended',
      seconds: null,
    });
  });

  it.each(['1111', 1111, '2219', '9999'])('keeps the reason %j whatever it is', (reason) => {
    const told = { entry_id: 'E', entry_result: 0, disconnect_reason: reason };
    expect(read('/events/summary', told)[0]?.reason).toBe(String(reason));
  });

  it('reads a leg without a place as a telephone where it has an extension', () => {
    const { location: _, ...placeless } = call;
    expect(read('/events/call', { ...placeless, to: { extension: 333 } })[0]).toMatchObject({
      kind: 'ringing',
      extension: '333',
    });
    expect(() => read('/events/call', placeless)).toThrow('location');
  });

  it('takes what was ordered and passes both parties by their extensions for internal', () => {
    const told = { ...call, location: 'abonent', command_id: 'c1' };
    const parties = { from: { extension: '5555', number: '74955404444' }, to: { extension: '1234' } };
    expect(read('/events/call', { ...told, ...parties })[0]).toMatchObject({
      kind: 'ringing',
      direction: 'internal',
      extension: '1234',
      external: null,
    });
    expect(read('/events/call', { ...told, ...parties, call_state: 'Connected', seq: 2 })).toEqual([]);
  });

  it('makes a key of its own where the number of the event or of the leg is missing', () => {
    const { seq: _, ...unnumbered } = call;
    const [first] = read('/events/call', unnumbered);
    const [later] = read('/events/call', { ...unnumbered, timestamp: START + 1 });
    expect(first?.eventKey).toMatch(/^[0-9a-f]{64}$/);
    expect(later?.eventKey).not.toBe(first?.eventKey);
  });

  it('tells the employee of no recording', () => {
    const told = { entry_id: 'E', recording_id: 'R', user_id: 1001, timestamp: String(START) };
    expect(read('/events/record/added', told)[0]).toMatchObject({
      kind: 'recorded',
      employeeRef: null,
      recording: { ref: 'R', kind: 'talk' },
      occurredAt: new Date(START * 1000).toISOString(),
    });
  });
});

describe('what cannot be read', () => {
  const failure = (path: string, told: unknown): UnreadableNotification => {
    try {
      read(path, told);
    } catch (error) {
      if (error instanceof UnreadableNotification) return error;
      throw error;
    }
    throw new Error('was read');
  };

  it.each([
    ['/events/call', '{"call_state":', 'json'],
    ['/events/call', '[]', 'json'],
    ['/events/call', 'null', 'json'],
    ['/events/call', { ...call, entry_id: '' }, 'entry_id'],
    ['/events/call', { ...call, entry_id: 'x'.repeat(201) }, 'entry_id'],
    ['/events/call', { ...call, call_id: 'x'.repeat(200) }, 'call_id'],
    ['/events/call', { ...call, call_state: undefined }, 'call_state'],
    ['/events/call', { ...call, call_state: 'Parked' }, 'call_state'],
    ['/events/call', { ...call, call_state: 'constructor' }, 'call_state'],
    ['/events/call', { ...call, location: 'moon' }, 'location'],
    ['/events/call', { ...call, location: 'toString' }, 'location'],
    ['/events/summary', { entry_result: 1 }, 'entry_id'],
    ['/events/record/added', { entry_id: 'E' }, 'recording_id'],
    ['/events/record/added', { recording_id: 'R' }, 'entry_id'],
  ])('%s %j names %s', (path, told, field) => {
    expect(failure(path, told).field).toBe(field);
  });

  it('is never said with a number in it', () => {
    expect(failure('/events/call', { ...call, call_state: PATIENT, location: LINE }).message).not.toMatch(/\d{5}/);
  });

  it('throws nothing else, whatever the JSON holds', () => {
    const name = fc.constantFrom(
      ...['entry_id', 'call_id', 'timestamp', 'seq', 'call_state', 'location', 'from', 'to', 'disconnect_reason'],
      ...['call_direction', 'talk_time', 'end_time', 'create_time', 'entry_result', 'recording_id', 'transfer'],
      ...['callback_initiator', 'command_id', 'line_number', '__proto__'],
    );
    const word = fc.constantFrom('Appeared', 'Connected', 'ivr', 'abonent', 'queue', '1', '0', PATIENT, String(START));
    const party = fc.dictionary(fc.constantFrom('extension', 'number', 'line_number', 'taken_from_call_id'), word);
    const value = fc.oneof({ weight: 3, arbitrary: word }, party, fc.jsonValue(), fc.integer());
    const path = fc.constantFrom('/events/call', '/events/summary', '/events/record/added', '/x');
    let understood = 0;
    fc.assert(
      fc.property(path, fc.dictionary(name, value), (at, told) => {
        try {
          for (const event of read(at, { entry_id: 'E', ...told })) {
            expect(callEventSchema.safeParse(event).success).toBe(true);
            understood += 1;
          }
        } catch (error) {
          if (!(error instanceof UnreadableNotification)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
    expect(understood).toBeGreaterThan(50);
  });
});

describe('the simulation', () => {
  const base = { eventKey: '-', account: 'mango', providerCallId: '7' };
  const back = (event: Parameters<typeof callEvent>[0]): unknown[] =>
    (mango.simulate?.(callEvent(event), settings) ?? []).flatMap((request) => {
      const inbound = inboundRequest({ ...request, query: {} });
      expect(mango.authenticate(inbound, settings)).toBe(true);
      return mango.parse(inbound, { account: 'mango', settings });
    });

  it('begins an incoming call in the menu and an outgoing one at the telephone that dials', () => {
    const occurredAt = '2026-03-02T07:15:00.000Z';
    expect(back({ ...base, kind: 'started', direction: 'in', external: `+${PATIENT}`, occurredAt })).toMatchObject([
      { kind: 'in-menu', direction: 'in', external: `+${PATIENT}`, occurredAt },
    ]);
    expect(
      back({ ...base, kind: 'started', direction: 'out', external: `+${PATIENT}`, extension: '101', occurredAt }),
    ).toMatchObject([{ kind: 'ringing', direction: 'out', extension: '101', external: `+${PATIENT}` }]);
  });

  it('takes a call back from hold as Mango does', () => {
    const told = { ...base, legId: 'A', extension: '101', direction: 'in' as const };
    const keys = (['answered', 'held', 'resumed'] as const).flatMap((kind) => back({ ...told, kind }));
    expect(keys).toMatchObject([
      { kind: 'answered', eventKey: 'A:2' },
      { kind: 'held', eventKey: 'A:3' },
      { kind: 'answered', eventKey: 'A:4' },
    ]);
  });

  it.each(['voicemail', 'transferred', 'linked'] as const)('sends nothing for %s', (kind) => {
    expect(back({ ...base, kind })).toEqual([]);
  });
});
