import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { yeastar } from '../../../adapters/pbx/yeastar/adapter.ts';
import { yeastarSettings, type YeastarSettings } from '../../../adapters/pbx/yeastar/settings.ts';
import type { StoredEvent } from '../../../src/calls/facts.ts';
import type { FoldedCall } from '../../../src/calls/fold-call.ts';
import { callEventSchema, type CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { inboundRequest } from '../../contracts/pbx-subject.ts';
import { foldInAnyOrder, legsOf } from '../../support/fold-notifications.ts';

const secret = 'k7Qm2vX9tR4wZ8bN1cL6pD3sF5gH0jKa';
const settings = yeastarSettings.parse({ secret });
const START = Date.UTC(2026, 2, 2, 7, 15, 0);
const at = (second: number): Date => new Date(START + second * 1000);
const patient = '+79000000102';
const line = '+74950000101';

const statesOf = (call: FoldedCall): string[] =>
  legsOf(call)
    .map(([extension, state]) => `${extension} ${state}`)
    .toSorted();

type Report = readonly [second: number, type: number, msg: object];

function read(type: unknown, msg: unknown, given: YeastarSettings = settings): CallEvent[] {
  const body = JSON.stringify({ type, sn: '3631A2124XXX', msg });
  return yeastar.parse(inboundRequest({ body }), { account: 'yeastar', settings: given });
}

const factsOf = (reports: readonly Report[], given = settings): StoredEvent[] =>
  reports.flatMap(([second, type, msg]) =>
    read(type, JSON.stringify(msg), given).map((event) => ({ event, receivedAt: at(second) })),
  );
const fold = (reports: readonly Report[], given = settings) => foldInAnyOrder(factsOf(reports, given));

type Member = Record<'inbound' | 'outbound' | 'extension', object> | object;
const changed = (second: number, ...members: Member[]): Report => [second, 30011, { call_id: '1.280', members }];
const caller = (member_status: string, from = '79000000102') => ({
  inbound: { from, to: '74950000101', trunk_name: 'city', channel_id: 'PJSIP/trunk-b5', member_status, call_path: '' },
});
const called = (member_status: string, to = '89000000103', from = '101') => ({
  outbound: { from, to, trunk_name: 'city', channel_id: 'PJSIP/trunk-b9', member_status, call_path: '' },
});
const extension = (number: string, member_status: string, device = '1') => ({
  extension: { number, channel_id: `PJSIP/${number}-0000000${device}`, member_status, call_path: '6200' },
});
const details = (second: number, more: object): Report => [
  second,
  30012,
  {
    call_id: '1.280',
    time_start: '2026-03-02 10:15:00',
    call_from: '79000000102',
    call_to: '101',
    call_duration: second,
    talk_duration: 0,
    src_trunk_name: 'city',
    dst_trunk_name: ' ',
    status: 'NO ANSWER',
    type: 'Inbound',
    did_number: '74950000101',
    ...more,
  },
];
const invitation: Report = [0, 30016, { call_id: '1.280', members: [caller('ALERT')] }];

describe('a call of a Yeastar PBX', () => {
  it('scenario 1: a ring group of three, one answers', () => {
    const rings = ['101', '102', '103'].map((number) => changed(3, extension(number, 'RING')));
    const talking = fold([invitation, ...rings, changed(8, extension('102', 'ANSWER'))]);
    expect(talking).toMatchObject({
      direction: 'in',
      external: patient,
      line,
      state: 'answered',
      answeredExtension: '102',
    });
    expect(statesOf(talking)).toEqual(['101 ended', '102 answered', '103 ended']);
    const byes = ['101', '102', '103'].map((number) => changed(60, extension(number, 'BYE')));
    const over = [invitation, ...rings, changed(8, extension('102', 'ANSWER')), ...byes];
    expect(fold([...over, details(60, { status: 'ANSWERED', call_to: '6200', talk_duration: 52 })])).toMatchObject({
      result: 'answered',
      answeredExtension: '102',
      startedAt: { at: at(0), approximate: false },
      answeredAt: { at: at(8), approximate: true },
      endedAt: { at: at(60), approximate: false },
      talkSeconds: 52,
    });
  });

  it('tells the same whether a report names one member or the whole call', () => {
    const whole = fold([
      changed(0, caller('ALERT')),
      changed(3, caller('ALERT'), extension('101', 'RING')),
      changed(8, caller('ANSWERED'), extension('101', 'ANSWER')),
    ]);
    const single = fold([invitation, changed(3, extension('101', 'RING')), changed(8, extension('101', 'ANSWER'))]);
    expect(whole).toEqual(single);
  });

  it('scenario 2: the second of a queue answers', () => {
    const call = fold([
      invitation,
      changed(1, caller('ANSWERED')),
      changed(3, extension('101', 'RING')),
      changed(18, extension('101', 'BYE')),
      changed(19, extension('102', 'RING')),
      changed(24, extension('102', 'ANSWER')),
      changed(80, caller('BYE')),
    ]);
    expect(call).toMatchObject({ state: 'ended', result: 'answered', answeredExtension: '102' });
  });

  it('scenarios 3 and 5: the menu answers, which is no answer', () => {
    const menu = [invitation, changed(1, caller('ANSWERED'))];
    const report = details(20, { status: 'ANSWERED', call_to: '6500', talk_duration: 19 });
    expect(fold([...menu, report])).toMatchObject({ result: 'missed', missedReason: 'in-menu' });
    expect(fold([...menu, changed(20, caller('BYE'))])).toMatchObject({ result: 'missed', missedReason: 'in-menu' });
    const reached = [changed(9, extension('101', 'RING')), changed(12, extension('101', 'ANSWER'))];
    expect(fold([...menu, ...reached, report])).toMatchObject({ result: 'answered', answeredExtension: '101' });
  });

  it('scenario 4: a message is a missed call', () => {
    const call = fold([invitation, changed(3, extension('101', 'RING')), details(40, { status: 'VOICEMAIL' })]);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'voicemail' });
  });

  it('scenario 6: two telephones of one extension', () => {
    const call = fold([
      invitation,
      changed(3, extension('101', 'RING', '1')),
      changed(3, extension('101', 'RING', '2')),
      changed(5, extension('101', 'ANSWER', '2')),
    ]);
    expect(statesOf(call)).toEqual(['101 answered', '101 ended']);
  });

  it('scenario 7: passed on, the second operator answers', () => {
    const call = fold([
      invitation,
      changed(3, extension('101', 'RING')),
      changed(8, extension('101', 'ANSWER')),
      [30, 30013, { call_id: '1.280', members: [caller('ANSWERED')] }],
      changed(31, extension('101', 'BYE')),
      changed(32, extension('102', 'RING')),
      changed(36, extension('102', 'ANSWER')),
    ]);
    expect(call).toMatchObject({ state: 'answered', external: patient });
    expect(statesOf(call)).toEqual(['101 ended', '102 answered']);
  });

  it('scenario 10: a withheld number', () => {
    const call = fold([changed(0, caller('ALERT', 'anonymous')), changed(3, extension('101', 'RING'))]);
    expect(call).toMatchObject({ direction: 'in', external: null, line, state: 'ringing' });
  });

  it('scenario 11: one of us calls another', () => {
    const talk = changed(0, extension('2005', 'ALERT'), extension('2002', 'RING'));
    const report = details(24, {
      type: 'Internal',
      call_from: '2005',
      call_to: '2002',
      did_number: '',
      talk_duration: 21,
    });
    expect(fold([talk])).toMatchObject({ direction: 'internal', external: null });
    expect(fold([talk, report])).toMatchObject({ direction: 'internal', external: null, state: 'ended' });
    // A group that rings inside of a call from outside is no internal call.
    const group = changed(3, extension('101', 'RING'), extension('102', 'RING'));
    expect(fold([invitation, group])).toMatchObject({ direction: 'in', external: patient });
    expect(fold([group]).direction).toBeNull();
  });

  it('scenario 19: an outgoing call', () => {
    const dialled = [
      changed(0, extension('101', 'ALERT')),
      changed(2, called('EARLYMEDIA')),
      changed(9, called('ANSWER')),
      changed(9, extension('101', 'ANSWERED')),
    ];
    const outbound = {
      type: 'Outbound',
      call_from: '101',
      call_to: '89000000103',
      dst_trunk_name: 'city',
      did_number: '',
    };
    const trunks = yeastarSettings.parse({ secret, trunks: { city: line } });
    const answered = details(40, { ...outbound, status: 'ANSWERED', talk_duration: 31 });
    expect(fold([...dialled, answered], trunks)).toMatchObject({
      direction: 'out',
      external: '+79000000103',
      line,
      result: 'answered',
      answeredExtension: '101',
      talkSeconds: 31,
    });
    const unanswered = [...dialled.slice(0, 2), changed(30, extension('101', 'BYE')), details(30, outbound)];
    expect(fold(unanswered)).toMatchObject({ direction: 'out', result: 'unanswered', external: '+79000000103' });
  });

  it('scenario 33: forwarded to a mobile, the patient stays the caller', () => {
    const call = fold([
      invitation,
      changed(2, called('RING', '79260000011', '79000000102')),
      changed(9, called('ANSWER', '79260000011', '79000000102')),
      changed(9, called('BYE', '79260000011')),
    ]);
    expect(call).toMatchObject({
      direction: 'in',
      external: patient,
      result: 'answered',
      answeredExtension: null,
      legs: [],
    });
  });

  it('ends with its caller where the reports come per extension', () => {
    const perLeg = yeastarSettings.parse({ secret, callReports: false });
    const early = details(20, { status: 'ANSWERED' });
    expect(fold([invitation, changed(8, extension('101', 'ANSWER')), early], perLeg).state).toBe('answered');
    expect(fold([invitation, early, changed(60, caller('BYE'))], perLeg).state).toBe('ended');
    const dialled = [changed(0, extension('101', 'ALERT')), changed(2, called('RING'))];
    expect(fold([...dialled, changed(9, called('BYE'))], perLeg).result).toBe('unanswered');
  });

  it('scenarios 15 and 16: repeats are one call, another id is another', () => {
    const twice = factsOf([invitation, invitation]);
    expect(new Set(twice.map(({ event }) => event.eventKey)).size).toBe(1);
    expect(read(30016, { call_id: '1.281', members: [caller('ALERT')] })[0]?.eventKey).not.toBe(
      twice[0]?.event.eventKey,
    );
  });

  it('scenario 21: over midnight, in the zone of the PBX', () => {
    const given = yeastarSettings.parse({ secret, zone: 'Asia/Vladivostok' });
    expect(fold([details(70, { time_start: '2026-03-02 23:59:50' })], given)).toMatchObject({
      startedAt: { at: new Date('2026-03-02T13:59:50Z') },
      endedAt: { at: new Date('2026-03-02T14:01:00Z') },
    });
  });
});

describe('what a Yeastar PBX sends', () => {
  it.each(['30008', 30014, 30015, 30020, 31000])('event %j means nothing to us', (type) => {
    expect(read(type, '{"extension":"2002","status":"Ringing"}')).toEqual([]);
  });

  it('does not tell a return from hold, so hold is left out', () => {
    expect(read(30011, { call_id: '1', members: [extension('101', 'HOLD')] })).toEqual([]);
    expect(read(30011, { call_id: '1', members: [caller('HOLD')] })).toMatchObject([{ kind: 'started' }]);
  });

  it('has no members of a call that failed at once', () => {
    expect(read(30011, { call_id: '1', members: null })).toEqual([]);
    expect(read(30011, { call_id: '1', members: [{}, extension('101', 'BUSY')] })).toEqual([]);
  });

  it.each([
    [undefined, '{}', 'type'],
    ['RING', '{}', 'type'],
    [30011, '{"call_id":', 'msg'],
    [30011, '[]', 'msg'],
    [30011, 'null', 'msg'],
    [30011, undefined, 'msg'],
    [30011, '{"call_id":"1","members":{"extension":{}}}', 'msg'],
    [30011, '{"members":[]}', 'msg.call_id'],
    [30012, '{"call_id":" "}', 'msg.call_id'],
    [30016, JSON.stringify({ call_id: 'x'.repeat(201), members: [caller('ALERT')] }), 'msg.call_id'],
    [30011, JSON.stringify({ call_id: '1', members: [extension('1'.repeat(41), 'RING')] }), 'number'],
  ])('%j with %j is unreadable for its %s', (type, msg, field) => {
    let failure: unknown;
    try {
      read(type, msg);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(UnreadableNotification);
    expect((failure as UnreadableNotification).field).toBe(field);
  });

  it('is an event or unreadable, whatever msg holds', () => {
    const value = fc.oneof(fc.constantFrom('RING', 'ANSWER', 'BYE', '101', '79000000102', 'Inbound'), fc.jsonValue());
    const names = ['number', 'channel_id', 'member_status', 'from', 'to', 'trunk_name'] as const;
    const part = fc.dictionary(fc.constantFrom(...names), value);
    const member = fc.dictionary(
      fc.constantFrom('extension', 'inbound', 'outbound', '__proto__'),
      fc.oneof(part, value),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(30011, 30012, 30013, 30016),
        fc.array(member),
        fc.dictionary(fc.string(), value),
        (type, members, more) => {
          try {
            for (const event of read(type, { call_id: '1', time_start: '2026-03-02 10:15:00', ...more, members }))
              expect(callEventSchema.safeParse(event).success).toBe(true);
          } catch (error) {
            if (!(error instanceof UnreadableNotification)) throw error;
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the signature', () => {
  const body = '{"type":30016,"sn":"1","msg":"{\\"call_id\\":\\"1\\",\\"members\\":[]}"}';
  const sign = (over: string, key = secret) => createHmac('sha256', key).update(over).digest('base64');
  const accepts = (signature: string, over: string, method: 'GET' | 'POST' = 'POST') =>
    yeastar.authenticate(inboundRequest({ method, headers: { 'x-signature': signature }, body: over }), settings);

  it('is checked over the bytes as received', () => {
    expect(accepts(sign(body), body)).toBe(true);
    expect(accepts(sign(body), `${body}\n`)).toBe(false);
    expect(accepts(sign(body, 'other'), body)).toBe(false);
    expect(accepts('', body)).toBe(false);
    expect(yeastar.authenticate(inboundRequest({ body }), settings)).toBe(false);
  });

  it('is worth nothing without a body, which would be signed the same for ever', () => {
    expect(accepts(sign(''), '')).toBe(false);
    expect(accepts(sign(body), body, 'GET')).toBe(false);
  });
});
