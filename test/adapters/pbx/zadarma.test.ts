import { foldedInAnyOrder } from '../../support/folded.ts';
import type { StoredEvent } from '../../../src/calls/facts.ts';
import { foldCall, type FoldedCall } from '../../../src/calls/fold-call.ts';
import { answering, incoming, learnt, LINE, outgoing, PATIENT, START } from './zadarma-notifications.ts';

const folded = (...told: StoredEvent[][]): FoldedCall => foldedInAnyOrder(told.flat());
const soFar = (...told: StoredEvent[][]): FoldedCall => foldCall(told.flat());
/** By extension: legs that the PBX gives one and the same time have no order of their own. */
const states = (call: FoldedCall): unknown =>
  call.legs.map(({ extension, state }) => [extension, state]).sort(([a], [b]) => String(a).localeCompare(String(b)));
const exactly = (seconds: number): object => ({ at: new Date(START + seconds * 1000), approximate: false });
const about = (seconds: number): object => ({ at: new Date(START + seconds * 1000), approximate: true });

const starts = learnt(0, 'NOTIFY_START', incoming);
const rings = (seconds: number, internal: string): StoredEvent[] =>
  learnt(seconds, 'NOTIFY_INTERNAL', { ...incoming, internal });
const answers = (seconds: number, internal: string): StoredEvent[] =>
  learnt(seconds, 'NOTIFY_ANSWER', answering(internal));
const ends = (seconds: number, told: Record<string, string>): StoredEvent[] =>
  learnt(seconds, 'NOTIFY_END', { ...incoming, status_code: '16', is_recorded: '0', ...told });
const unanswered = (seconds: number, disposition: string, told: Record<string, string> = {}): StoredEvent[] =>
  ends(seconds, { duration: '0', disposition, ...told });

describe('calls of Zadarma', () => {
  it('1: a ring group of three, one answers', () => {
    const ringing = [starts, rings(1, '101'), rings(1, '102'), rings(1, '103')];
    expect(soFar(...ringing)).toMatchObject({ direction: 'in', state: 'ringing', external: PATIENT, line: `+${LINE}` });
    expect(states(folded(...ringing, answers(6, '102')))).toEqual([
      ['101', 'ended'],
      ['102', 'answered'],
      ['103', 'ended'],
    ]);
    const over = folded(
      ...ringing,
      answers(6, '102'),
      ends(66, { internal: '102', duration: '60', disposition: 'answered' }),
    );
    expect(over).toMatchObject({
      direction: 'in',
      state: 'ended',
      result: 'answered',
      answeredExtension: '102',
      startedAt: exactly(0),
      answeredAt: about(6),
      endedAt: about(66),
      waitSeconds: 6,
      talkSeconds: 60,
      providerReason: 'answered',
    });
  });

  it('2: a queue in which 101 and 102 do not answer before 103 does', () => {
    const told = [starts, rings(1, '101'), rings(16, '102'), rings(31, '103')];
    expect(soFar(...told)).toMatchObject({ state: 'ringing', result: null });
    expect(
      folded(...told, answers(35, '103'), ends(95, { internal: '103', duration: '60', disposition: 'answered' })),
    ).toMatchObject({ result: 'answered', answeredExtension: '103', missedReason: null });
  });

  it('3: the menu is passed before the operator answers', () => {
    const menu = learnt(3, 'NOTIFY_IVR', { ...incoming, 'wait_dtmf[digits]': '2' });
    expect(soFar(starts, menu)).toMatchObject({ state: 'in-menu' });
    expect(folded(starts, menu, rings(5, '101'), answers(9, '101'))).toMatchObject({
      state: 'answered',
      answeredExtension: '101',
    });
  });

  it('4: a voice message is a missed call with its recording, however it was answered', () => {
    const told = [
      starts,
      rings(1, '101'),
      learnt(21, 'NOTIFY_ANSWER', { ...answering(''), destination: LINE }),
      ends(40, { duration: '19', disposition: 'answered', is_recorded: '1', call_id_with_rec: 'R1' }),
      learnt(90, 'SPEECH_RECOGNITION', { pbx_call_id: 'in_1', call_id: 'R2', voicemail: '1', result: '{}' }),
    ];
    expect(folded(...told)).toMatchObject({ result: 'missed', missedReason: 'voicemail', talkSeconds: null });
    expect(folded(...told).recordings).toContainEqual({ ref: 'R2', kind: 'voicemail' });
  });

  it.each(['cancel', 'answered'])('5: hung up in the menu with the word %j', (disposition) => {
    expect(folded(starts, ends(9, { duration: '9', disposition }))).toMatchObject({
      result: 'missed',
      missedReason: 'in-menu',
      providerReason: disposition,
      talkSeconds: null,
    });
  });

  it('6: one extension on two devices is one leg', () => {
    const call = folded(starts, rings(1, '101'), rings(1, '101'), answers(4, '101'));
    expect(states(call)).toEqual([['101', 'answered']]);
  });

  it('7: a call that is passed on goes to the second operator when he answers', () => {
    const told = [starts, rings(1, '101'), answers(5, '101'), rings(30, '201'), answers(36, '201')];
    expect(folded(...told)).toMatchObject({ external: PATIENT, state: 'answered', direction: 'in' });
    const over = folded(...told, ends(96, { internal: '201', duration: '91', disposition: 'answered' }));
    expect(over).toMatchObject({ result: 'answered', answeredExtension: '201', talkSeconds: 91 });
    expect(over.legs).toHaveLength(2);
  });

  it('7: with the field that names who passed it on, the second operator rings before he answers', () => {
    const over = { transferField: 'transfer_from' };
    const transfer = { ...incoming, internal: '201', transfer_from: '101' };
    const told = [starts, rings(1, '101'), answers(5, '101'), learnt(30, 'NOTIFY_INTERNAL', transfer, over)];
    expect(soFar(...told)).toMatchObject({ state: 'ringing', external: PATIENT });
    expect(states(folded(...told))).toEqual([
      ['101', 'ended'],
      ['201', 'ringing'],
    ]);
    expect(states(folded(...told, answers(36, '201')))).toEqual([
      ['101', 'ended'],
      ['201', 'answered'],
    ]);
  });

  it.each(['anonymous', '0', '', '<unknown>'])('10: a withheld number (%j) rings and can be missed', (caller_id) => {
    const told = [
      learnt(0, 'NOTIFY_START', { ...incoming, caller_id }),
      learnt(1, 'NOTIFY_INTERNAL', { ...incoming, caller_id, internal: '101' }),
    ];
    expect(soFar(...told)).toMatchObject({ direction: 'in', external: null, state: 'ringing', line: `+${LINE}` });
    expect(folded(...told, unanswered(30, 'no answer', { caller_id }))).toMatchObject({
      direction: 'in',
      external: null,
      result: 'missed',
      missedReason: 'no-answer',
    });
  });

  it.each(['102', '4012', '50123', '600123'])('11: a call between extensions to %s is internal', (destination) => {
    const inside = { ...outgoing, destination };
    const call = folded(
      learnt(0, 'NOTIFY_OUT_START', inside),
      learnt(1, 'NOTIFY_INTERNAL', { ...incoming, pbx_call_id: 'out_1', caller_id: '101', internal: destination }),
      learnt(5, 'NOTIFY_ANSWER', { ...answering(destination), pbx_call_id: 'out_1', caller_id: '101' }),
      learnt(20, 'NOTIFY_OUT_END', { ...inside, duration: '15', disposition: 'answered' }),
    );
    expect(call).toMatchObject({ direction: 'internal', external: null, answeredExtension: destination });
  });

  it('15: two calls of one number to one line in one minute are two', () => {
    const [first] = starts;
    const [again] = learnt(20, 'NOTIFY_START', { ...incoming, pbx_call_id: 'in_2', call_start: '2026-03-02 10:15:20' });
    expect(again?.event.providerCallId).toBe('in_2');
    expect(again?.event.eventKey).not.toBe(first?.event.eventKey);
  });

  it('16: the same notification again has the same key, and the end repeats the start', () => {
    const [first] = starts;
    const [again] = learnt(3600, 'NOTIFY_START', { ...incoming, caller_id: '79000000102' });
    const [told] = unanswered(30, 'cancel');
    expect(again?.event).toEqual(first?.event);
    expect(told?.event).toEqual(first?.event);
  });

  it('17: the recording comes first, the end before the answer, the start last', () => {
    const call = folded(
      learnt(60, 'NOTIFY_RECORD', { pbx_call_id: 'in_1', call_id_with_rec: 'R1' }),
      ends(60, { internal: '101', duration: '55', disposition: 'answered', is_recorded: '1', call_id_with_rec: 'R1' }),
      answers(5, '101'),
      rings(1, '101'),
      starts,
    );
    expect(call).toMatchObject({
      result: 'answered',
      answeredExtension: '101',
      talkSeconds: 55,
      recordings: [{ ref: 'R1', kind: 'talk' }],
    });
  });

  it('is whole from the end alone, its start exact', () => {
    expect(folded(ends(80, { internal: '101', duration: '72', disposition: 'answered' }))).toMatchObject({
      direction: 'in',
      external: PATIENT,
      line: `+${LINE}`,
      startedAt: exactly(0),
      endedAt: about(80),
      result: 'answered',
      answeredExtension: '101',
      talkSeconds: 72,
    });
    expect(folded(unanswered(27, 'no answer'))).toMatchObject({ result: 'missed', startedAt: exactly(0) });
  });

  it.each(['busy', 'cancel', 'no answer', 'failed', 'no money', 'unallocated number', 'no limit', 'line limit'])(
    'is missed with the word %j',
    (disposition) => {
      expect(folded(starts, rings(1, '101'), unanswered(30, disposition))).toMatchObject({
        result: 'missed',
        missedReason: 'no-answer',
        providerReason: disposition,
      });
    },
  );

  it('19: an outgoing call that nobody answers', () => {
    const told = learnt(0, 'NOTIFY_OUT_START', { ...outgoing, caller_id: '0' });
    expect(soFar(told)).toMatchObject({ direction: 'out', external: PATIENT, line: null, state: 'ringing' });
    const end = { ...outgoing, caller_id: LINE, duration: '0', disposition: 'no answer', is_recorded: '0' };
    expect(folded(told, learnt(30, 'NOTIFY_OUT_END', end))).toMatchObject({
      direction: 'out',
      result: 'unanswered',
      line: `+${LINE}`,
      external: PATIENT,
      talkSeconds: null,
    });
  });

  it('19: an outgoing call that is answered, whether or not the answer is told', () => {
    const began = learnt(0, 'NOTIFY_OUT_START', outgoing);
    const end = { ...outgoing, caller_id: LINE, duration: '41', disposition: 'answered', is_recorded: '0' };
    const over = learnt(50, 'NOTIFY_OUT_END', end);
    const answer = learnt(9, 'NOTIFY_ANSWER', { ...outgoing, caller_id: LINE });
    for (const told of [[began, over], [began, answer, over], [over]])
      expect(folded(...told)).toMatchObject({
        direction: 'out',
        result: 'answered',
        external: PATIENT,
        answeredExtension: '101',
        talkSeconds: 41,
      });
  });

  it('21: a call before midnight in another zone keeps its instant', () => {
    const told = { ...incoming, call_start: '2026-03-02 23:59:50' };
    const [event] = learnt(0, 'NOTIFY_START', told, { zone: 'Asia/Yekaterinburg' });
    expect(event?.event.occurredAt).toBe('2026-03-02T18:59:50.000Z');
  });

  it('33: a mobile answers at night: answered by nobody of ours', () => {
    const { internal: _, ...unnamed } = answering('');
    const answer = { ...unnamed, destination: '79000000199' };
    const call = folded(
      starts,
      learnt(12, 'NOTIFY_ANSWER', answer),
      ends(60, { duration: '48', disposition: 'answered' }),
    );
    expect(call).toMatchObject({ result: 'answered', answeredExtension: null, external: PATIENT });
  });
});
