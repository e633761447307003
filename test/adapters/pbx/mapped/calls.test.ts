import { mapped } from '../../../../adapters/pbx/mapped/adapter.ts';
import { mappedSettings } from '../../../../adapters/pbx/mapped/settings.ts';
import {
  factsOf,
  foldInAnyOrder,
  legsOf,
  talksOf,
  type Arrival,
  type Notification,
} from '../../../support/fold-notifications.ts';

const START = Date.UTC(2026, 2, 2, 7, 15, 0);
const at = (second: number): Date => new Date(START + second * 1000);
const patient = '+79000000102';
const line = '+74950000101';

const settings = mappedSettings.parse({
  secret: 'k7Qm-2vX9',
  fields: {
    event: 'e',
    callId: 'call',
    leg: 'leg',
    linkedCall: 'joined',
    time: 't',
    from: 'from',
    to: 'to',
    extension: 'ext',
    direction: 'dir',
    recording: 'rec',
    waitSeconds: 'wait',
    talkSeconds: 'talk',
  },
  events: {
    started: ['new'],
    'in-menu': ['menu'],
    queued: ['queue'],
    ringing: ['ring'],
    answered: ['answer'],
    voicemail: ['message'],
    held: ['hold'],
    resumed: ['unhold'],
    'leg-ended': ['off'],
    transferred: ['transfer'],
    linked: ['join'],
    ended: ['end'],
    recorded: ['rec'],
  },
  directions: { in: ['in'], out: ['out'] },
  timeFormat: 'unix',
});

const tell = (e: string, second: number, more: Notification = {}): Arrival => [
  second,
  { e, call: 'A', t: START / 1000 + second, ...more },
];
const incoming = tell('new', 0, { dir: 'in', from: '89000000102', to: '74950000101' });
const at101 = { leg: 'a', ext: '101' };
const at102 = { leg: 'b', ext: '102' };
const at103 = { leg: 'c', ext: '103' };
const fold = (arrivals: readonly Arrival[]) => foldInAnyOrder(factsOf(mapped, settings, arrivals, START));

it('scenario 1: a ring group of three, one answers', () => {
  const rings = [incoming, tell('ring', 2, at101), tell('ring', 2, at102), tell('ring', 2, at103)];
  const call = fold([...rings, tell('answer', 7, at102)]);
  expect(call).toMatchObject({ direction: 'in', external: patient, line, state: 'answered', answeredExtension: '102' });
  expect(legsOf(call)).toEqual([
    ['101', 'ended'],
    ['102', 'answered'],
    ['103', 'ended'],
  ]);
});

it('scenario 2: the third of a queue answers', () => {
  const call = fold([
    incoming,
    tell('queue', 1),
    tell('ring', 2, at101),
    tell('off', 17, at101),
    tell('ring', 18, at102),
    tell('off', 33, at102),
    tell('ring', 34, at103),
    tell('answer', 38, at103),
    tell('off', 98, { ...at103, talk: 60 }),
    tell('end', 98, { dir: 'in', wait: 38, talk: 60 }),
  ]);
  expect(call).toMatchObject({ result: 'answered', answeredExtension: '103', waitSeconds: 38, talkSeconds: 60 });
});

it('scenario 4: a message is a missed call', () => {
  const message = tell('message', 40, { rec: 'https://pbx.example/m.mp3' });
  const call = fold([incoming, tell('ring', 2, at101), tell('off', 30, at101), message, tell('end', 60)]);
  expect(call).toMatchObject({ result: 'missed', missedReason: 'voicemail', recordings: [{ kind: 'voicemail' }] });
});

it('scenario 5: given up in the menu', () => {
  expect(fold([incoming, tell('menu', 1), tell('end', 20)])).toMatchObject({
    result: 'missed',
    missedReason: 'in-menu',
  });
});

it('scenario 6: two telephones of one extension', () => {
  const second = { leg: 'a2', ext: '101' };
  const call = fold([incoming, tell('ring', 2, at101), tell('ring', 2, second), tell('answer', 5, second)]);
  expect(legsOf(call)).toEqual([
    ['101', 'ended'],
    ['101', 'answered'],
  ]);
});

it('scenarios 7 and 8: passed on, and taken back', () => {
  const talking = [incoming, tell('ring', 2, at101), tell('answer', 5, at101)];
  const passedOn = fold([
    ...talking,
    tell('transfer', 30, at101),
    tell('off', 31, { ...at101, talk: 26 }),
    tell('ring', 31, at102),
    tell('answer', 36, at102),
    tell('off', 96, { ...at102, talk: 60 }),
    tell('end', 96),
  ]);
  expect(passedOn).toMatchObject({ external: patient, answeredExtension: '102' });
  expect(talksOf(passedOn)).toEqual([
    ['101', 26],
    ['102', 60],
  ]);
  const takenBack = [
    tell('hold', 30, at101),
    tell('ring', 31, at102),
    tell('off', 45, at102),
    tell('unhold', 46, at101),
  ];
  expect(fold([...talking, ...takenBack])).toMatchObject({ state: 'answered', answeredExtension: '101' });
});

it('scenario 9: a second id of the same call', () => {
  const second = { call: 'B', ...at102 };
  const facts = [
    incoming,
    tell('ring', 2, at101),
    tell('answer', 5, at101),
    tell('join', 30, { call: 'B', joined: 'A' }),
    tell('off', 31, at101),
    tell('end', 31),
    tell('ring', 31, second),
    tell('answer', 35, second),
  ];
  expect(fold(facts)).toMatchObject({ state: 'answered', answeredExtension: '102', external: patient });
  const linked = factsOf(mapped, settings, facts, START).find(({ event }) => event.kind === 'linked');
  expect(linked?.event).toMatchObject({ providerCallId: 'B', linkedCallIds: ['A'] });
});

it('scenarios 10 and 11: withheld and internal', () => {
  const withheld = tell('new', 0, { dir: 'in', from: '<unknown>', to: '74950000101' });
  expect(fold([withheld, tell('ring', 2, at101)])).toMatchObject({ direction: 'in', external: null, line });
  for (const from of ['101', '1010', '10101', '101010'])
    expect(fold([tell('new', 0, { dir: 'out', from, to: '102' })])).toMatchObject({
      direction: 'internal',
      external: null,
    });
});

it('scenario 17: the recording first, the answer after the end', () => {
  const recording = tell('rec', 120, { rec: 'https://pbx.example/r.mp3' });
  const call = fold([recording, tell('end', 96), tell('answer', 9, at101), tell('ring', 2, at101), incoming]);
  expect(call).toMatchObject({
    state: 'ended',
    result: 'answered',
    answeredExtension: '101',
    recordings: [{ kind: 'talk' }],
  });
});

it('scenario 19: an outgoing call nobody answers', () => {
  const out = { dir: 'out', from: '74950000101', to: '89000000103', ext: '101' };
  const call = fold([tell('new', 0, out), tell('end', 30, out)]);
  expect(call).toMatchObject({ direction: 'out', external: '+79000000103', line, result: 'unanswered' });
  expect(legsOf(call)).toEqual([['101', 'ended']]);
});

it('scenario 21: over midnight, in the zone of the PBX', () => {
  const local = mappedSettings.parse({
    secret: 'k7Qm-2vX9',
    fields: { event: 'e', callId: 'call', time: 't', from: 'from', extension: 'ext' },
    events: { started: ['new'], answered: ['answer'], ended: ['end'] },
    directionWhenMissing: 'in',
    timeFormat: 'dd.MM.yyyy HH:mm:ss',
    zone: 'Asia/Vladivostok',
  });
  const told = (e: string, t: string): Arrival => [0, { e, call: 'A', t, from: patient, ext: '101' }];
  const arrivals = [
    told('new', '02.03.2026 23:59:50'),
    told('answer', '02.03.2026 23:59:58'),
    told('end', '03.03.2026 00:01:00'),
  ];
  expect(foldInAnyOrder(factsOf(mapped, local, arrivals, START))).toMatchObject({
    startedAt: { at: new Date('2026-03-02T13:59:50Z') },
    endedAt: { at: new Date('2026-03-02T14:01:00Z') },
    waitSeconds: 8,
    talkSeconds: 62,
  });
});

it('one report after the call makes the whole call', () => {
  const reports = mappedSettings.parse({
    secret: 'k7Qm-2vX9',
    fields: {
      event: 'status',
      callId: 'call',
      startTime: 'start',
      answerTime: 'answer',
      endTime: 'end',
      from: 'from',
      extension: 'ext',
    },
    events: { started: ['*'], queued: ['*'], answered: ['*'], ended: ['*'] },
    directionWhenMissing: 'in',
    timeFormat: 'unix',
  });
  const report = (answer: number | '', ext: string): Arrival => [
    61,
    { status: 'x', call: 'A', from: patient, ext, start: START / 1000, answer, end: START / 1000 + 60 },
  ];
  const foldReport = (arrival: Arrival) => foldInAnyOrder(factsOf(mapped, reports, [arrival], START));
  expect(foldReport(report(START / 1000 + 9, '101'))).toMatchObject({
    result: 'answered',
    answeredExtension: '101',
    startedAt: { at: at(0) },
    answeredAt: { at: at(9) },
    talkSeconds: 51,
  });
  expect(foldReport(report('', ''))).toMatchObject({ result: 'missed', missedReason: 'no-answer', waitSeconds: 60 });
});
