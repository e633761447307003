import { itoolabs } from '../../../adapters/pbx/itoolabs/adapter.ts';
import { itoolabsSettings } from '../../../adapters/pbx/itoolabs/settings.ts';
import type { StoredEvent } from '../../../src/calls/facts.ts';
import { foldCall } from '../../../src/calls/fold-call.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
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

const token = 'k7Qm-2vX9';
const settings = itoolabsSettings.parse({ token, employees: { kate: 103, constructor: 9 } });
const START = Date.UTC(2026, 2, 2, 7, 15, 0);

const users: Readonly<Record<string, string>> = { '101': 'andy', '102': 'olga', '103': 'kate' };

function said(type: string, extension: string, more: Notification = {}): Notification {
  const user = users[extension] ?? extension;
  return {
    cmd: 'event',
    type,
    phone: '79000000102',
    diversion: '74950000101',
    direction: 'in',
    callid: 'A',
    user,
    ext: extension,
    crm_token: token,
    ...more,
  };
}

function history(status: string, extension: string, more: Notification = {}): Notification {
  return { ...said('in', extension), cmd: 'history', status, start: '20260302T071500Z', ...more };
}

const facts = (arrivals: readonly Arrival[], given = settings): StoredEvent[] =>
  factsOf(itoolabs, given, arrivals, START);
const fold = (arrivals: readonly Arrival[]) => foldInAnyOrder(facts(arrivals));
const at = (second: number): Date => new Date(START + second * 1000);

function read(notification: Notification, given = settings): CallEvent[] {
  return itoolabs.parse(inboundRequest({ body: formOf(notification) }), { account: 'itoolabs', settings: given });
}

describe('a call of an ITooLabs PBX', () => {
  const group: Arrival[] = [
    [0, said('INCOMING', '101')],
    [0, said('INCOMING', '102')],
    [0, said('INCOMING', '103')],
    [8, said('ACCEPTED', '102')],
    [8, said('CANCELLED', '101')],
    [8, said('CANCELLED', '103')],
  ];

  it('scenario 1: of a ring group of three that one answers has one talking leg', () => {
    const call = fold(group);
    expect(call).toMatchObject({ state: 'answered', result: 'answered', answeredExtension: '102', direction: 'in' });
    expect(legsOf(call)).toEqual([
      ['101', 'ended'],
      ['102', 'answered'],
      ['103', 'ended'],
    ]);
  });

  it('scenario 1: stops ringing at the colleagues with the answer, before they are cancelled', () => {
    expect(legsOf(fold(group.slice(0, 4)))).toEqual([
      ['101', 'ended'],
      ['102', 'answered'],
      ['103', 'ended'],
    ]);
  });

  it('scenario 1: has the times of its history at the end', () => {
    const call = fold([
      ...group,
      [68, said('COMPLETED', '102')],
      [70, history('Success', '102', { wait: 8, duration: 68, link: 'https://vats.example/rec/1.mp3' })],
    ]);
    expect(call).toMatchObject({
      state: 'ended',
      result: 'answered',
      external: '+79000000102',
      line: '+74950000101',
      startedAt: { at: at(0), approximate: false },
      answeredAt: { at: at(8), approximate: false },
      endedAt: { at: at(68), approximate: false },
      waitSeconds: 8,
      talkSeconds: 60,
      answeredExtension: '102',
      recordings: [{ ref: 'https://vats.example/rec/1.mp3', kind: 'talk' }],
    });
    expect(talksOf(call)).toEqual([['102', 60]]);
  });

  it('is not missed although every colleague but one was cancelled, and not over before its history', () => {
    const call = fold([...group, [68, said('COMPLETED', '102')]]);
    expect(call).toMatchObject({ result: 'answered', endedAt: null });
    expect(call.state).not.toBe('ended');
  });

  it('scenario 2: is answered by 103 after 101 and 102 did not', () => {
    const call = fold([
      [0, said('INCOMING', 'g_9f6d5d1c@clinic.example', { ext: '700' })],
      [1, said('INCOMING', '101')],
      [16, said('CANCELLED', '101')],
      [17, said('INCOMING', '102')],
      [32, said('CANCELLED', '102')],
      [33, said('INCOMING', '103')],
      [38, said('ACCEPTED', '103')],
      [98, said('COMPLETED', '103')],
      [99, history('Success', '103', { wait: 38, duration: 98 })],
    ]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '103', waitSeconds: 38, talkSeconds: 60 });
    expect(legsOf(call)).toHaveLength(3);
  });

  it('a department that rings is a queue, not a person', () => {
    const department = said('INCOMING', 'g_9f6d5d1c-77aa@clinic.example', { ext: '700' });
    expect(read(department)).toMatchObject([{ kind: 'queued', extension: null, employeeRef: null }]);
    expect(fold([[0, department]])).toMatchObject({ state: 'queued', result: null, legs: [] });
    expect(read({ ...department, type: 'COMPLETED' })).toEqual([]);
    expect(
      fold([
        [0, department],
        [9, { ...department, type: 'ACCEPTED' }],
      ]),
    ).toMatchObject({ state: 'queued' });
  });

  it.each(['missed', 'Missed', 'Cancel'])('is missed when its history says %s', (status) => {
    const call = fold([
      [0, said('INCOMING', '101')],
      [20, said('CANCELLED', '101')],
      [21, history(status, '101', { wait: 20, duration: 20 })],
    ]);
    expect(call).toMatchObject({
      result: 'missed',
      missedReason: 'no-answer',
      waitSeconds: 20,
      talkSeconds: null,
      startedAt: { at: at(0), approximate: false },
      endedAt: { at: at(20), approximate: false },
      providerReason: status,
    });
  });

  it.each(['ivr', 'fax'])('scenario 5: is missed in the menu when nobody but %s stands in its history', (user) => {
    const call = fold([[21, history('Success', user, { user, ext: '', wait: 0, duration: 20 })]]);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'in-menu', legs: [], talkSeconds: null });
  });

  it('scenario 17: is answered when only its history arrived', () => {
    const call = fold([[70, history('SUCCESS', '101', { wait: 8, duration: 68 })]]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '101', waitSeconds: 8, talkSeconds: 60 });
    expect(call.answeredAt).toEqual({ at: at(8), approximate: false });
  });

  it('scenario 17: that is answered first and rings later is the same', () => {
    expect(
      fold([
        [8, said('ACCEPTED', '101')],
        [9, said('INCOMING', '101')],
      ]),
    ).toMatchObject({ state: 'answered' });
  });

  it('scenario 7: passed on with one call id, it is two talks and the caller stays', () => {
    const call = fold([
      [0, said('INCOMING', '101')],
      [8, said('ACCEPTED', '101')],
      [38, said('TRANSFERRED', '101')],
      [38, said('COMPLETED', '101')],
      [39, said('INCOMING', '102')],
      [43, said('ACCEPTED', '102')],
    ]);
    expect(call).toMatchObject({ state: 'answered', external: '+79000000102' });
    expect(legsOf(call)).toEqual([
      ['101', 'ended'],
      ['102', 'answered'],
    ]);
  });

  const passedOn: Arrival[] = [
    [0, said('INCOMING', '101')],
    [8, said('ACCEPTED', '101')],
    [38, said('TRANSFERRED', '101', { second_callid: 'B' })],
    [39, said('INCOMING', '102', { callid: 'B' })],
    [40, said('COMPLETED', '101')],
    [41, history('Success', '101', { wait: 8, duration: 38 })],
    [43, said('ACCEPTED', '102', { callid: 'B' })],
    [98, said('COMPLETED', '102', { callid: 'B' })],
    [99, history('Success', '102', { callid: 'B', start: '20260302T071539Z', wait: 4, duration: 59 })],
  ];

  it('scenario 9: links the second call id of a transfer', () => {
    expect(read(passedOn[2]![1])).toMatchObject([
      { kind: 'transferred', providerCallId: 'A', linkedCallIds: ['B'], extension: '101' },
    ]);
  });

  it('scenario 9: goes on after the history of the first call id and has the talk of each', () => {
    expect(fold(passedOn.slice(0, 7))).toMatchObject({ state: 'answered', endedAt: null, external: '+79000000102' });
    const call = fold(passedOn);
    expect(call).toMatchObject({
      result: 'answered',
      startedAt: { at: at(0), approximate: false },
      answeredAt: { at: at(8), approximate: false },
      endedAt: { at: at(98), approximate: false },
      answeredExtension: '102',
    });
    expect(talksOf(call)).toEqual([
      ['101', 30],
      ['102', 55],
    ]);
  });

  it('scenario 8: stays answered when the second operator does not pick up', () => {
    const call = fold([
      ...passedOn.slice(0, 4),
      [60, said('CANCELLED', '102', { callid: 'B' })],
      [61, history('Missed', '102', { callid: 'B', start: '20260302T071539Z', wait: 21, duration: 21 })],
      [90, said('COMPLETED', '101')],
      [91, history('Success', '101', { wait: 8, duration: 90 })],
    ]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '101', endedAt: { at: at(90) } });
    expect(talksOf(call)).toEqual([['101', 82]]);
  });

  it.each(['anonymous', '', '0'])('scenario 10: with the number %j is withheld, rings and can be missed', (phone) => {
    const call = fold([
      [0, said('INCOMING', '101', { phone })],
      [20, said('CANCELLED', '101', { phone })],
      [21, history('missed', '101', { phone, wait: 20, duration: 20 })],
    ]);
    expect(call).toMatchObject({ result: 'missed', external: null, direction: 'in' });
  });

  it.each(['101', '1001', '10001', '100001'])('scenario 11: from %s is internal', (phone) => {
    expect(fold([[0, said('INCOMING', '102', { phone })]])).toMatchObject({ direction: 'internal', external: null });
  });

  it('scenario 11: is internal by its direction', () => {
    expect(fold([[0, said('INCOMING', '102', { direction: 'internal' })]])).toMatchObject({ direction: 'internal' });
  });

  it('scenario 15: with another id is another call', () => {
    const [first, second] = [...read(said('INCOMING', '101')), ...read(said('INCOMING', '101', { callid: 'B' }))];
    expect(first?.eventKey).not.toBe(second?.eventKey);
  });

  it('scenario 16: said five times, in a form or in JSON, is one fact', () => {
    const told = said('INCOMING', '101');
    const asJson = itoolabs.parse(inboundRequest({ body: JSON.stringify(told) }), { account: 'itoolabs', settings });
    const keys = [...[1, 2, 3, 4].flatMap(() => read(told)), ...asJson].map((event) => event.eventKey);
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(5);
  });

  it('scenario 19: that we make and nobody answers is unanswered', () => {
    const call = fold([
      [0, said('OUTGOING', '101', { direction: 'out', diversion: '' })],
      [20, said('CANCELLED', '101', { direction: 'out', diversion: '' })],
      [21, history('NotAvailable', '101', { type: 'out', diversion: '', wait: 20, duration: 20 })],
    ]);
    expect(call).toMatchObject({ direction: 'out', result: 'unanswered', external: '+79000000102', talkSeconds: null });
  });

  it('that we make is answered by its history', () => {
    const call = fold([
      [0, said('OUTGOING', '101', { direction: 'out' })],
      [70, history('success', '101', { type: 'out', wait: 8, duration: 68 })],
    ]);
    expect(call).toMatchObject({ direction: 'out', result: 'answered', answeredExtension: '101', talkSeconds: 60 });
  });

  it('that we make is unanswered by its history, although our own employee had picked up', () => {
    const call = fold([
      [0, said('OUTGOING', '101', { direction: 'out', diversion: '' })],
      [3, said('ACCEPTED', '101', { direction: 'out', diversion: '' })],
      [30, history('NotAvailable', '101', { type: 'out', diversion: '', wait: 30, duration: 30 })],
    ]);
    expect(call).toMatchObject({ direction: 'out', result: 'unanswered', answeredExtension: null, talkSeconds: null });
  });

  it('is answered by whoever was rung twice, his first ringing being cancelled', () => {
    const call = fold([
      [0, said('INCOMING', '101')],
      [15, said('CANCELLED', '101')],
      [18, said('ACCEPTED', '101')],
    ]);
    expect(call).toMatchObject({ state: 'answered', answeredExtension: '101' });
  });

  it('whose second ringing of a user is the same notification does not ring there again', () => {
    const ringing = said('INCOMING', '101');
    const call = fold([
      [0, ringing],
      [15, said('CANCELLED', '101')],
      [18, ringing],
    ]);
    expect(call).toMatchObject({ state: 'new' });
    expect(legsOf(call)).toEqual([['101', 'ended']]);
  });

  it('does not ring at a colleague again whose cancelling was lost, when the talk is over', () => {
    const told: Arrival[] = [
      [0, said('INCOMING', '101')],
      [15, said('INCOMING', '102')],
      [20, said('ACCEPTED', '102')],
      [50, said('COMPLETED', '102')],
    ];
    // Until somebody answers it is a group that rings.
    expect(legsOf(fold(told.slice(0, 2))).map(([, state]) => state)).toEqual(['ringing', 'ringing']);
    expect(legsOf(fold(told))).toEqual([
      ['101', 'ended'],
      ['102', 'ended'],
    ]);
  });

  it('that was cancelled everywhere rings nowhere, and is over only by its history', () => {
    const cancelled: Arrival[] = [
      [0, said('INCOMING', '101')],
      [0, said('INCOMING', '102')],
      [20, said('CANCELLED', '101')],
      [20, said('CANCELLED', '102')],
    ];
    expect(fold(cancelled)).toMatchObject({ endedAt: null, result: null });
    expect(legsOf(fold(cancelled)).map(([, state]) => state)).toEqual(['ended', 'ended']);
    const whole = fold([...cancelled, [21, history('missed', '102', { wait: 20, duration: 20 })]]);
    expect(whole).toMatchObject({ result: 'missed', missedReason: 'no-answer' });
  });

  it.each([
    ['a user', 'andy', {}],
    ['a department', 'g_9f6d5d1c@clinic.example', {}],
    ['the menu, for a department', 'ivr', { groupRealName: 'Регистратура' }],
  ])('of which only its missed history came, at %s, is not one given up in the menu', (_name, user, more) => {
    const call = fold([[21, history('Missed', '', { user, wait: 20, duration: 20, ...more })]]);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'no-answer', waitSeconds: 20 });
  });

  it('scenario 21: before midnight ends after it', () => {
    const call = fold([[70, history('Success', '101', { start: '20260302T235950Z', wait: 5, duration: 65 })]]);
    expect(call.endedAt?.at).toEqual(new Date('2026-03-03T00:00:55Z'));
  });
});

describe('what a notification of an ITooLabs PBX tells', () => {
  it('gives a user without an extension the one of the settings', () => {
    expect(read(said('INCOMING', '', { user: 'kate', ext: '' }))[0]).toMatchObject({
      extension: '103',
      employeeRef: 'kate',
    });
    expect(read(said('INCOMING', '', { user: 'toString', ext: '' }))[0]).toMatchObject({
      extension: null,
      employeeRef: 'toString',
    });
  });

  it.each([
    ['RU', '89000000102', '+79000000102'],
    ['RU', '+7 900 000-01-02', '+79000000102'],
    ['MD', '37369123456', '+37369123456'],
    ['MD', '069123456', '+37369123456'],
    ['KZ', '87011234567', '+77011234567'],
  ])('reads numbers of %s: %s', (country, phone, external) => {
    const given = itoolabsSettings.parse({ token, country });
    expect(read(said('INCOMING', '101', { phone }), given)[0]?.external).toBe(external);
  });

  it('counts the waiting before the talk where the settings say that duration is the talk', () => {
    const given = itoolabsSettings.parse({ token, duration: 'talk' });
    const call = foldCall(facts([[70, history('Success', '101', { wait: 8, duration: 60 })]], given));
    expect(call).toMatchObject({ waitSeconds: 8, talkSeconds: 60, endedAt: { at: at(68) } });
  });

  it('takes the whole for the talk where no waiting is told', () => {
    const call = foldCall(facts([[70, history('Success', '101', { duration: 68 })]]));
    expect(call).toMatchObject({ talkSeconds: 68, endedAt: { at: at(68) } });
  });

  it.each(['20260231T071500Z', '2026-03-02 07:15:00', '', '20260302T071500'])('has no time for start %j', (start) => {
    const events = read(history('Success', '101', { start, wait: 8, duration: 68 }));
    expect(events.map(({ kind, occurredAt }) => [kind, occurredAt])).toEqual([
      ['answered', null],
      ['leg-ended', null],
      ['ended', null],
    ]);
  });

  it.each([
    { cmd: 'contact', phone: '79000000102', callid: 'A', diversion: '74950000101' },
    { cmd: 'rating', phone: '79000000102', callid: 'A', user: 'andy', rating: 5 },
  ])('tells nothing of the call in %j', (told) => {
    expect(read(told)).toEqual([]);
  });

  it.each([
    [{}, null],
    [{ callid: 'A' }, 'cmd'],
    [{ cmd: 'set_dnd', callid: 'A' }, 'cmd'],
    [{ cmd: 'event', type: 'INCOMING' }, 'callid'],
    [{ cmd: 'event', callid: 'A' }, 'type'],
    [{ cmd: 'event', callid: 'A', type: 'constructor' }, 'type'],
    [{ cmd: 'history', callid: 'A', status: 'Success' }, 'type'],
    [{ cmd: 'history', callid: 'A', type: 'in' }, 'status'],
    [{ cmd: 'event', type: 'INCOMING', callid: 'x'.repeat(201) }, 'callid'],
    [{ cmd: 'event', type: 'INCOMING', callid: 'A', user: 'x'.repeat(201) }, 'user'],
    [{ cmd: 'event', type: 'TRANSFERRED', callid: 'A', second_callid: 'x'.repeat(201) }, 'second_callid'],
  ])('%j is unreadable for its %s', (told: Notification, field) => {
    let thrown: unknown;
    try {
      read(told);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UnreadableNotification);
    expect((thrown as UnreadableNotification).field).toBe(field);
  });
});

describe('the key of an ITooLabs account', () => {
  const accepted = (request: Parameters<typeof inboundRequest>[0]): boolean =>
    itoolabs.authenticate(inboundRequest(request), settings);

  it.each([
    { body: `cmd=event&crm_token=${token}` },
    { body: JSON.stringify({ crm_token: token }) },
    { method: 'GET' as const, query: { crm_token: token } },
  ])('is accepted in %j', (request) => expect(accepted(request)).toBe(true));

  it.each([
    {},
    { body: 'cmd=event' },
    { body: 'crm_token=' },
    { body: `crm_token=${token}x` },
    { body: `crm_token=${token.toUpperCase()}` },
    { body: JSON.stringify({ crm_token: [token] }) },
    { body: `crm_token=${token}`, query: { crm_token: 'another' } },
    { path: `/${token}`, body: 'cmd=event' },
    { method: 'GET' as const, body: `crm_token=${token}` },
  ])('is refused in %j', (request) => expect(accepted(request)).toBe(false));
});
