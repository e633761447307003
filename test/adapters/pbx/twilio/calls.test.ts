import fc from 'fast-check';
import { twilio } from '../../../../adapters/pbx/twilio/adapter.ts';
import { twilioSettings } from '../../../../adapters/pbx/twilio/settings.ts';
import { callEventSchema, type CallEvent } from '../../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../../src/contracts/failures.ts';
import { inboundRequest } from '../../../contracts/pbx-subject.ts';
import {
  factsOf,
  foldInAnyOrder,
  formOf,
  legsOf,
  talksOf,
  type Arrival,
  type Notification,
} from '../../../support/fold-notifications.ts';

const START = Date.UTC(2026, 2, 2, 7, 15, 0);
const at = (second: number): Date => new Date(START + second * 1000);
const patient = '+79000000102';
const line = '+74950000101';
const settings = twilioSettings.parse({
  authToken: 'k7Qm2vX9tR4wZ8bN1cL6pD3sF5gH0jKa',
  publicUrl: 'https://trubka.example/webhooks/twilio',
  extensions: { '+79260000011': '103' },
});

const stamp = (second: number): string => at(second).toUTCString().replace('GMT', '+0000');
const told = (second: number, status: string, more: Notification): Arrival => [
  second,
  { CallStatus: status, Timestamp: stamp(second), CallbackSource: 'call-progress-events', ...more },
];
const caller = (second: number, status: string, more: Notification = {}): Arrival =>
  told(second, status, { CallSid: 'CA1', Direction: 'inbound', From: patient, To: line, ...more });
const leg =
  (sid: string, to: string) =>
  (second: number, status: string, more: Notification = {}): Arrival =>
    told(second, status, {
      CallSid: sid,
      ParentCallSid: 'CA1',
      Direction: 'outbound-dial',
      From: patient,
      To: to,
      ...more,
    });
const at101 = leg('CA101', 'sip:101@clinic.sip.twilio.com');
const at102 = leg('CA102', 'client:102');
const mobile = leg('CA103', '+79260000011');

const fold = (arrivals: readonly Arrival[]) => foldInAnyOrder(factsOf(twilio, settings, arrivals, START));

function read(params: Notification, request: Parameters<typeof inboundRequest>[0] = {}, given = settings): CallEvent[] {
  return twilio.parse(inboundRequest({ body: formOf(params), ...request }), { account: 'twilio', settings: given });
}

describe('a call of Twilio', () => {
  it('scenario 1: three ring, one answers, the others are cancelled', () => {
    const rings = [caller(0, 'ringing'), at101(3, 'ringing'), at102(3, 'ringing'), mobile(3, 'ringing')];
    expect(fold([...rings, at102(8, 'in-progress')])).toMatchObject({
      direction: 'in',
      external: patient,
      line,
      state: 'answered',
      answeredExtension: '102',
    });
    const over = [at101(8, 'canceled'), mobile(8, 'canceled'), at102(60, 'completed', { CallDuration: 52 })];
    const call = fold([...rings, at102(8, 'in-progress'), ...over, caller(61, 'completed', { CallDuration: 61 })]);
    expect(call).toMatchObject({
      result: 'answered',
      answeredExtension: '102',
      waitSeconds: 8,
      endedAt: { at: at(61) },
    });
    expect(talksOf(call)).toEqual([['102', 52]]);
    expect(new Set(legsOf(call).map(([extension]) => extension))).toEqual(new Set(['101', '102', '103']));
  });

  it('pops before anything of the caller came: the leg tells who calls and, from its address, the line', () => {
    const ringing = read(at101(3, 'ringing')[1], { query: { line } });
    expect(ringing).toMatchObject([{ kind: 'ringing', direction: 'in', external: patient, line, extension: '101' }]);
    expect(fold([at101(3, 'ringing'), at101(9, 'in-progress')])).toMatchObject({
      direction: 'in',
      external: patient,
      state: 'answered',
    });
  });

  it('scenario 2: the second of a queue answers', () => {
    const call = fold([
      caller(0, 'in-progress'),
      at101(3, 'ringing'),
      at101(18, 'no-answer'),
      at102(19, 'ringing'),
      at102(24, 'in-progress'),
      at102(80, 'completed', { CallDuration: 56 }),
      caller(80, 'completed', { CallDuration: 80 }),
    ]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '102', waitSeconds: 24 });
  });

  it('scenarios 3 and 5: the programme answers, which is no answer', () => {
    const menu = [caller(0, 'ringing'), caller(1, 'in-progress')];
    const over = caller(20, 'completed', { CallDuration: 19 });
    expect(fold([...menu, over])).toMatchObject({ result: 'missed', missedReason: 'in-menu' });
    expect(fold([...menu, at101(9, 'ringing'), at101(15, 'no-answer'), over]).missedReason).toBe('no-answer');
  });

  it('scenario 4: a message is a missed call', () => {
    const message: Arrival = [
      42,
      { CallSid: 'CA1', RecordingUrl: 'https://api.twilio.com/RE1', RecordingStatus: 'completed', record: 'voicemail' },
    ];
    const call = fold([
      caller(0, 'ringing'),
      at101(3, 'ringing'),
      at101(20, 'no-answer'),
      message,
      caller(40, 'completed'),
    ]);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'voicemail', recordings: [{ kind: 'voicemail' }] });
    expect(read({ CallSid: 'CA1', RecordingUrl: 'https://x.example/1' })[0]?.recording?.kind).toBe('talk');
    expect(read({ CallSid: 'CA1', RecordingUrl: 'https://x.example/1', RecordingStatus: 'absent' })).toEqual([]);
  });

  it('scenario 7: passed on, the second operator answers', () => {
    const call = fold([
      caller(0, 'ringing'),
      at101(3, 'ringing'),
      at101(8, 'in-progress'),
      at101(34, 'completed', { CallDuration: 26 }),
      at102(35, 'ringing'),
      at102(40, 'in-progress'),
      at102(100, 'completed', { CallDuration: 60 }),
      caller(100, 'completed'),
    ]);
    expect(call).toMatchObject({ answeredExtension: '102', external: patient });
    expect(talksOf(call)).toEqual([
      ['101', 26],
      ['102', 60],
    ]);
  });

  it.each(['anonymous', '', '+266696687', '+7378742833'])('scenario 10: %j is a withheld number', (From) => {
    expect(fold([caller(0, 'ringing', { From }), at101(3, 'ringing', { From })])).toMatchObject({
      direction: 'in',
      external: null,
      line,
    });
  });

  it('scenario 11: one of us calls another', () => {
    const call = fold([
      caller(0, 'ringing', { From: 'client:102', To: 'sip:101@clinic.sip.twilio.com' }),
      at101(1, 'ringing', { From: 'client:102' }),
      caller(30, 'completed', { From: 'client:102', To: 'sip:101@clinic.sip.twilio.com' }),
    ]);
    expect(call).toMatchObject({ direction: 'internal', external: null, state: 'ended' });
  });

  it('scenario 17: the recording first, the answer after the end', () => {
    const recording: Arrival = [1, { CallSid: 'CA1', RecordingUrl: 'https://api.twilio.com/RE1' }];
    const call = fold([recording, caller(60, 'completed'), at101(9, 'in-progress'), at101(3, 'ringing')]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '101', recordings: [{ kind: 'talk' }] });
  });

  it('scenario 19: an outgoing call, by the API and from one of us', () => {
    const placed = (second: number, status: string, more: Notification = {}): Arrival =>
      told(second, status, { CallSid: 'CA1', Direction: 'outbound-api', From: line, To: '+79000000103', ...more });
    const outside = leg('CA2', '+79000000103');
    const out = { direction: 'out', external: '+79000000103' };
    expect(fold([placed(0, 'initiated'), placed(3, 'ringing'), placed(30, 'no-answer')])).toMatchObject({
      ...out,
      line,
      result: 'unanswered',
      providerReason: 'no-answer',
    });
    expect(fold([placed(0, 'initiated'), placed(9, 'in-progress'), placed(30, 'completed')]).result).toBe('answered');

    const ownFirst = { To: 'client:102' };
    const operator = [
      placed(0, 'initiated', ownFirst),
      placed(2, 'ringing', ownFirst),
      placed(5, 'in-progress', ownFirst),
    ];
    const dialled = outside(7, 'ringing', { From: line });
    const unanswered = [
      ...operator,
      dialled,
      outside(30, 'no-answer', { From: line }),
      placed(31, 'completed', ownFirst),
    ];
    expect(fold(unanswered)).toMatchObject({ ...out, result: 'unanswered', initiator: 'outbound-api' });
    expect(legsOf(fold(unanswered))).toEqual([['102', 'ended']]);
    const answered = [
      ...operator,
      dialled,
      outside(12, 'in-progress', { From: line }),
      placed(60, 'completed', ownFirst),
    ];
    expect(fold(answered)).toMatchObject({ ...out, result: 'answered', answeredAt: { at: at(12) } });

    const softphone = { From: 'client:102', To: '' };
    const byHand = [
      caller(0, 'ringing', softphone),
      outside(2, 'ringing', { From: line }),
      caller(30, 'completed', softphone),
    ];
    expect(fold(byHand)).toMatchObject({ ...out, result: 'unanswered' });
  });

  it('scenarios 15 and 16: repeats are one call, another CallSid is another', () => {
    const [, ringing] = caller(0, 'ringing');
    expect(read(ringing)[0]?.eventKey).toBe(read({ ...ringing, SequenceNumber: 1 })[0]?.eventKey);
    expect(read(ringing)[0]?.eventKey).not.toBe(read({ ...ringing, CallSid: 'CA9' })[0]?.eventKey);
  });
});

describe('what Twilio sends', () => {
  it('may be called otherwise, by the settings', () => {
    const given = twilioSettings.parse({
      ...settings,
      fields: { callSid: 'call.uuid', status: 'state' },
      statuses: { ringing: ['alerting'] },
    });
    const body = JSON.stringify({
      call: { uuid: 'x' },
      state: 'ALERTING',
      Direction: 'inbound',
      From: patient,
      To: line,
    });
    expect(read({}, { body }, given)).toMatchObject([{ kind: 'started', providerCallId: 'x', external: patient }]);
  });

  it('by GET is read from the address', () => {
    const [, query] = caller(0, 'ringing');
    const request = { method: 'GET', query: query as Record<string, string> } as const;
    expect(read({}, request)).toMatchObject([{ kind: 'started', external: patient, line }]);
  });

  it.each([
    [{ CallStatus: 'ringing' }, 'CallSid'],
    [{ CallSid: 'CA1' }, 'CallStatus'],
    [{ CallSid: 'CA1', CallStatus: 'парковка' }, 'CallStatus'],
    [{ CallSid: 'x'.repeat(201), CallStatus: 'ringing' }, 'CallSid'],
    [{ CallSid: 'CA1', RecordingUrl: 'x'.repeat(2001) }, 'RecordingUrl'],
  ])('%j: %s', (params, field) => {
    let failure: unknown = null;
    try {
      read(params);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(UnreadableNotification);
    expect((failure as UnreadableNotification).field).toBe(field);
  });

  it('is an event or unreadable, whatever it holds', () => {
    const name = fc.constantFrom(
      'CallSid',
      'ParentCallSid',
      'CallStatus',
      'Direction',
      'From',
      'To',
      'Timestamp',
      'RecordingUrl',
      'line',
    );
    const value = fc.oneof(
      fc.constantFrom('CA1', 'ringing', 'completed', 'inbound', 'outbound-api', 'client:101', patient, '+266696687'),
      fc.string({ unit: 'binary' }),
    );
    let understood = 0;
    fc.assert(
      fc.property(fc.dictionary(name, value), (params) => {
        try {
          for (const event of read({ CallSid: 'CA1', CallStatus: 'ringing', ...params }))
            expect(callEventSchema.safeParse(event).success).toBe(true);
          understood += 1;
        } catch (error) {
          if (!(error instanceof UnreadableNotification)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
    expect(understood).toBeGreaterThan(50);
  });
});
