import fc from 'fast-check';
import { parse } from '../../../../adapters/pbx/uis/parse.ts';
import { uisSettings } from '../../../../adapters/pbx/uis/settings.ts';
import { callEventSchema, type CallEvent } from '../../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../../src/contracts/failures.ts';
import { inboundRequest } from '../../../contracts/pbx-subject.ts';

const settings = uisSettings.parse({ secret: 'demo', employees: { 1: 101, 2: '102', constructor: '9' } });

function read(body: unknown): CallEvent | undefined {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return parse(inboundRequest({ path: '/demo', body: text }), { account: 'uis', settings })[0];
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

describe('what cannot be read', () => {
  it('names an unknown event and the known ones', () => {
    const failure = unreadable({ event: 'TAG_SET', call_session_id: 1 });
    expect(failure.field).toBe('event');
    for (const word of [
      'incoming',
      'ringing',
      'answered',
      'talk-ended',
      'ended',
      'missed',
      'outgoing',
      'recorded',
      'tagged',
      'CALL_END',
      'RECORD_CALL',
    ]) {
      expect(failure.message).toContain(word);
    }
  });

  it.each([
    [{ call_session_id: 1 }, 'event'],
    [{ event: null, call_session_id: 1 }, 'event'],
    [{ event: 'constructor', call_session_id: 1 }, 'event'],
    [{ event: 'ringing' }, 'call_session_id'],
    [{ event: 'ringing', call_session_id: '' }, 'call_session_id'],
    [{ event: 'ringing', call_session_id: {} }, 'call_session_id'],
    [{ event: 'ringing', call_session_id: 'x'.repeat(201) }, 'call_session_id'],
    [{ event: 'ringing', call_session_id: 1, extension_phone_number: '1'.repeat(41) }, 'extension_phone_number'],
    [{ event: 'recorded', call_session_id: 1 }, 'file_link'],
    [{ event: 'recorded', call_session_id: 1, file_link: `https://x.example/${'x'.repeat(2000)}` }, 'file_link'],
    [{ event: 'tagged', call_session_id: 1 }, 'tag_names'],
    ['<xml/>', null],
    ['', null],
  ])('%j is unreadable for its %s', (body, field) => {
    expect(unreadable(body).field).toBe(field);
  });

  it('is never said with numbers or names of the notification in it', () => {
    expect(unreadable({ event: 'Иванова 79000000102', call_session_id: 1 }).message).not.toMatch(/7900|Иванова/);
  });

  it('throws nothing else, whatever a record holds', () => {
    const name = fc.constantFrom(
      ...['event', 'call_session_id', 'notification_time', 'virtual_phone_number', 'contact_phone_number', 'direction'],
      ...['is_internal', 'call_source', 'leg_id', 'leg_ids', 'employee_id', 'extension_phone_number', 'file_link'],
      ...['talk_time_duration', 'contact_info', 'employee_info', 'call_info', 'call_record_file_info', '__proto__'],
    );
    const word = fc.constantFrom(
      'ringing',
      'CALL_END',
      'recorded',
      'answered',
      'in',
      'out',
      '[1,2]',
      '2026-03-02 10:15:00',
      '79000000102',
      '__proto__',
    );
    const record = fc.dictionary(
      name,
      fc.oneof({ weight: 3, arbitrary: word }, fc.jsonValue(), fc.integer(), fc.string({ unit: 'binary' })),
    );
    let understood = 0;
    fc.assert(
      fc.property(record, fc.option(word), fc.option(fc.nat()), (value, event, id) => {
        const body = JSON.stringify({ ...value, ...(event && { event }), ...(id && { call_session_id: id }) });
        try {
          expect(callEventSchema.safeParse(read(body)).success).toBe(true);
          understood += 1;
        } catch (error) {
          if (!(error instanceof UnreadableNotification)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
    expect(understood).toBeGreaterThan(50);
  });

  it('throws nothing else, whatever bytes or query come', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 500 }), fc.string({ unit: 'binary' }), fc.json()),
        fc.dictionary(fc.string(), fc.string()),
        fc.constantFrom('GET' as const, 'POST' as const),
        (bytes, query, method) => {
          const request = inboundRequest({ method, query, body: Buffer.from(bytes as string) });
          expect(() => parse(request, { account: 'uis', settings })).toThrow(UnreadableNotification);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('what is read', () => {
  it.each(['ringing', 'RINGING', ' Ringing '])('knows the event by %j', (event) => {
    expect(read({ event, call_session_id: 1 })?.kind).toBe('ringing');
  });

  it('tells nothing that the notification does not', () => {
    expect(read({ event: 'ringing', call_session_id: 1 })).toEqual({
      eventKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      account: 'uis',
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
    });
  });

  it('takes a value at the top before the same one in a group, and a group before nothing', () => {
    const event = read({
      event: 'ringing',
      call_session_id: 5,
      leg_id: null,
      call_info: { call_session_id: 6, leg_id: 7 },
      employee_info: 'none',
      contact_info: null,
    });
    expect(event).toMatchObject({ providerCallId: '5', legId: '7' });
  });

  it('asks only its own entries for the extension of an employee', () => {
    expect(read({ event: 'ringing', call_session_id: 1, employee_id: 1 })?.extension).toBe('101');
    expect(read({ event: 'ringing', call_session_id: 1, employee_id: 'toString' })).toMatchObject({
      extension: null,
      employeeRef: 'toString',
    });
  });

  it('is not stopped by a time or a number that is none', () => {
    const event = read({
      event: 'ringing',
      call_session_id: 1,
      notification_time: 'now',
      contact_phone_number: '12',
      direction: 'up',
      talk_time_duration: -4,
    });
    expect(event).toMatchObject({ occurredAt: null, external: null, direction: null, seconds: null });
  });

  it.each(['anonymous', '', '0', '<unknown>', null, undefined])(
    'takes %j for a withheld number',
    (contact_phone_number) => {
      expect(read({ event: 'incoming', call_session_id: 1, contact_phone_number })?.external).toBeNull();
    },
  );

  it('gives legs, times and links of their own keys of their own', () => {
    const one = {
      event: 'ringing',
      call_session_id: 1,
      leg_id: 1,
      employee_id: 1,
      notification_time: '2026-03-02 10:15:00',
    };
    const others = [
      one,
      { ...one, leg_id: 2 },
      { ...one, employee_id: 2 },
      { ...one, notification_time: '2026-03-02 10:15:01' },
      { ...one, call_session_id: 2 },
      { ...one, event: 'answered' },
      { ...one, event: 'recorded', file_link: 'https://x.example/1' },
      { ...one, event: 'recorded', file_link: 'https://x.example/2' },
    ];
    expect(new Set(others.map((body) => read(body)?.eventKey)).size).toBe(others.length);
    expect(read({ ...one, notification_name: 'Иначе', contact_full_name: 'Иванова' })?.eventKey).toBe(
      read(one)?.eventKey,
    );
  });
});

describe('the tags of a call', () => {
  const tags = (tag_names: unknown, event = 'ended') => read({ event, call_session_id: 1, tag_names })?.tags;

  it.each([
    [
      ['VIP', 'Повторный пациент'],
      ['VIP', 'Повторный пациент'],
    ],
    ['["VIP", "Повторный пациент"]', ['VIP', 'Повторный пациент']],
    ['VIP, Повторный пациент', ['VIP', 'Повторный пациент']],
    ['VIP', ['VIP']],
    [[' VIP ', 'VIP', '', null], ['VIP']],
    [[7], ['7']],
    [['x'.repeat(300)], ['x'.repeat(200)]],
  ])('%j are %j', (told, names) => {
    expect(tags(told)).toEqual(names);
    expect(tags(told, 'tagged')).toEqual(names);
  });

  it.each([[[]], [null], ['']])('%j are none, and tell nothing alone', (told) => {
    expect(tags(told)).toBeUndefined();
    expect(read({ event: 'tagged', call_session_id: 1, tag_names: told })).toBeUndefined();
  });

  it('are found in a group of a nested template', () => {
    expect(read({ event: 'CALL_END', call_session_id: 1, call_info: { tag_names: ['VIP'] } })?.tags).toEqual(['VIP']);
  });
});
