import { stored, foldedInAnyOrder } from '../../support/folded.ts';
import type { FoldedCall } from '../../../src/calls/fold-call.ts';
import { foldCall } from '../../../src/calls/fold-call.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { at, employee, leg, LINE, PATIENT, read, START, summary } from './mango-notifications.ts';

const startsAt = new Date(START * 1000);
const folded = (...told: CallEvent[][]): FoldedCall => foldedInAnyOrder(stored(told.flat(), startsAt));
const soFar = (...told: CallEvent[][]): FoldedCall => foldCall(stored(told.flat(), startsAt));
const states = (call: FoldedCall): unknown => call.legs.map(({ extension, state }) => [extension, state]);
const second = (seconds: number): object => ({ at: new Date((START + seconds) * 1000), approximate: false });

const menu = leg({ call: 'M', seq: 1, at: 0, state: 'Appeared', location: 'ivr' });
const menuLeft = leg({
  call: 'M',
  seq: 2,
  at: 5,
  state: 'Disconnected',
  location: 'ivr',
  more: { disconnect_reason: '1100' },
});
const rings = (extension: string, from: number, call = extension): CallEvent[] =>
  leg({ call, seq: 1, at: from, state: 'Appeared', to: at(extension) });
const answers = (extension: string, from: number, call = extension, seq = 2): CallEvent[] =>
  leg({ call, seq, at: from, state: 'Connected', to: at(extension) });
const leaves = (extension: string, from: number, reason = '1110', call = extension, seq = 9): CallEvent[] =>
  leg({ call, seq, at: from, state: 'Disconnected', to: at(extension), more: { disconnect_reason: reason } });

describe('calls of Mango Office', () => {
  it('1: a ring group of three, one answers', () => {
    const ringing = [menu, menuLeft, rings('101', 6), rings('102', 6), rings('103', 6)];
    expect(soFar(...ringing)).toMatchObject({ state: 'ringing', external: `+${PATIENT}`, line: `+${LINE}` });
    const talking = [...ringing, answers('102', 11), leaves('101', 11, '1182'), leaves('103', 11, '1182')];
    expect(states(folded(...talking))).toEqual([
      ['101', 'ended'],
      ['102', 'answered'],
      ['103', 'ended'],
    ]);
    const over = folded(...talking, leaves('102', 71), summary({ to: at('102'), talk: 11, end: 71 }));
    expect(over).toMatchObject({
      direction: 'in',
      state: 'ended',
      result: 'answered',
      missedReason: null,
      answeredExtension: '102',
      waitSeconds: 11,
      talkSeconds: 60,
      providerReason: '1110',
      startedAt: second(0),
      answeredAt: second(11),
      endedAt: second(71),
    });
  });

  it('1: the others stop ringing with the answer, before their own ends are told', () => {
    expect(states(soFar(rings('101', 6), rings('102', 6), answers('102', 6)))).toEqual([
      ['101', 'ended'],
      ['102', 'answered'],
    ]);
  });

  it('2: a queue in which 101 and 102 time out before 103 answers', () => {
    const queue = leg({ call: 'Q', seq: 1, at: 5, state: 'Appeared', location: 'queue' });
    const told = [menu, menuLeft, queue, rings('101', 6), leaves('101', 21, '1111'), rings('102', 22)];
    expect(soFar(menu, menuLeft, queue)).toMatchObject({ state: 'queued', legs: [] });
    expect(soFar(...told)).toMatchObject({ state: 'ringing', result: null });
    const call = folded(
      ...told,
      leaves('102', 37, '1111'),
      leg({ call: 'Q', seq: 2, at: 38, state: 'Disconnected', location: 'queue', more: { disconnect_reason: 1100 } }),
      rings('103', 38),
      answers('103', 42),
      leaves('103', 90),
      summary({ to: at('103'), talk: 42, end: 90 }),
    );
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '103', waitSeconds: 42, talkSeconds: 48 });
    expect(call.legs).toHaveLength(3);
  });

  it('2: a caller who gives up in the queue before any telephone rang was not lost in the menu', () => {
    const queue = leg({ call: 'Q', seq: 1, at: 5, state: 'Appeared', location: 'queue' });
    const call = folded(menu, menuLeft, queue, summary({ talk: null, end: 45, reason: 1110 }));
    expect(call).toMatchObject({ result: 'missed', missedReason: 'no-answer', legs: [], waitSeconds: 45 });
  });

  it('3: the leg of the menu ends before the operator answers', () => {
    expect(folded(menu, menuLeft, rings('101', 6), answers('101', 9))).toMatchObject({
      state: 'answered',
      result: 'answered',
      answeredExtension: '101',
    });
  });

  it('5: hung up in the menu, as the document shows it: entry_result 1, no talk, a time of forwarding', () => {
    const [missed] = read('/events/summary', {
      entry_id: 'E1',
      call_direction: '1',
      from: { number: PATIENT },
      to: {},
      line_number: LINE,
      create_time: String(START),
      forward_time: String(START + 1),
      talk_time: '0',
      end_time: String(START + 9),
      entry_result: '1',
      disconnect_reason: '1170',
    });
    expect(missed?.kind).toBe('missed');
    const left = leg({ call: 'M', seq: 2, at: 9, state: 'Disconnected', location: 'ivr' });
    expect(folded(menu, left, missed ? [missed] : [])).toMatchObject({
      result: 'missed',
      missedReason: 'in-menu',
      providerReason: '1170',
      legs: [],
    });
  });

  it('6: one extension on two devices', () => {
    const call = folded(menu, rings('101', 6, 'desk'), rings('101', 6, 'mobile'), answers('101', 9, 'mobile'));
    expect(states(call)).toEqual(
      expect.arrayContaining([
        ['101', 'answered'],
        ['101', 'ended'],
      ]),
    );
    expect(call.legs).toHaveLength(2);
  });

  it('7: a blind transfer, in which the leg of the employee becomes that of the caller', () => {
    const from = { number: PATIENT, taken_from_call_id: 'A' };
    const held = leg({ call: 'A', seq: 3, at: 20, state: 'OnHold', to: at('101') });
    const told = [
      rings('101', 6, 'A'),
      answers('101', 9, 'A'),
      held,
      leg({ call: 'B', seq: 1, at: 24, state: 'Appeared', from: employee('101'), to: employee('201') }),
      leg({
        call: 'A',
        seq: 4,
        at: 30,
        state: 'Disconnected',
        to: { ...at('101'), was_transferred: true },
        more: { disconnect_reason: '1120', transfer: 'blind' },
      }),
      leg({ call: 'B', seq: 2, at: 30, state: 'Appeared', from, to: employee('201') }),
    ];
    expect(soFar(...told.slice(0, 3))).toMatchObject({ state: 'held' });
    const passed = soFar(...told);
    expect(passed).toMatchObject({ direction: 'in', state: 'ringing', external: `+${PATIENT}` });
    expect(states(passed)).toEqual([
      ['101', 'ended'],
      ['201', 'ringing'],
    ]);
    const call = folded(
      ...told,
      leg({ call: 'B', seq: 3, at: 35, state: 'Connected', from, to: employee('201') }),
      leg({ call: 'B', seq: 4, at: 80, state: 'Disconnected', from, to: employee('201') }),
      summary({ to: at('201'), talk: 9, end: 80 }),
    );
    expect(call).toMatchObject({
      direction: 'in',
      external: `+${PATIENT}`,
      result: 'answered',
      answeredExtension: '201',
      talkSeconds: 71,
    });
    expect(call.legs.map(({ answeredAt, endedAt }) => [answeredAt, endedAt])).toEqual([
      [second(9), second(30)],
      [second(35.003), second(80)],
    ]);
  });

  it('on hold and back within one second, whichever of the two arrives first', () => {
    const held = leg({ call: 'A', seq: 3, at: 20, state: 'OnHold', to: at('101') });
    const back = leg({ call: 'A', seq: 4, at: 20, state: 'Connected', to: at('101') });
    const again = leg({ call: 'A', seq: 5, at: 20, state: 'OnHold', to: at('101') });
    expect(folded(rings('101', 6, 'A'), answers('101', 9, 'A'), back, held)).toMatchObject({ state: 'answered' });
    expect(folded(rings('101', 6, 'A'), answers('101', 9, 'A'), again, back, held)).toMatchObject({ state: 'held' });
  });

  it('7: a transfer is told beside the end of the leg that it ended', () => {
    const [end, transfer] = leg({
      call: 'A',
      seq: 4,
      at: 30,
      state: 'Disconnected',
      to: at('101'),
      more: { disconnect_reason: '1120', transfer: 'return_blind' },
    });
    expect(end).toMatchObject({ kind: 'leg-ended', reason: '1120', eventKey: 'A:4' });
    expect(transfer).toMatchObject({ kind: 'transferred', reason: 'return_blind', legId: 'A', extension: '101' });
    expect(transfer?.eventKey).not.toBe(end?.eventKey);
  });

  const consulted = [
    rings('101', 6, 'A'),
    answers('101', 9, 'A'),
    leg({ call: 'A', seq: 3, at: 20, state: 'OnHold', to: at('101') }),
    leg({
      call: 'C',
      seq: 1,
      at: 22,
      state: 'Appeared',
      from: employee('101', { taken_from_call_id: 'A' }),
      to: employee('201'),
    }),
  ];

  it('8: a consultation that nobody takes; the first operator takes the call back', () => {
    expect(soFar(...consulted)).toMatchObject({ direction: 'in', state: 'held' });
    const back = [
      ...consulted,
      leg({
        call: 'C',
        seq: 2,
        at: 40,
        state: 'Disconnected',
        from: employee('101', { taken_from_call_id: 'A' }),
        to: employee('201'),
        more: { disconnect_reason: 1111 },
      }),
      answers('101', 41, 'A', 4),
    ];
    expect(folded(...back)).toMatchObject({ direction: 'in', state: 'answered', answeredExtension: '101' });
    expect(
      folded(...back, leaves('101', 70, '1110', 'A', 5), summary({ to: at('101'), talk: 9, end: 70 })),
    ).toMatchObject({ result: 'answered', answeredExtension: '101', talkSeconds: 61, external: `+${PATIENT}` });
  });

  it('8: advice was given and the first operator takes the call back: he is who answered', () => {
    const inside = { from: employee('101', { taken_from_call_id: 'A' }), to: employee('201') };
    const call = folded(
      ...consulted,
      leg({ call: 'C', seq: 2, at: 26, state: 'Connected', ...inside }),
      leg({ call: 'C', seq: 3, at: 40, state: 'Disconnected', ...inside }),
      answers('101', 41, 'A', 4),
    );
    expect(call).toMatchObject({ state: 'answered', answeredExtension: '101' });
  });

  it('8: a consultation that becomes the transfer', () => {
    const call = folded(
      ...consulted,
      leg({
        call: 'C',
        seq: 2,
        at: 26,
        state: 'Connected',
        from: employee('101', { taken_from_call_id: 'A' }),
        to: employee('201'),
      }),
      leaves('101', 33, '1120', 'A', 4),
      leg({
        call: 'C',
        seq: 3,
        at: 33,
        state: 'Connected',
        from: { number: PATIENT, taken_from_call_id: 'A' },
        to: employee('201'),
      }),
    );
    expect(call).toMatchObject({ direction: 'in', state: 'answered', answeredExtension: '201' });
    expect(states(call)).toEqual([
      ['101', 'ended'],
      ['201', 'answered'],
    ]);
  });

  it('8: somebody outside who is asked for advice does not become the other party', () => {
    const call = folded(
      ...consulted.slice(0, 3),
      leg({
        call: 'C',
        seq: 1,
        at: 22,
        state: 'Appeared',
        from: employee('101', { taken_from_call_id: 'A' }),
        to: { number: '79000000777' },
      }),
    );
    expect(call).toMatchObject({ direction: 'in', external: `+${PATIENT}`, state: 'held' });
    expect(states(call)).toEqual([
      ['101', 'held'],
      [null, 'ringing'],
    ]);
  });

  it.each([[{}], [{ number: 'anonymous' }], [{ number: '' }], [{ number: '0' }], [[]]])(
    '10: a withheld number (%j) is a call that rings and can be missed',
    (from) => {
      const told = [
        leg({ call: 'M', seq: 1, at: 0, state: 'Appeared', location: 'ivr', from }),
        leg({ call: 'A', seq: 1, at: 6, state: 'Appeared', from, to: at('101') }),
      ];
      expect(soFar(...told)).toMatchObject({ direction: 'in', external: null, state: 'ringing' });
      expect(folded(...told, summary({ from, talk: null, end: 30 }))).toMatchObject({
        direction: 'in',
        external: null,
        result: 'missed',
        missedReason: 'no-answer',
      });
    },
  );

  it.each(['101', '4012', '50123', '600123'])('11: a call from one employee to another at %s is internal', (called) => {
    const parties = { from: employee('102'), to: employee(called) };
    const call = folded(
      leg({ call: 'I', seq: 1, at: 0, state: 'Appeared', ...parties }),
      leg({ call: 'I', seq: 2, at: 5, state: 'Connected', ...parties }),
      summary({ direction: 0, from: { extension: '102' }, to: { extension: called }, talk: 5, end: 30 }),
    );
    expect(call).toMatchObject({ direction: 'internal', external: null, answeredExtension: called });
  });

  it('15: two calls of one number to one line in one minute are two', () => {
    const first = leg({ entry: 'E1', call: 'A', seq: 1, at: 0, state: 'Appeared', to: at('101') });
    const again = leg({ entry: 'E2', call: 'B', seq: 1, at: 20, state: 'Appeared', to: at('101') });
    expect([first, again].map(([event]) => event?.providerCallId)).toEqual(['E1', 'E2']);
    expect(first[0]?.eventKey).not.toBe(again[0]?.eventKey);
  });

  it('16: the same notification again has the same key, however its values are written', () => {
    const [once] = rings('101', 6);
    const [again] = read('/events/call/', {
      call_state: 'Appeared',
      seq: '1',
      timestamp: String(START + 6),
      to: at('101'),
      from: { number: `+${PATIENT}` },
      location: 'abonent',
      call_id: '101',
      entry_id: 'E1',
    });
    expect(again).toEqual(once);
  });

  it('17: the recording comes first, the summary before the answer, the first event last', () => {
    const record = read('/events/record/added', {
      entry_id: 'E1',
      product_id: 1,
      user_id: -1,
      recording_id: 'R1',
      timestamp: START + 80,
    });
    const call = folded(record, summary({ to: at('101'), talk: 9, end: 70 }), answers('101', 9), rings('101', 6), menu);
    expect(call).toMatchObject({
      startedAt: second(0),
      result: 'answered',
      recordings: [{ ref: 'R1', kind: 'talk' }],
    });
  });

  it('is whole from the summary alone', () => {
    expect(folded(summary({ to: at('103'), talk: 18, end: 90 }))).toMatchObject({
      direction: 'in',
      external: `+${PATIENT}`,
      line: `+${LINE}`,
      result: 'answered',
      answeredExtension: '103',
      waitSeconds: 18,
      talkSeconds: 72,
      startedAt: { at: startsAt, approximate: true },
    });
    expect(folded(summary({ to: at('101'), talk: null, end: 27 }))).toMatchObject({
      result: 'missed',
      waitSeconds: 27,
    });
  });

  it('19: an outgoing call that nobody answers', () => {
    const parties = { from: { extension: '101' }, to: { number: PATIENT } };
    const told = [leg({ call: 'O', seq: 1, at: 0, state: 'Appeared', ...parties })];
    expect(soFar(...told)).toMatchObject({ direction: 'out', external: `+${PATIENT}`, state: 'ringing' });
    const call = folded(
      ...told,
      leg({ call: 'O', seq: 2, at: 31, state: 'Disconnected', ...parties, more: { disconnect_reason: '1111' } }),
      summary({ direction: 2, ...parties, talk: null, end: 31, reason: 1111 }),
    );
    expect(call).toMatchObject({ direction: 'out', result: 'unanswered', line: `+${LINE}`, talkSeconds: null });
  });

  const ordered = { callback_initiator: 'API', command_id: 'c1' };
  const toInitiator = [
    leg({ call: 'A', seq: 1, at: 0, state: 'Appeared', to: at('101'), more: ordered }),
    leg({ call: 'A', seq: 2, at: 3, state: 'Connected', to: at('101'), more: ordered }),
    leg({ call: 'A', seq: 3, at: 4, state: 'Disconnected', to: at('101'), more: ordered }),
  ];
  const dialled = { from: employee('101', { taken_from_call_id: 'A' }), to: { number: PATIENT, line_number: LINE } };

  it('19: click-to-call: our own operator picking up is no answer', () => {
    const told = [
      ...toInitiator,
      leg({ call: 'B', seq: 1, at: 5, state: 'Appeared', ...dialled, more: ordered }),
      leg({ call: 'B', seq: 2, at: 35, state: 'Disconnected', ...dialled, more: ordered }),
    ];
    expect(soFar(...told)).toMatchObject({ direction: 'out', answeredAt: null, external: `+${PATIENT}` });
    const parties = { from: { extension: '101' }, to: { number: PATIENT } };
    expect(folded(...told, summary({ direction: 2, ...parties, talk: null, end: 35 }))).toMatchObject({
      direction: 'out',
      result: 'unanswered',
      initiator: 'API',
    });
  });

  it('19: click-to-call that is answered', () => {
    const call = folded(
      ...toInitiator,
      leg({ call: 'B', seq: 1, at: 5, state: 'Appeared', ...dialled, more: ordered }),
      leg({ call: 'B', seq: 2, at: 12, state: 'Connected', ...dialled, more: ordered }),
    );
    expect(call).toMatchObject({
      direction: 'out',
      state: 'answered',
      answeredAt: second(12),
      answeredExtension: '101',
    });
  });

  it.each(['CallbackWidget', 'MissInIvrCallCallback'])(
    '39: %s is the initiator of a call that goes out',
    (initiator) => {
      const more = { callback_initiator: initiator };
      const call = folded(
        leg({ call: 'A', seq: 1, at: 0, state: 'Appeared', to: at('101'), more }),
        leg({ call: 'B', seq: 1, at: 5, state: 'Appeared', ...dialled, more }),
        leg({ call: 'B', seq: 2, at: 12, state: 'Connected', ...dialled, more }),
        summary({ direction: 2, from: { extension: '101' }, to: { number: PATIENT }, talk: 12, end: 60 }),
      );
      expect(call).toMatchObject({ direction: 'out', initiator, external: `+${PATIENT}`, result: 'answered' });
    },
  );

  it('21: a call over midnight keeps the instants of both', () => {
    const midnight = Date.UTC(2026, 2, 1, 21, 0, 0) / 1000 - START;
    const call = folded(
      leg({ call: 'A', seq: 1, at: midnight - 10, state: 'Appeared', to: at('101') }),
      summary({ to: at('101'), began: midnight - 10, talk: midnight - 2, end: midnight + 30 }),
    );
    expect(call).toMatchObject({ startedAt: second(midnight - 10), endedAt: second(midnight + 30), talkSeconds: 32 });
  });

  it('33: a mobile without an extension answers at night: answered, by nobody of ours', () => {
    const to = { number: '79000000199', line_number: LINE };
    const told = [
      menu,
      leg({ call: 'D', seq: 1, at: 6, state: 'Appeared', to }),
      leg({ call: 'D', seq: 2, at: 14, state: 'Connected', to }),
    ];
    expect(folded(...told, summary({ to: { number: '79000000199' }, talk: 14, end: 60 }))).toMatchObject({
      direction: 'in',
      external: `+${PATIENT}`,
      result: 'answered',
      answeredExtension: null,
    });
  });
});
