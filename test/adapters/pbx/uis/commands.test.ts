import nock from 'nock';
import { dial, hangUp } from '../../../../adapters/pbx/uis/command-call.ts';
import { ongoing } from '../../../../adapters/pbx/uis/ongoing.ts';
import { recording } from '../../../../adapters/pbx/uis/recording.ts';
import { selfTest } from '../../../../adapters/pbx/uis/self-test.ts';
import { trace } from '../../../../adapters/pbx/uis/trace.ts';
import { writeTags } from '../../../../adapters/pbx/uis/write-tags.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../../src/contracts/failures.ts';
import type { WantedDial } from '../../../../src/contracts/pbx-api.ts';
import { uisSubject } from '../../../contracts/pbx-api/uis.ts';
import { answeredBy, askedUis, closeAsked } from './asked-uis.ts';

afterEach(closeAsked);
afterAll(() => nock.restore());

const wanted: WantedDial = uisSubject.asks.dial!;

describe('click-to-call', () => {
  it('rings the employee first, outgoing always, with our id', async () => {
    const { context, stub } = askedUis();
    expect(await dial(context, wanted)).toEqual({ providerCallId: '237859081' });
    expect(stub.asked.at(-1)).toEqual({
      method: 'start.employee_call',
      params: {
        first_call: 'employee',
        virtual_phone_number: '74950000101',
        contact: '79000000103',
        employee: { id: 2 },
        external_id: wanted.requestId,
        direction: 'out',
      },
    });
  });

  it('asks for nobody whom it is told or the settings name', async () => {
    const { context, stub } = askedUis();
    await dial(context, { ...wanted, employeeRef: '3' });
    await dial(context, { ...wanted, extension: '101' });
    expect(stub.asked.map(({ method, params }) => [method, params['employee']])).toEqual([
      ['start.employee_call', { id: 3 }],
      ['start.employee_call', { id: 1 }],
    ]);
  });

  it('says what to set when nobody has the extension or no number can be shown', async () => {
    const { context, stub } = askedUis({ api: { dialFrom: undefined } });
    await expect(dial(context, { ...wanted, extension: '199' })).rejects.toThrow(/extension 199.*employees/);
    await expect(dial(context, wanted)).rejects.toThrow(/set api.dialFrom/);
    expect(stub.asked.some(({ method }) => method === 'start.employee_call')).toBe(false);
    expect(await dial(context, { ...wanted, line: '+74950000101' })).toEqual({ providerCallId: '237859081' });
  });

  it('names the number or the employee that UIS refuses', async () => {
    const { context } = askedUis();
    await expect(dial(context, { ...wanted, line: '+74950000109' })).rejects.toThrow(/api.dialFrom or the line/);
    const failure = await dial(context, { ...wanted, employeeRef: '77' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(String(failure)).toMatch(/employee_not_found/);
  });
});

describe('hanging up', () => {
  it('releases the session, and is content with one that is over', async () => {
    const { context, stub } = askedUis();
    await hangUp(context, '5007');
    await hangUp(context, '5001');
    expect(stub.asked).toEqual([
      { method: 'release.call', params: { call_session_id: 5007 } },
      { method: 'release.call', params: { call_session_id: 5001 } },
    ]);
  });

  it('takes «success» as text and as a value, and a «false» for no success', async () => {
    const answering = (success: unknown) => answeredBy(() => ({ json: { result: { data: { success } } } }));
    await hangUp(answering(true), '5007');
    await expect(hangUp(answering('false'), '5007')).rejects.toThrow(AmbiguousFailure);
    await expect(hangUp(answering('perhaps'), '5007')).rejects.toThrow(AmbiguousFailure);
  });
});

describe('tags', () => {
  it('sets what is wanted, takes off what is ours and stale, and leaves the tags of people', async () => {
    const { context, stub } = askedUis();
    const ours = ['Первичный', 'повторный'];
    await writeTags(context, { providerCallId: '5001', tags: ['первичный'], ours });
    expect(stub.tagsOf(5001)).toEqual([71, 72]);
    await writeTags(context, { providerCallId: '5001', tags: ['Повторный'], ours });
    expect(stub.tagsOf(5001)).toEqual([71, 73]);
    const before = stub.asked.length;
    await writeTags(context, { providerCallId: '5001', tags: ['Повторный'], ours });
    expect(stub.asked.slice(before).map(({ method }) => method)).toEqual(['get.calls_report']);
    await writeTags(context, { providerCallId: '5001', tags: [] });
    expect(stub.tagsOf(5001)).toEqual([71, 73]);
  });

  it('asks for the tags that the cabinet lacks, before any is set', async () => {
    const { context, stub } = askedUis();
    const tags = ['Первичный', 'Контрагент'];
    await expect(writeTags(context, { providerCallId: '5001', tags })).rejects.toThrow(/«Контрагент» in the cabinet/);
    expect(stub.tagsOf(5001)).toEqual([71]);
  });

  it('waits for a call that is not in the report yet', async () => {
    const { context } = askedUis();
    const failure = await writeTags(context, { providerCallId: '6000', tags: ['VIP'] }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(TransientFailure);
    expect((failure as TransientFailure).retryAfterSeconds).toBe(300);
  });
});

it('tells who talks and who is rung now, under the ids of the notifications', async () => {
  const { context } = askedUis();
  const events = await ongoing(context);
  expect(events.map(({ kind, legId, extension, employeeRef }) => [kind, legId, extension, employeeRef])).toEqual([
    ['started', null, null, null],
    ['ringing', '9701', '101', '1'],
    ['answered', '9701', '101', '1'],
    ['ringing', '9702', null, '2'],
  ]);
  expect(events[0]).toMatchObject({
    providerCallId: '5007',
    occurredAt: '2026-03-03T06:59:00.418Z',
    external: '+79000000102',
    line: '+74950000101',
  });
});

it.each([
  ['Дозвон', ['ringing']],
  ['Разговор', ['ringing', 'answered']],
  ['Разговор операторов', ['ringing', 'answered']],
  ['На удержании', ['ringing', 'answered']],
  ['Разъединено', ['ringing', 'leg-ended']],
  ['Перевод вызова', ['ringing', 'answered']],
  ['На очереди', ['queued', 'ringing']],
])('reads a leg that is «%s»', async (state, kinds) => {
  const legs = [
    { leg_id: 1, is_operator: false, employee_id: null, state },
    { leg_id: 2, is_operator: true, employee_id: 1, state },
  ];
  const { context } = askedUis({ world: { active: [{ call_session_id: 1, legs }] } });
  expect((await ongoing(context)).map(({ kind }) => kind)).toEqual(['started', ...kinds]);
});

describe('why nobody answered', () => {
  it('is told by the end of each leg', async () => {
    const { context } = askedUis();
    expect(await trace(context, '5002')).toEqual([
      '11:00:02 Иванова Мария (101): Сотрудник не отвечает',
      '11:00:42 no_success_operator_call',
    ]);
  });

  it('is told by the cabinet where a report is named', async () => {
    const { context, stub } = askedUis({ api: { callDetailsReport: 31 } });
    expect(await trace(context, '5002')).toEqual([
      '11:00:00 Поступил входящий звонок',
      '11:00:02 Операция Ресепшен',
      '11:00:02 Начат вызов сотруднику Иванова Мария — не дозвонились по причине: Сотрудник не отвечает',
    ]);
    expect(stub.asked.at(-1)?.params).toMatchObject({ report_id: 31, entity_ids: [5002], fields: ['call_events'] });
  });
});

describe('a recording', () => {
  const part = { ref: 'https://media.uiscom.ru/5001/5f1c?token=x', kind: 'talk', providerCallId: '5001' } as const;

  it('is where the notification said, without a question', async () => {
    const { context, stub } = askedUis();
    expect(await recording(context, part)).toEqual({ kind: 'http', url: part.ref, trusted: false });
    expect(stub.asked).toEqual([]);
  });

  it('is where the clinic moved the media to', async () => {
    const { context } = askedUis({ api: { mediaUrl: 'https://media.clinic.example/uis/' } });
    expect(await recording(context, part)).toEqual({
      kind: 'http',
      url: 'https://media.clinic.example/uis/5001/5f1c?token=x',
      trusted: true,
    });
    const foreign = { ...part, ref: 'https://media.clinic.example.evil.example/uis/1' };
    expect(await recording(context, foreign)).toMatchObject({ trusted: false });
  });

  it('is asked for anew where links expire', async () => {
    const { context } = askedUis({ api: { recordingFrom: 'report' } });
    expect(await recording(context, part)).toEqual({
      kind: 'http',
      url: 'https://media.uiscom.ru/5001/5f1c',
      trusted: false,
    });
  });

  it('never comes where its place is not known', async () => {
    const { context } = askedUis({ api: { brand: 'novofon' } });
    expect(await recording(context, { ref: 'a1b2', kind: 'talk', providerCallId: '5006' })).toEqual({
      kind: 'never',
      reason: 'Where it lies is not known; set api.mediaUrl.',
    });
  });
});

describe('the self-test', () => {
  it('holds the zone of the account against ours', async () => {
    await selfTest(askedUis().context);
    closeAsked();
    // Another name of the same time.
    await selfTest(askedUis({ settings: { zone: 'Europe/Simferopol' } }).context);
    closeAsked();
    await expect(selfTest(askedUis({ settings: { zone: 'Asia/Omsk' } }).context)).rejects.toThrow(
      'UIS: the zone of the account is Europe/Moscow and not Asia/Omsk; correct zone.',
    );
  });
});
