import { sipuni } from '../../../adapters/pbx/sipuni/adapter.ts';
import { sipuniSettings } from '../../../adapters/pbx/sipuni/settings.ts';
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
const settings = sipuniSettings.parse({ secret });
const START = Date.UTC(2026, 2, 2, 7, 15, 0);
const unix = (second: number): number => START / 1000 + second;
const at = (second: number): Date => new Date(START + second * 1000);
const link = 'https://sipuni.com/api/crm/record?id=1&hash=f5d4';

function told(event: number, second: number, more: Notification): Arrival {
  return [second, { event, call_id: '1772435700.533505', timestamp: unix(second), user_id: '070196', ...more }];
}

const fromPatient = { src_num: '79000000102', src_type: 1, short_src_num: '79000000102' };
const toLine = {
  ...fromPatient,
  dst_type: 1,
  dst_num: '74950000101_id265648',
  short_dst_num: '74950000101_id265648',
  pbxdstnum: '74950000101',
};
const to = (extension: string): Notification => ({
  ...fromPatient,
  dst_type: 2,
  dst_num: `070196${extension}`,
  short_dst_num: extension,
});
const ours = {
  src_type: 2,
  src_num: '070196101',
  short_src_num: '101',
  dst_type: 1,
  dst_num: '79000000102',
  pbxdstnum: '+79000000102',
};
const end = (second: number, status: string, more: Notification, answered = 0): Arrival =>
  told(2, second, {
    status,
    call_start_timestamp: unix(0),
    call_answer_timestamp: answered === 0 ? 0 : unix(answered),
    call_record_link: link,
    ...more,
  });

const fold = (arrivals: readonly Arrival[], given = settings) =>
  foldInAnyOrder(factsOf(sipuni, given, arrivals, START));

function read([, notification]: Arrival, given = settings): CallEvent[] {
  return sipuni.parse(inboundRequest({ body: formOf(notification) }), { account: 'sipuni', settings: given });
}

describe('a call of a Sipuni PBX', () => {
  const group: Arrival[] = [
    told(1, 0, toLine),
    told(1, 3, to('101')),
    told(1, 3, to('102')),
    told(1, 3, to('103')),
    told(3, 8, to('102')),
  ];

  it('scenario 1: of a ring group of three that one answers has one talking leg', () => {
    const call = fold(group);
    expect(call).toMatchObject({
      state: 'answered',
      direction: 'in',
      external: '+79000000102',
      line: '+74950000101',
      startedAt: { at: at(0), approximate: false },
    });
    expect(legsOf(call)).toEqual([
      ['101', 'ended'],
      ['102', 'answered'],
      ['103', 'ended'],
    ]);
  });

  it('scenario 1: has its times and its recording at the end', () => {
    const call = fold([...group, end(68, 'ANSWER', { ...to('102'), last_called: '101&102&103' }, 8)]);
    expect(call).toMatchObject({
      state: 'ended',
      result: 'answered',
      answeredExtension: '102',
      waitSeconds: 8,
      talkSeconds: 60,
      endedAt: { at: at(68), approximate: false },
      recordings: [{ ref: link, kind: 'talk' }],
    });
  });

  it('scenario 2: of a queue is answered by the third', () => {
    const call = fold([
      told(1, 0, toLine),
      told(1, 3, to('101')),
      told(1, 18, to('102')),
      told(1, 33, to('103')),
      told(3, 38, to('103')),
      end(98, 'ANSWER', to('103'), 38),
    ]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '103', waitSeconds: 38, talkSeconds: 60 });
  });

  it.each(['NOANSWER', 'BUSY', 'CANCEL', 'CONGESTION', 'CHANUNAVAIL'])(
    'is missed when it ends with %s, and the link of such a call is no recording',
    (status) => {
      const call = fold([...group.slice(0, 4), end(24, status, toLine)]);
      expect(call).toMatchObject({ result: 'missed', missedReason: 'no-answer', providerReason: status });
      expect(call).toMatchObject({ recordings: [], endedAt: { at: at(24) } });
    },
  );

  it('scenario 5: that ends in the menu is missed there, although the menu answered', () => {
    const call = fold([told(1, 0, toLine), told(3, 1, toLine), end(12, 'NOANSWER', toLine, 1)]);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'in-menu', legs: [] });
  });

  it('scenario 17: is answered when only its end arrived', () => {
    const call = fold([end(68, 'ANSWER', { ...toLine, last_called: '102' }, 8)]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '102', talkSeconds: 60, waitSeconds: 8 });
  });

  it('scenario 7: passed on, it is two talks and the caller stays', () => {
    const passedOn: Arrival[] = [
      told(1, 0, toLine),
      told(1, 3, to('101')),
      told(3, 8, to('101')),
      told(4, 38, { ...to('102'), transfer_from: '070196101', last_called: '102', status: 'ANSWER' }),
      told(1, 38, { ...to('102'), src_num: '070196101', short_src_num: '101', src_type: 2 }),
    ];
    expect(legsOf(fold(passedOn))).toEqual([
      ['101', 'ended'],
      ['102', 'ringing'],
    ]);
    const call = fold([...passedOn, told(3, 43, to('102')), end(98, 'ANSWER', to('102'), 8)]);
    expect(call).toMatchObject({ direction: 'in', external: '+79000000102', answeredExtension: '102' });
    expect(legsOf(call)).toHaveLength(2);
  });

  it.each(['anonymous', '', 'unknown', '0'])(
    'scenario 10: with the number %j is withheld and can be missed',
    (number) => {
      const hidden = { ...toLine, src_num: number, short_src_num: number };
      const call = fold([
        told(1, 0, hidden),
        told(1, 3, { ...to('101'), ...{ src_num: number, short_src_num: number } }),
        end(24, 'NOANSWER', hidden),
      ]);
      expect(call).toMatchObject({ direction: 'in', external: null, result: 'missed' });
    },
  );

  it.each(['101', '1001', '10001', '100001'])('scenario 11: from %s is internal', (from) => {
    const within = { src_type: 2, src_num: `070196${from}`, short_src_num: from };
    const call = fold([
      told(1, 0, { ...to('102'), ...within }),
      told(3, 4, { ...to('102'), ...within }),
      end(30, 'ANSWER', { ...to('102'), ...within }, 4),
    ]);
    expect(call).toMatchObject({ direction: 'internal', external: null, line: null, state: 'ended' });
  });

  it('scenario 15: with another id is another call', () => {
    const [first] = read(told(1, 0, toLine));
    const [second] = read(told(1, 0, { ...toLine, call_id: '2' }));
    expect(first?.eventKey).not.toBe(second?.eventKey);
  });

  it('scenario 16: said again a second later, as Sipuni does, is one leg', () => {
    expect(read(told(1, 0, ours))).toEqual(read(told(1, 0, ours)));
    expect(legsOf(fold([told(1, 0, ours), told(1, 1, ours)]))).toEqual([['101', 'ringing']]);
  });

  it('scenario 19: that we make and nobody answers is unanswered', () => {
    const call = fold([told(1, 0, ours), told(1, 1, ours), end(19, 'NOANSWER', { ...ours, last_called: '101' })]);
    expect(call).toMatchObject({ direction: 'out', result: 'unanswered', external: '+79000000102', recordings: [] });
  });

  it('that we make is answered', () => {
    const call = fold([told(1, 0, ours), told(3, 10, ours), end(18, 'ANSWER', { ...ours, last_called: '101' }, 10)]);
    expect(call).toMatchObject({ result: 'answered', talkSeconds: 8, waitSeconds: 10, answeredExtension: '101' });
  });

  it('does not believe an answer that is not after the start', () => {
    const call = fold([
      told(1, 0, ours),
      told(3, 12, ours),
      told(2, 19, { ...ours, status: 'ANSWER', call_start_timestamp: unix(0), call_answer_timestamp: unix(-1) }),
    ]);
    expect(call).toMatchObject({ result: 'answered', waitSeconds: 12, talkSeconds: 7 });
    expect(read(end(6, 'ANSWER', { ...ours, call_answer_timestamp: unix(0) }))[0]?.seconds).toEqual({
      wait: null,
      talk: null,
      total: 6,
    });
    expect(read(end(6, 'NOANSWER', { ...ours, call_answer_timestamp: unix(0) }))[0]?.seconds).toEqual({
      wait: null,
      talk: null,
      total: 6,
    });
  });

  it('scenario 21: before midnight ends after it', () => {
    const late = Date.UTC(2026, 2, 2, 23, 59, 50) / 1000;
    const call = fold([
      told(1, 0, { ...ours, timestamp: late }),
      told(2, 65, {
        ...ours,
        status: 'ANSWER',
        timestamp: late + 65,
        call_start_timestamp: late,
        call_answer_timestamp: late + 5,
      }),
    ]);
    expect(call).toMatchObject({ talkSeconds: 60, endedAt: { at: new Date('2026-03-03T00:00:55Z') } });
    expect(talksOf(call)).toEqual([]);
  });
});

describe('what a notification of a Sipuni PBX tells', () => {
  it('reads the types the other way round where the settings say so', () => {
    const turned = sipuniSettings.parse({ secret, externalType: '2' });
    const [normal] = read(told(1, 3, to('101')));
    const [event] = read(told(1, 3, { ...to('101'), src_type: 2, dst_type: 1 }), turned);
    expect(event).toEqual(normal);
    expect(read(told(1, 3, to('101')), turned)[0]).toMatchObject({ direction: 'out' });
  });

  it('tells extensions by their length where there are no types', () => {
    const untyped = ({ src_type: _, dst_type: __, ...rest }: Notification): Notification => rest;
    expect(read(told(1, 3, untyped(to('101'))))).toEqual(read(told(1, 3, to('101'))));
    expect(read(told(1, 3, untyped(toLine)))).toEqual(read(told(1, 3, toLine)));
    expect(read(told(1, 3, untyped(ours)))).toEqual(read(told(1, 3, ours)));
  });

  it('takes the extension from the long number of the account', () => {
    const { short_dst_num: _, ...long } = to('101') as { short_dst_num: string } & Notification;
    expect(read(told(1, 3, long))[0]).toMatchObject({ kind: 'ringing', extension: '101' });
  });

  it('reads the line without the scheme behind it', () => {
    const { pbxdstnum: _, ...bare } = toLine;
    expect(read(told(1, 0, bare))[0]?.line).toBe('+74950000101');
  });

  it('reads numbers of another country', () => {
    const given = sipuniSettings.parse({ secret, country: 'UZ' });
    expect(read(told(1, 0, { ...toLine, src_num: '951218115' }), given)[0]?.external).toBe('+998951218115');
  });

  it('does not know who of several talked', () => {
    const [event] = read(end(68, 'ANSWER', { ...toLine, last_called: '101&102' }, 8));
    expect(event).toMatchObject({ kind: 'ended', extension: null });
  });

  it('comes by GET too', () => {
    const [, notification] = told(1, 3, to('101'));
    const query = Object.fromEntries(new URLSearchParams(formOf(notification)));
    const events = sipuni.parse(inboundRequest({ method: 'GET', query }), { account: 'sipuni', settings });
    expect(events).toEqual(read(told(1, 3, to('101'))));
  });

  it.each([
    [{ call_id: 'A' }, 'event'],
    [{ event: 5, call_id: 'A' }, 'event'],
    [{ event: 1 }, 'call_id'],
    [{ event: 1, call_id: 'x'.repeat(201) }, 'call_id'],
    [{ event: 2, call_id: 'A', status: 'x'.repeat(201) }, 'status'],
    [{ event: 2, call_id: 'A', status: 'ANSWER', call_record_link: 'x'.repeat(2001) }, 'call_record_link'],
  ])('%j is unreadable for its %s', (notification: Notification, field) => {
    expect(unreadableField(() => read([0, notification]))).toBe(field);
  });
});

describePathSecret(sipuni, settings);
