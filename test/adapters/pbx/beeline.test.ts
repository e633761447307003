import { beeline } from '../../../adapters/pbx/beeline/adapter.ts';
import { beelineSettings } from '../../../adapters/pbx/beeline/settings.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { inboundRequest } from '../../contracts/pbx-subject.ts';
import { foldInAnyOrder, legsOf, talksOf } from '../../support/fold-notifications.ts';
import { unreadableField } from '../../support/pbx-notifications.ts';
import { xsiEvent, type XsiCall } from '../../support/xsi-event.ts';

const secret = 'k7Qm-2vX9';
const settings = beelineSettings.parse({
  secret,
  api: { token: '3f1c7d52-aa01-4c8e' },
  publicUrl: 'https://trubka.example/webhooks/beeline',
});
const START = Date.UTC(2026, 2, 2, 7, 15, 0);
const at = (second: number): Date => new Date(START + second * 1000);
const ms = (second: number): string => String(START + second * 1000);

type Arrival = readonly [second: number, events: CallEvent[]];

function read(body: string, extension = '/101', given = settings): CallEvent[] {
  const request = inboundRequest({ path: `/${secret}${extension}`, body });
  return beeline.parse(request, { account: 'beeline', settings: given });
}

const fold = (arrivals: readonly Arrival[]) =>
  foldInAnyOrder(
    arrivals.flatMap(([second, events]) => events.map((event) => ({ event, receivedAt: at(second + 0.2) }))),
  );

const patient = { address: 'tel:+79000000102', callType: 'Network' };

/** One employee's part of a call from outside. */
function part(extension: string, more: XsiCall = {}) {
  const call: XsiCall = {
    callId: `half-${extension}`,
    extTrackingId: '17101:0',
    personality: 'Terminator',
    remoteParty: patient,
    startTime: ms(3),
    ...more,
  };
  const told = (type: string, second: number, given: XsiCall = {}): Arrival => [
    second,
    read(xsiEvent(type, { ...call, ...given }, `90000002${extension}@mpbx.sip.beeline.ru`), `/${extension}`),
  ];
  return {
    rings: (second = 3) => told('CallReceivedEvent', second, { startTime: ms(second) }),
    dials: (second = 0) => told('CallOriginatedEvent', second, { startTime: ms(second) }),
    answers: (second: number) => told('CallAnsweredEvent', second, { answerTime: ms(second) }),
    talked: (from: number, to: number, given: XsiCall = {}) =>
      told('CallReleasedEvent', to, { answerTime: ms(from), releaseTime: ms(to), ...given }),
    givesUp: (second: number, given: XsiCall = {}) =>
      told('CallReleasedEvent', second, { releaseTime: ms(second), ...given }),
    redirected: (second: number) => told('CallRedirectedEvent', second, { releaseTime: ms(second) }),
  };
}

describe('a call of a Beeline PBX', () => {
  const [anna, olga, irina] = ['101', '102', '103'].map((extension) => part(extension)) as [
    ReturnType<typeof part>,
    ReturnType<typeof part>,
    ReturnType<typeof part>,
  ];

  it('rings where the subscription is for', () => {
    expect(fold([anna.rings()])).toMatchObject({
      state: 'ringing',
      direction: 'in',
      external: '+79000000102',
      startedAt: { at: at(3), approximate: false },
    });
    expect(legsOf(fold([anna.rings()]))).toEqual([['101', 'ringing']]);
  });

  it('scenario 1: of a ring group of three that one answers has one talking leg and is over with all its parts', () => {
    const group = [anna.rings(), olga.rings(), irina.rings(), olga.answers(8), anna.givesUp(8.1), irina.givesUp(8.1)];
    const talking = fold(group);
    expect(talking).toMatchObject({ state: 'answered', result: 'answered' });
    expect(legsOf(talking)).toEqual([
      ['101', 'ended'],
      ['102', 'answered'],
      ['103', 'ended'],
    ]);
    expect(fold([...group, olga.talked(8, 68)])).toMatchObject({
      state: 'ended',
      result: 'answered',
      answeredExtension: '102',
      talkSeconds: 60,
      endedAt: { at: at(68) },
      recordings: [{ ref: '17101:0/90000002102@mpbx.sip.beeline.ru', kind: 'talk' }],
    });
  });

  it('scenario 2: tried one after the other is answered by the third', () => {
    const call = fold([
      anna.rings(3),
      anna.givesUp(18, { internalReleaseCause: 'Temporarily Unavailable' }),
      olga.rings(18),
      olga.givesUp(33),
      irina.rings(33),
      irina.answers(38),
      irina.talked(38, 98),
    ]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '103', talkSeconds: 60 });
  });

  it('is missed when nobody answered', () => {
    const call = fold([anna.rings(), olga.rings(), anna.givesUp(24), olga.givesUp(24)]);
    expect(call).toMatchObject({ state: 'ended', result: 'missed', missedReason: 'no-answer', recordings: [] });
  });

  it('scenario 7: passed on, the second operator answers and the caller stays', () => {
    const passed = [anna.rings(), anna.answers(8), olga.rings(30), anna.talked(8, 31)];
    expect(fold(passed)).toMatchObject({ state: 'ringing', external: '+79000000102' });
    const call = fold([...passed, olga.answers(36), olga.talked(36, 96)]);
    expect(call).toMatchObject({ state: 'ended', answeredExtension: '102', endedAt: { at: at(96) } });
    expect(legsOf(call)).toHaveLength(2);
  });

  it('redirected to another telephone goes on there', () => {
    const call = fold([anna.rings(), anna.redirected(9), olga.rings(9)]);
    expect(call).toMatchObject({ state: 'ringing' });
    expect(fold([anna.rings(), anna.redirected(9), olga.rings(9), olga.givesUp(30)])).toMatchObject({
      result: 'missed',
    });
  });

  it('scenario 10: with a withheld number can be missed', () => {
    const hidden = part('101', { remoteParty: { callType: 'Network' } });
    expect(fold([hidden.rings(), hidden.givesUp(20)])).toMatchObject({
      direction: 'in',
      external: null,
      result: 'missed',
    });
  });

  it('scenario 11: of a colleague is internal', () => {
    const remoteParty = { address: 'tel:102', userDN: 'tel:+79000000202;ext=102', callType: 'Group' };
    const inside = part('101', { remoteParty });
    expect(fold([inside.rings(), inside.answers(5), inside.talked(5, 30)])).toMatchObject({
      direction: 'internal',
      external: null,
      state: 'ended',
    });
  });

  it('scenario 17: is answered when only its end arrived', () => {
    expect(fold([anna.talked(8, 68)])).toMatchObject({ result: 'answered', answeredExtension: '101', talkSeconds: 60 });
  });

  it('scenario 19: that we make', () => {
    const ours = part('101', { personality: 'Originator', remoteParty: { ...patient, address: 'tel:+79000000103' } });
    expect(fold([ours.dials(), ours.answers(10), ours.talked(10, 70)])).toMatchObject({
      direction: 'out',
      external: '+79000000103',
      result: 'answered',
      answeredExtension: '101',
      talkSeconds: 60,
    });
    expect(fold([ours.dials(), ours.givesUp(20)])).toMatchObject({ direction: 'out', result: 'unanswered' });
  });

  it('scenario 19: by click-to-call does not take our own operator for the patient', () => {
    const own = part('101', { personality: 'Click-to-Dial', remoteParty: { ...patient, address: 'tel:+79000000201' } });
    const patientRings = part('101', { personality: 'Originator', remoteParty: patient });
    expect(fold([own.dials()])).toMatchObject({ direction: 'out', external: null });
    expect(fold([own.dials(), patientRings.answers(9)])).toMatchObject({ external: '+79000000102' });
  });

  it('scenario 21: before midnight ends after it', () => {
    const late = Date.UTC(2026, 2, 2, 23, 59, 50);
    const call: XsiCall = { callId: 'half-1', extTrackingId: '1', personality: 'Terminator', remoteParty: patient };
    const times = { startTime: String(late), answerTime: String(late + 5000), releaseTime: String(late + 65_000) };
    const folded = fold([[65, read(xsiEvent('CallReleasedEvent', { ...call, ...times }))]]);
    expect(folded).toMatchObject({ talkSeconds: 60, endedAt: { at: new Date('2026-03-03T00:00:55Z') } });
    expect(talksOf(folded)).toEqual([['101', 60]]);
  });

  it('scenarios 15 and 16: repeats are one call, another id is another', () => {
    expect(anna.rings()).toEqual(anna.rings());
    expect(part('101', { callId: 'half-9', extTrackingId: '9' }).rings()[1][0]?.eventKey).not.toBe(
      anna.rings()[1][0]?.eventKey,
    );
  });
});

describe('what a Beeline PBX sends', () => {
  it.each(['SubscriptionTerminatedEvent', 'HookStatusEvent', 'CallHeldEvent', 'CallSubscriptionEvent', 'constructor'])(
    '%s means nothing to us',
    (type) => expect(read(xsiEvent(type, null))).toEqual([]),
  );

  it('reads times in ISO 8601 and other prefixes too', () => {
    const body = xsiEvent('CallReceivedEvent', {
      callId: 'a',
      personality: 'Terminator',
      startTime: '2026-03-02T10:15:03+03:00',
      remoteParty: patient,
    });
    expect(read(body.replaceAll('xsi:', 'x:').replace('xmlns:xsi=', 'xmlns:x='))[1]).toMatchObject({
      occurredAt: at(3).toISOString(),
      linkedCallIds: [],
    });
  });

  it('does not know the extension of an address without one, but the employee', () => {
    const body = xsiEvent('CallReceivedEvent', { callId: 'a', personality: 'Terminator', startTime: ms(3) });
    expect(read(body, '')[1]).toMatchObject({ extension: null, employeeRef: '9000000201@mpbx.sip.beeline.ru' });
  });

  it.each([
    ['<html><body>502</body></html>', null],
    ['<!DOCTYPE a [<!ENTITY x "y">]><xsi:Event/>', null],
    ['<xsi:Event><xsi:eventData/></xsi:Event>', 'eventData'],
    [xsiEvent('CallReceivedEvent', { personality: 'Terminator' }), 'callId'],
    [xsiEvent('CallReceivedEvent', { callId: 'x'.repeat(201) }), 'callId'],
    [xsiEvent('CallReceivedEvent', { callId: 'a', extTrackingId: 'x'.repeat(201) }), 'extTrackingId'],
  ])('%s is unreadable for its %s', (body, field) => expect(unreadableField(() => read(body))).toBe(field));
});

it.each(['', '/', `/${secret}x`, `/x/${secret}`, `/${secret}/101/x`, `/${secret}/abc`])('refuses %j', (path) =>
  expect(beeline.authenticate(inboundRequest({ path }), settings)).toBe(false),
);
it.each([`/${secret}`, `/${secret}/`, `/${secret}/101`])('accepts %j', (path) =>
  expect(beeline.authenticate(inboundRequest({ path }), settings)).toBe(true),
);
