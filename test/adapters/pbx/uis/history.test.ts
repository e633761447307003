import nock from 'nock';
import { z } from 'zod';
import { call, history } from '../../../../adapters/pbx/uis/history.ts';
import { pagesOf as rowPages } from '../../../../adapters/pbx/uis/reports.ts';
import type { CallEvent } from '../../../../src/contracts/call-event.ts';
import { PermanentFailure } from '../../../../src/contracts/failures.ts';
import { uisNotified, uisSubject, uisWorld } from '../../../contracts/pbx-api/uis.ts';
import { foldedInAnyOrder, stored } from '../../../support/folded.ts';
import { answeredBy, askedUis, closeAsked, pagesOf } from './asked-uis.ts';

afterEach(closeAsked);
afterAll(() => nock.restore());

const { window } = uisSubject;

async function eventsOf(id: string, change: Parameters<typeof askedUis>[0] = {}): Promise<CallEvent[]> {
  const { context } = askedUis(change);
  return (await pagesOf(history.read(context, window))).flat().filter(({ providerCallId }) => providerCallId === id);
}

const told = ({ kind, occurredAt, extension, employeeRef, legId }: CallEvent) => [
  kind,
  occurredAt?.slice(11, 19),
  extension,
  employeeRef,
  legId,
];

it('joins both reports into the facts of a call, without the coach and the leg of the caller', async () => {
  const events = await eventsOf('5001');
  expect(events.map(told)).toEqual([
    ['started', '07:15:00', null, null, null],
    ['ringing', '07:15:03', '101', '1', null],
    ['answered', '07:15:11', '101', '1', null],
    ['leg-ended', '07:17:04', '101', '1', null],
    ['ringing', '07:15:03', '102', '2', null],
    ['leg-ended', '07:15:11', '102', '2', null],
    ['ended', '07:17:05', null, null, null],
    ['recorded', '07:17:05', null, null, null],
    ['tagged', '07:17:05', null, null, null],
  ]);
  expect(events.at(-3)).toMatchObject({
    direction: 'in',
    external: '+79000000102',
    line: '+74950000101',
    initiator: 'va',
    reason: 'subscriber_disconnects',
    seconds: { wait: 11, talk: 113, total: 125 },
  });
  expect(events.at(-1)?.tags).toEqual(['VIP']);
  expect(events.at(-2)?.recording).toEqual({ ref: 'https://media.uiscom.ru/5001/5f1c', kind: 'talk' });
});

it('takes for answered what the other side picked up, where we call', async () => {
  const events = await eventsOf('5003');
  expect(events.filter(({ kind }) => kind === 'answered').map(told)).toEqual([
    ['answered', '09:00:10', '101', '1', null],
  ]);
  expect(events[0]).toMatchObject({ direction: 'out', external: '+79000000103', initiator: 'callapi' });
  expect(events.find(({ kind }) => kind === 'leg-ended')?.seconds?.talk).toBe(121);
});

it.each(uisSubject.calls.map(({ id, live }) => [id, live] as const))(
  'joins call %s to what was notified of it, in any order',
  async (id, live) => {
    const healed = await eventsOf(id);
    const notified = stored(live ?? [], uisSubject.now);
    const whole = foldedInAnyOrder([...notified, ...stored(healed, uisSubject.now)]);
    const { result, talkSeconds, answeredExtension, legs } = foldedInAnyOrder(notified);
    expect(whole).toMatchObject({ result, talkSeconds, answeredExtension, state: 'ended' });
    expect(whole.legs.map(({ key }) => key)).toEqual(expect.arrayContaining(legs.map(({ key }) => key)));
  },
);

it('takes nobody for answered whose call was never picked up by the other side', async () => {
  const legs = uisWorld.legs.map((leg) => ({ ...leg, is_talked: leg['id'] === 8301 ? false : leg['is_talked'] }));
  const events = await eventsOf('5003', { world: { legs } });
  expect(events.some(({ kind }) => kind === 'answered')).toBe(false);
});

it.each([
  ['answers nothing', true, 'missed'],
  ['would answer, if he were an operator', false, 'answered'],
])('scenario 48: a supervisor who listens in %s', async (_what, is_coach, result) => {
  const [coach] = uisWorld.legs.filter((leg) => leg['is_coach'] === true);
  const times = { start_time: '2026-03-02 11:00:05', connect_time: '2026-03-02 11:00:05' };
  const listens = { ...coach, ...times, id: 8299, call_session_id: 5002, is_coach };
  const events = await eventsOf('5002', { world: { legs: [...uisWorld.legs, listens] } });
  const answers = events.filter(({ kind }) => kind === 'answered').map(({ employeeRef }) => employeeRef);
  expect(answers).toEqual(is_coach ? [] : ['3']);
  expect(foldedInAnyOrder(stored(events, uisSubject.now))).toMatchObject({ result });
});

it('tells a lost call as missed and as ended, and a called one never as missed', async () => {
  expect((await eventsOf('5002')).slice(-2).map(({ kind, seconds }) => [kind, seconds?.wait])).toEqual([
    ['missed', 42],
    ['ended', 42],
  ]);
  const calls = uisWorld.calls.map((row) => ({ ...row, is_lost: true }));
  expect((await eventsOf('5003', { world: { calls } })).map(({ kind }) => kind)).not.toContain('missed');
});

it('keeps whatever source UIS names', async () => {
  const calls = uisWorld.calls.map((row) => ({ ...row, source: 'auto_back_call_by_lost_call' }));
  expect((await eventsOf('5001', { world: { calls } }))[0]?.initiator).toBe('auto_back_call_by_lost_call');
});

it('carries the ids of legs once they are known to be those of the notifications', async () => {
  const events = await eventsOf('5001', { api: { sameLegIds: true } });
  expect(events.filter(({ kind }) => kind === 'ringing').map(({ legId }) => legId)).toEqual(['8102', '8103']);
});

it('links parts of a record and voice mail under the addresses of the brand', async () => {
  const calls = uisWorld.calls.map((row) => ({ ...row, call_records: ['p 1', 'p2'], voice_mail_records: ['v1'] }));
  const change = { world: { calls } };
  const refsOf = (events: CallEvent[]) => events.flatMap(({ recording }) => recording?.ref ?? []);
  expect(refsOf(await eventsOf('5002', change))).toEqual([
    'https://media.uiscom.ru/5002/p%201',
    'https://media.uiscom.ru/5002/p2',
  ]);
  expect(refsOf(await eventsOf('5002', { ...change, api: { brand: 'comagic' } }))).toEqual([
    'https://media.comagic.ru/5002/p%201',
    'https://media.comagic.ru/5002/p2',
    'https://app.comagic.ru/system/media/voice_mail/5002/v1/',
  ]);
  expect(refsOf(await eventsOf('5002', { ...change, api: { brand: 'novofon' } }))).toEqual([]);
});

it('asks in the local time of the account, a second around the window, for the legs of a page at once', async () => {
  const { context, stub } = askedUis({ settings: { zone: 'Asia/Vladivostok' } });
  const from = new Date('2026-03-02T00:00:00Z');
  const pages = await pagesOf(history.read(context, { from, to: new Date('2026-03-02T03:30:00Z') }));
  expect(pages.map((page) => new Set(page.map(({ providerCallId }) => providerCallId)))).toEqual([
    new Set(['5001', '5002']),
    new Set(['5003', '5004']),
  ]);
  expect(stub.asked.map(({ method, params }) => [method, params['offset']])).toEqual([
    ['get.calls_report', 0],
    ['get.call_legs_report', 0],
    ['get.call_legs_report', 2],
    ['get.call_legs_report', 4],
    ['get.employees', 0],
    ['get.employees', 2],
    ['get.calls_report', 2],
    ['get.call_legs_report', 0],
    ['get.call_legs_report', 2],
  ]);
  expect(stub.asked[0]?.params).toMatchObject({
    date_from: '2026-03-02 09:59:59',
    date_till: '2026-03-02 13:30:02',
    sort: [{ field: 'start_time', order: 'asc' }],
    limit: 1000,
  });
  expect(stub.asked[1]?.params).toMatchObject({
    date_from: '2026-03-02 10:14:59',
    date_till: '2026-03-02 11:00:44',
    filter: { field: 'call_session_id', operator: 'in', value: [5001, 5002] },
  });
});

it('gives a call once that moved into the next page while the list grew', async () => {
  const rows = uisWorld.calls.slice(0, 3);
  const context = answeredBy((method, { offset }) => {
    if (method !== 'get.calls_report') return { json: { result: { data: [] } } };
    const data = offset === 0 ? rows.slice(0, 2) : rows.slice(1, 3);
    return { json: { result: { data, metadata: { total_items: 4 } } } };
  });
  const ids = (await pagesOf(history.read(context, window))).map((page) => page.map((event) => event.providerCallId));
  expect(ids.map((page) => [...new Set(page)])).toEqual([['5001', '5002'], ['5003']]);
});

it('turns pages without a total until one is not full, and tells when there are more rows than UIS gives', async () => {
  const asked: unknown[] = [];
  const short = answeredBy((_method, { offset }) => {
    asked.push(offset);
    return { json: { result: { data: [] } } };
  });
  expect(await pagesOf(history.read(short, window))).toEqual([]);
  expect(asked).toEqual([0]);
  const endless = answeredBy(() => ({
    json: { result: { data: Array.from({ length: 10_000 }, () => 0), metadata: { total_items: 200_000 } } },
  }));
  await expect(pagesOf(rowPages(endless, 'get.calls_report', z.number(), {}))).rejects.toThrow(
    /more rows than it gives/,
  );
});

it('stops at a row that it cannot read', async () => {
  const context = answeredBy((method) => {
    const data = method === 'get.calls_report' ? [{ ...uisWorld.calls[0], start_time: 'yesterday' }] : [];
    return { json: { result: { data } } };
  });
  await expect(pagesOf(history.read(context, window))).rejects.toThrow(
    new PermanentFailure('UIS get.calls_report: the answer has another form than documented (data.0.start_time).'),
  );
});

it('tells of a call that goes on without an end, and nothing for what is no id of UIS', async () => {
  const { context, stub } = askedUis();
  expect((await call(context, '5007')).map(({ kind }) => kind)).toEqual(['started']);
  expect(stub.asked[0]?.params).toMatchObject({
    filter: { field: 'id', operator: '=', value: 5007 },
    include_ongoing_calls: true,
  });
  stub.asked.length = 0;
  expect(await call(context, 'not-a-number')).toEqual([]);
  expect(stub.asked).toEqual([]);
});

it('reads the journal of sent notifications as the very facts that were lost', async () => {
  const body = {
    virtual_phone_number: '74950000101',
    contact_phone_number: '79000000102',
    call_session_id: 5002,
    event: 'ringing',
    secret: 'k7Qm-2vX9',
    notification_time: '2026-03-02 11:00:02',
    direction: 'in',
    leg_id: 9201,
    employee_id: 1,
    extension_phone_number: '101',
  };
  const sent = (message: string | null, channel = 'http_request') => ({
    notification_message: message,
    notification_channel: { value: channel, value_id: channel },
    notification_start_date_time: '2026-03-02 11:00:02',
  });
  const notifications = [
    sent(JSON.stringify(body)),
    sent(JSON.stringify(body)),
    sent('{"visitor_browser_name":null}'),
    sent(JSON.stringify({ ...body, leg_id: 9999 }), 'email'),
    sent(null),
  ];
  const events = await eventsOf('5002', { api: { notificationsReport: 32 }, world: { notifications } });
  const {
    virtual_phone_number: _line,
    contact_phone_number: _phone,
    call_session_id: _id,
    secret: _,
    ...fields
  } = body;
  const [live] = uisNotified(5002, [fields]);
  expect(events.filter(({ eventKey }) => eventKey === live?.eventKey)).toEqual([{ ...live, account: 'uis' }]);
  expect(events.filter(({ legId }) => legId !== null)).toHaveLength(1);
});
