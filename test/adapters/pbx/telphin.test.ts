import { telphin } from '../../../adapters/pbx/telphin/adapter.ts';
import { question, reply } from '../../../adapters/pbx/telphin/question.ts';
import { telphinSettings } from '../../../adapters/pbx/telphin/settings.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { inboundRequest } from '../../contracts/pbx-subject.ts';
import {
  factsOf,
  foldInAnyOrder,
  formOf,
  legsOf,
  talksOf,
  type Arrival,
  type Notification,
} from '../../support/fold-notifications.ts';
import { describePathSecret, unreadableField } from '../../support/pbx-notifications.ts';

const secret = 'k7Qm-2vX9';
const settings = telphinSettings.parse({ secret });
const withEntry = telphinSettings.parse({ secret, entryExtensions: ['099'] });
const START = Date.UTC(2026, 2, 2, 7, 15, 0);
const at = (second: number): Date => new Date(START + second * 1000);

const patient = '+79000000102';
const on = (extension: string) => `3515*${extension}@sipproxy.telphin.ru`;
const microseconds = (seconds: number) => seconds * 1_000_000;

/** An event of a call from outside at an extension, `leg` being the attempt there. */
function incoming(type: string, second: number, extension: string, leg: string, more: Notification = {}): Arrival {
  const told: Notification = {
    EventType: type,
    EventTime: microseconds(START / 1000 + second) + 286,
    CallID: '76c8491e9d37',
    SubCallID: leg,
    CallFlow: 'in',
    CallStatus: type === 'dial-in' ? 'CALLING' : 'ANSWER',
    CallerIDNum: type === 'answer' ? extension : patient,
    CallerIDName: patient,
    CallerExtension: on('099'),
    CallerExtensionID: '124583',
    CalledNumber: `3515*${extension}`,
    CalledDID: '74950000101',
    CalledExtension: on(extension),
    CalledExtensionID: '124575',
    ...more,
  };
  return [second, told];
}

const menuEnds = (second: number, bridged: string, extension = '099', more: Notification = {}): Arrival =>
  incoming('hangup', second, extension, `124583-${extension}`, { Bridged: bridged, CallFlow: 'IN', ...more });

function outgoing(type: string, second: number, extension: string, called: string, more: Notification = {}): Arrival {
  const told: Notification = {
    EventType: type,
    EventTime: microseconds(START / 1000 + second),
    CallID: '6d5229729eae',
    SubCallID: '124575-6d5229729eae',
    CallFlow: 'out',
    CallStatus: type === 'dial-out' ? 'CALLING' : 'ANSWER',
    CallerIDNum: `3515*${extension}`,
    CallerIDName: 'Иванова Мария',
    CallerExtension: on(extension),
    CallerExtensionID: '124575',
    CalledNumber: called,
    ...more,
  };
  return [second, told];
}

const fold = (arrivals: readonly Arrival[], given = settings) =>
  foldInAnyOrder(factsOf(telphin, given, arrivals, START));

function read([, told]: Arrival, given = settings): CallEvent[] {
  return telphin.parse(inboundRequest({ body: formOf(told) }), { account: 'telphin', settings: given });
}

describe('a call of a Telphin PBX', () => {
  const group: Arrival[] = [
    incoming('dial-in', 3, '101', 'a'),
    incoming('dial-in', 3, '102', 'b'),
    incoming('dial-in', 3, '103', 'c'),
    incoming('answer', 8, '102', 'b'),
  ];

  it('scenario 1: of a ring group of three that one answers has one talking leg', () => {
    const call = fold(group);
    expect(call).toMatchObject({ state: 'answered', direction: 'in', external: patient, line: '+74950000101' });
    expect(legsOf(call)).toEqual([
      ['101', 'ended'],
      ['102', 'answered'],
      ['103', 'ended'],
    ]);
  });

  it('scenario 1: is not over when a colleague stops ringing, nor when the phone hangs up, but when the menu does', () => {
    const talked: Arrival[] = [
      ...group,
      incoming('hangup', 8, '101', 'a', { CallStatus: 'CANCEL' }),
      incoming('hangup', 8, '103', 'c', { CallStatus: 'CANCEL' }),
    ];
    expect(fold(talked)).toMatchObject({ state: 'answered', endedAt: null });
    talked.push(incoming('hangup', 68, '102', 'b', { Duration: microseconds(60), RecID: '124575-79a2b606' }));
    expect(fold(talked)).toMatchObject({ endedAt: null, result: 'answered' });
    const call = fold([...talked, menuEnds(69, 'yes')]);
    expect(call).toMatchObject({
      state: 'ended',
      result: 'answered',
      answeredExtension: '102',
      startedAt: { at: at(3), approximate: false },
      answeredAt: { at: at(8), approximate: false },
      endedAt: { at: at(69), approximate: false },
      recordings: [{ ref: '124575-79a2b606', kind: 'talk' }],
    });
    expect(talksOf(call)).toEqual([['102', 60]]);
  });

  it('begins at the menu where that is configured', () => {
    const call = fold([incoming('dial-in', 0, '099', 'm'), ...group, menuEnds(69, 'yes')], withEntry);
    expect(call).toMatchObject({ startedAt: { at: at(0) }, waitSeconds: 8, result: 'answered' });
    expect(legsOf(call)).toHaveLength(3);
  });

  it('scenario 2: of a queue that rings 101 and 102 in vain is answered by 103', () => {
    const call = fold([
      incoming('dial-in', 3, '101', 'a'),
      incoming('hangup', 18, '101', 'a', { CallStatus: 'NOANSWER' }),
      incoming('dial-in', 19, '102', 'b'),
      incoming('hangup', 34, '102', 'b', { CallStatus: 'BUSY' }),
      incoming('dial-in', 35, '103', 'c'),
      incoming('answer', 38, '103', 'c'),
      incoming('hangup', 98, '103', 'c', { Duration: microseconds(60) }),
      menuEnds(98, 'yes'),
    ]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '103' });
    expect(legsOf(call)).toHaveLength(3);
  });

  it('scenario 2: rings at the same phone again, which is another attempt', () => {
    const again: Arrival[] = [
      incoming('dial-in', 3, '101', 'a'),
      incoming('hangup', 18, '101', 'a', { CallStatus: 'NOANSWER' }),
      incoming('dial-in', 19, '101', 'b'),
    ];
    expect(legsOf(fold(again))).toEqual([
      ['101', 'ended'],
      ['101', 'ringing'],
    ]);
    expect(fold([...again, incoming('answer', 22, '101', 'b')])).toMatchObject({ state: 'answered' });
  });

  it('is missed when the menu ends without anybody having answered', () => {
    const call = fold([
      incoming('dial-in', 3, '101', 'a'),
      incoming('hangup', 23, '101', 'a', { CallStatus: 'CANCEL' }),
      menuEnds(24, 'no'),
    ]);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'no-answer', endedAt: { at: at(24) } });
    expect(call.providerReason).toBe('CANCEL');
  });

  it('scenario 5: that ends in the menu is missed there', () => {
    const call = fold([incoming('dial-in', 0, '099', 'm'), menuEnds(12, 'no')], withEntry);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'in-menu', external: patient, legs: [] });
    expect(call.startedAt.at).toEqual(at(0));
  });

  it('goes on when a queue behind the configured menu gives up', () => {
    const call = fold(
      [incoming('dial-in', 0, '099', 'm'), menuEnds(40, 'no', '200'), incoming('dial-in', 41, '103', 'c')],
      withEntry,
    );
    expect(call).toMatchObject({ state: 'ringing', endedAt: null });
  });

  it('the menu answering is no answer', () => {
    const call = fold(
      [incoming('dial-in', 0, '099', 'm'), incoming('answer', 0, '099', 'm'), menuEnds(12, 'no')],
      withEntry,
    );
    expect(call).toMatchObject({ result: 'missed', answeredAt: null });
  });

  it('ends with the phone where it rings directly and the settings say so', () => {
    const direct = telphinSettings.parse({ secret, endsWith: 'phone' });
    const rang = incoming('dial-in', 0, '101', 'a');
    expect(
      fold([rang, incoming('answer', 8, '101', 'a'), incoming('hangup', 68, '101', 'a', { Duration: 60e6 })], direct),
    ).toMatchObject({ result: 'answered', talkSeconds: 60, endedAt: { at: at(68) } });
    expect(fold([rang, incoming('hangup', 20, '101', 'a', { CallStatus: 'CANCEL' })], direct)).toMatchObject({
      result: 'missed',
      endedAt: { at: at(20) },
      providerReason: 'CANCEL',
    });
  });

  it('scenario 6: rings once on two devices of one extension', () => {
    expect(legsOf(fold([incoming('dial-in', 3, '101', 'a'), incoming('dial-in', 4, '101', 'a')]))).toEqual([
      ['101', 'ringing'],
    ]);
  });

  const passedOn: Arrival[] = [
    incoming('dial-in', 3, '101', 'a'),
    incoming('answer', 8, '101', 'a'),
    outgoing('dial-out', 38, '101', '102', { CallID: '76c8491e9d37', SubCallID: 'x', Transfered: 'yes' }),
    incoming('hangup', 38, '101', 'a', { Duration: microseconds(30) }),
    incoming('dial-in', 39, '102', 'b', { CallerIDNum: '101', CallerIDName: '101', RemoteNumber: '79000000102' }),
    incoming('answer', 43, '102', 'b', { CallerIDName: 'Пациент', CallerIDNum: '102' }),
    outgoing('answer', 43, '101', '102', { CallID: '76c8491e9d37', SubCallID: 'x', Transfered: 'yes' }),
  ];

  it('scenario 7: passed on, it is two talks and the caller stays the caller', () => {
    expect(fold(passedOn)).toMatchObject({ state: 'answered', external: patient, direction: 'in' });
    const call = fold([
      ...passedOn,
      incoming('hangup', 98, '102', 'b', { Duration: microseconds(55) }),
      outgoing('hangup', 98, '101', '102', { CallID: '76c8491e9d37', SubCallID: 'x', Transfered: 'yes' }),
      menuEnds(98, 'yes'),
    ]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '102', endedAt: { at: at(98) } });
    expect(talksOf(call)).toEqual([
      ['101', 30],
      ['102', 55],
    ]);
    expect(legsOf(call)).toHaveLength(2);
  });

  it('scenario 8: is taken back when the second operator does not pick up', () => {
    const onward = { CallID: '76c8491e9d37', SubCallID: 'x', CalledDID: '74950000101' };
    const call = fold([
      ...passedOn.slice(0, 2),
      outgoing('dial-out', 38, '101', '102', onward),
      incoming('dial-in', 39, '102', 'b', { CallerIDNum: '101', CallerIDName: '101' }),
      incoming('hangup', 60, '102', 'b', { CallStatus: 'NOANSWER', CallerIDNum: '101', CallerIDName: '101' }),
      outgoing('hangup', 60, '101', '102', { ...onward, CallStatus: 'NOANSWER' }),
    ]);
    expect(call).toMatchObject({ state: 'answered', endedAt: null, direction: 'in', external: patient });
  });

  it('redirected to a mobile and answered there is missed by the clinic, as the menu says', () => {
    const onward = { CallID: '76c8491e9d37', SubCallID: 'x', Transfered: 'yes' };
    const call = fold([
      outgoing('dial-out', 5, '101', '+79160000555', onward),
      outgoing('answer', 9, '101', '+79160000555', onward),
      outgoing('hangup', 60, '101', '+79160000555', { ...onward, Duration: microseconds(51) }),
      menuEnds(60, 'no'),
    ]);
    expect(call).toMatchObject({ result: 'missed', answeredExtension: null, state: 'ended' });
  });

  it('redirected to a mobile is answered there by no extension', () => {
    const onward = { CallID: '76c8491e9d37', SubCallID: 'x', Transfered: 'yes' };
    const call = fold(
      [
        incoming('dial-in', 0, '099', 'm'),
        outgoing('dial-out', 5, '101', '+79160000555', onward),
        outgoing('answer', 9, '101', '+79160000555', onward),
      ],
      withEntry,
    );
    expect(call).toMatchObject({ state: 'answered', answeredExtension: null, external: patient });
    expect(legsOf(call)).toEqual([[null, 'answered']]);
  });

  it.each(['anonymous', 'unknown', ''])('scenario 10: with the number %j is withheld and can be missed', (number) => {
    const hidden = { CallerIDNum: number, CallerIDName: number };
    const call = fold([
      incoming('dial-in', 3, '101', 'a', hidden),
      incoming('hangup', 23, '101', 'a', { ...hidden, CallStatus: 'NOANSWER' }),
      menuEnds(24, 'no', '099', hidden),
    ]);
    expect(call).toMatchObject({ direction: 'in', external: null, result: 'missed' });
  });

  it.each(['101', '1001', '10001', '100001'])('scenario 11: from %s is internal and ends with who called', (from) => {
    const within = { CallID: 'internal', CallerIDNum: `3515*${from}`, CallerIDName: 'Иванова Мария', CalledDID: '' };
    const call = fold([
      outgoing('dial-out', 0, from, '3515*102', { ...within, SubCallID: 'a' }),
      incoming('dial-in', 1, '102', 'b', { ...within, CallerExtension: on(from) }),
      incoming('answer', 4, '102', 'b', { ...within, CallerIDNum: '102' }),
      outgoing('answer', 4, from, '3515*102', { ...within, SubCallID: 'a' }),
      incoming('hangup', 30, '102', 'b', { ...within, Duration: microseconds(26) }),
      outgoing('hangup', 30, from, '3515*102', { ...within, SubCallID: 'a', Duration: microseconds(26) }),
    ]);
    expect(call).toMatchObject({ direction: 'internal', external: null, line: null, state: 'ended' });
  });

  it('scenario 15: with another id is another call', () => {
    const first = read(incoming('dial-in', 3, '101', 'a'));
    const second = read(incoming('dial-in', 3, '101', 'a', { CallID: 'other' }));
    expect(first[0]?.eventKey).not.toBe(second[0]?.eventKey);
  });

  it('scenario 16: said again is the same fact', () => {
    const told = incoming('hangup', 68, '101', 'a');
    expect(read(told)).toEqual(read(told));
  });

  it('scenario 19: that we make and nobody answers is unanswered', () => {
    const call = fold([
      outgoing('dial-out', 0, '101', patient),
      outgoing('hangup', 20, '101', patient, { CallStatus: 'NOANSWER' }),
    ]);
    expect(call).toMatchObject({ direction: 'out', result: 'unanswered', external: patient, endedAt: { at: at(20) } });
    expect(call.providerReason).toBe('NOANSWER');
  });

  it('that we make is answered and recorded', () => {
    const call = fold([
      outgoing('dial-out', 0, '101', '89000000102'),
      outgoing('answer', 8, '101', '89000000102'),
      outgoing('hangup', 68, '101', '89000000102', { Duration: 60_400_005, RecID: 'r' }),
    ]);
    expect(call).toMatchObject({
      result: 'answered',
      external: patient,
      talkSeconds: 60,
      answeredExtension: '101',
      recordings: [{ ref: 'r', kind: 'talk' }],
    });
  });

  it('scenario 21: before midnight ends after it', () => {
    const late = Date.UTC(2026, 2, 2, 23, 59, 50) / 1000;
    const [, told] = outgoing('dial-out', 0, '101', patient, { EventTime: microseconds(late) });
    const [, over] = outgoing('hangup', 0, '101', patient, { EventTime: microseconds(late + 65) });
    const call = fold([
      [0, told],
      [65, over],
    ]);
    expect(call.endedAt?.at).toEqual(new Date('2026-03-03T00:00:55Z'));
  });
});

describe('what a notification of a Telphin PBX tells', () => {
  it.each(['+79000000102', '79000000102', '89000000102'])('reads the number %s', (CallerIDNum) => {
    const [event] = read(incoming('dial-in', 3, '101', 'a', { CallerIDNum, CallerIDName: '' }));
    expect(event).toMatchObject({ external: patient, direction: 'in' });
  });

  it('has its time to the millisecond', () => {
    const [event] = read(incoming('dial-in', 3, '101', 'a', { EventTime: '1505824724746286' }));
    expect(event?.occurredAt).toBe('2017-09-19T12:38:44.746Z');
  });

  it.each([
    ['3515*101@sipproxy.telphin.ru', '101'],
    ['3515*101', '101'],
    ['101', '101'],
    ['3515*12345678@sipproxy.telphin.ru', null],
  ])('takes %s for the extension %s', (CalledExtension, extension) => {
    expect(read(incoming('dial-in', 3, '101', 'a', { CalledExtension }))[0]?.extension).toBe(extension);
  });

  it('comes by GET too', () => {
    const [, told] = incoming('dial-in', 3, '101', 'a');
    const query = Object.fromEntries(new URLSearchParams(formOf(told)));
    const events = telphin.parse(inboundRequest({ method: 'GET', query }), { account: 'telphin', settings });
    expect(events).toEqual(read(incoming('dial-in', 3, '101', 'a')));
  });

  it.each(['message-in', 'message-out', 'call_interactive'])('is nothing of a call in %s', (EventType) => {
    expect(read([0, { EventType }])).toEqual([]);
  });

  it.each([
    [{ CallID: 'A' }, 'EventType'],
    [{ EventType: 'constructor', CallID: 'A' }, 'EventType'],
    [{ EventType: 'dial-in' }, 'CallID'],
    [{ EventType: 'hangup', CallID: 'A' }, 'CallFlow'],
    [{ EventType: 'answer', CallID: 'A', CallFlow: 'around' }, 'CallFlow'],
    [{ EventType: 'dial-in', CallID: 'x'.repeat(201) }, 'CallID'],
    [{ EventType: 'dial-in', CallID: 'A', SubCallID: 'x'.repeat(201) }, 'SubCallID'],
    [{ EventType: 'hangup', CallID: 'A', CallFlow: 'in', CallStatus: 'x'.repeat(201) }, 'CallStatus'],
  ])('%j is unreadable for its %s', (told: Notification, field) => {
    expect(unreadableField(() => read([0, told]))).toBe(field);
  });
});

describePathSecret(telphin, settings);

describe('the question of a menu', () => {
  const ask = (more: Notification = {}) =>
    question(
      inboundRequest({
        body: formOf({
          EventType: 'call_interactive',
          CallID: '76c8491e9d37',
          CallFlow: 'IN',
          CallerIDNum: '+79000000102',
          CalledDID: '74950000101',
          ...more,
        }),
      }),
      settings,
    );
  const nothing = { callerName: null, extension: null, say: null, code: null };

  it('is asked by call_interactive only', () => {
    expect(ask()).toEqual({
      external: patient,
      line: '+74950000101',
      providerCallId: '76c8491e9d37',
      wants: ['caller-name', 'route'],
    });
    expect(ask({ CallerIDNum: 'anonymous' })?.external).toBeNull();
    expect(ask({ EventType: 'dial-in' })).toBeNull();
    expect(question(inboundRequest({ body: '<xml/>' }), settings)).toBeNull();
  });

  it('is answered with whom to ring and what the telephone shows, or with nothing', () => {
    expect(reply({ ...nothing, extension: '101', callerName: 'Иванова «А» & "Б"' }).body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><SetVar name="number">101</SetVar>' +
        '<SetCaller name="Иванова «А» &amp; &quot;Б&quot;" /></Response>',
    );
    expect(reply(nothing).body).toBe('<?xml version="1.0" encoding="UTF-8"?><Response></Response>');
  });
});
