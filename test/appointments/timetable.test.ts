import express from 'express';
import request from 'supertest';
import { createSlotsApi, freeSlots, storeTimetable, type OnTimetable } from '../../src/appointments/index.ts';
import type { Timetable } from '../../src/contracts/mis.ts';
import { problemHandler } from '../../src/platform/http/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let test: TestDatabase;
beforeAll(async () => void (test = await testDatabase()));
afterAll(() => test.drop());
beforeEach(() => test.database.pool.query('truncate timetable_name, timetable_slot, account_contact'));

const clock = { time: new Date('2026-03-10T09:00:00Z'), now: () => clock.time };
beforeEach(() => void (clock.time = new Date('2026-03-10T09:00:00Z')));

const at = (time: string) => new Date(`2026-03-${time}:00Z`);
const slot = (startsAt: string, told: Partial<Timetable['slots'][number]> = {}) => ({
  branchId: '1',
  doctorId: '7',
  startsAt: at(startsAt),
  minutes: 30,
  busy: false,
  ...told,
});

function upload(slots: Timetable['slots'], told: Partial<Timetable> & { account?: string } = {}) {
  const { account = 'ident', ...rest } = told;
  const timetable = {
    doctors: [
      { id: '7', name: 'Петров' },
      { id: '8', name: 'Яковлева' },
    ],
    branches: [
      { id: '1', name: 'Центр', branch: 'center' },
      { id: '2', name: 'Север', branch: 'north' },
    ],
    slots,
    ...rest,
  };
  return storeTimetable({ database: test.database, clock, account, timetable });
}

const stored = async () =>
  (await test.database.sql.selectFrom('timetable_slot').selectAll().orderBy('starts_at').execute()).map(
    ({ starts_at, busy }) => `${starts_at.toISOString().slice(8, 16)}${busy ? ' busy' : ''}`,
  );

const free = (told: { branch?: string; from?: Date; limit?: number } = {}) =>
  freeSlots({ database: test.database, clock, limit: 10, ...told });

describe('an uploaded timetable', () => {
  it('is the same after the same upload, without a row written anew', async () => {
    await upload([slot('10T10:00'), slot('10T10:30', { busy: true })]);
    const rows = async () =>
      (await test.database.pool.query('select xmin, * from timetable_slot order by starts_at')).rows;
    const before = await rows();
    expect(before).toHaveLength(2);
    await upload([slot('10T10:00'), slot('10T10:30', { busy: true })]);
    expect(await rows()).toEqual(before);
  });

  it('takes the place of the one before: what is gone is gone, what is busy is busy', async () => {
    await upload([slot('10T10:00'), slot('10T10:30'), slot('11T10:00')]);
    await upload([slot('10T10:00', { busy: true }), slot('10T11:00')]);
    expect(await stored()).toEqual(['10T10:00 busy', '10T11:00']);
  });

  it('leaves what was before it, and takes away all that is to come when it is empty', async () => {
    await upload([slot('09T10:00'), slot('10T08:00'), slot('10T10:00')]);
    await upload([]);
    expect(await stored()).toEqual(['09T10:00', '10T08:00']);
    await upload([slot('10T08:30'), slot('10T10:00')]);
    expect(await stored()).toEqual(['09T10:00', '10T08:00', '10T08:30', '10T10:00']);
    await upload([slot('09T10:30')]);
    expect(await stored()).toEqual(['09T10:00', '09T10:30']);
  });

  it('of one account leaves that of another', async () => {
    await upload([slot('10T10:00')]);
    await upload([slot('10T11:00')], { account: 'second' });
    await upload([], { account: 'second' });
    expect(await stored()).toEqual(['10T10:00']);
  });

  it('that tells an interval twice is busy where one of the two is', async () => {
    await upload([slot('10T10:00', { busy: true }), slot('10T10:00')]);
    expect(await stored()).toEqual(['10T10:00 busy']);
  });

  it('that fails half-way leaves the one before', async () => {
    await upload([slot('10T10:00')]);
    await expect(upload([slot('10T11:00', { minutes: 3_000_000_000 })])).rejects.toThrow();
    expect(await stored()).toEqual(['10T10:00']);
  });

  it('may be sent by two workstations at once', async () => {
    await Promise.all([1, 2, 3, 4].map(() => upload([slot('10T10:00'), slot('10T10:30')])));
    expect(await stored()).toEqual(['10T10:00', '10T10:30']);
  });

  it('of 150,000 intervals is stored', async () => {
    const slots = Array.from({ length: 150_000 }, (_, index) =>
      slot('11T00:00', {
        doctorId: String(index % 50),
        startsAt: new Date(at('11T00:00').getTime() + Math.floor(index / 50) * 900_000),
      }),
    );
    await upload(slots);
    await upload(slots.slice(1));
    const { rows } = await test.database.pool.query('select count(*) from timetable_slot');
    expect(rows).toEqual([{ count: 149_999 }]);
  }, 180_000);
});

describe('free slots', () => {
  it('are those to come that are not busy, by doctor, the first free doctor first', async () => {
    await upload([
      slot('10T08:30'),
      slot('10T10:00', { busy: true }),
      slot('10T10:30'),
      slot('10T09:30', { doctorId: '8', branchId: '2', minutes: 45 }),
      slot('10T11:00'),
      slot('10T11:30', { minutes: 0 }),
    ]);
    expect(await free()).toEqual({
      asOf: clock.time,
      doctors: [
        {
          doctor: 'Яковлева',
          doctorId: '8',
          branch: 'north',
          branchName: 'Север',
          slots: [{ startsAt: at('10T09:30'), minutes: 45 }],
        },
        {
          doctor: 'Петров',
          doctorId: '7',
          branch: 'center',
          branchName: 'Центр',
          slots: [
            { startsAt: at('10T10:30'), minutes: 30 },
            { startsAt: at('10T11:00'), minutes: 30 },
          ],
        },
      ],
    });
  });

  it('are of one branch, from a time on, so many of each doctor', async () => {
    await upload([
      slot('10T10:00'),
      slot('10T10:30'),
      slot('10T11:00'),
      slot('10T10:30', { doctorId: '8' }),
      slot('10T12:00', { branchId: '2' }),
    ]);
    const { doctors } = await free({ branch: 'center', from: at('10T10:30'), limit: 1 });
    expect(doctors.map(({ doctor, slots }) => [doctor, slots.map(({ startsAt }) => startsAt)])).toEqual([
      ['Петров', [at('10T10:30')]],
      ['Яковлева', [at('10T10:30')]],
    ]);
    expect((await free({ from: at('09T00:00'), limit: 1 })).doctors[0]!.slots[0]!.startsAt).toEqual(at('10T10:00'));
  });

  it('bear ids where the upload has no names, and no branch where we know none', async () => {
    await upload([slot('10T10:00', { doctorId: '99', branchId: '98' })]);
    expect((await free()).doctors).toMatchObject([{ doctor: '99', branch: null, branchName: '98' }]);
    expect((await free({ branch: 'center' })).doctors).toEqual([]);
  });

  it('are none, as of never, where nothing was uploaded', async () => {
    expect(await free()).toEqual({ asOf: null, doctors: [] });
  });
});

describe('GET /slots', () => {
  const app = () => {
    const server = express();
    server.use('/api/v1', createSlotsApi({ database: test.database, clock }));
    server.use(problemHandler(() => undefined));
    return server;
  };

  it('answers them', async () => {
    await upload([slot('10T10:00'), slot('10T10:30', { branchId: '2' })]);
    const response = await request(app()).get('/api/v1/slots?branch=center&from=2026-03-10T12:30:00%2B03:00&limit=5');
    expect(response.status).toBe(200);
    expect(response.body).toEqual({
      asOf: '2026-03-10T09:00:00.000Z',
      doctors: [
        {
          doctor: 'Петров',
          doctorId: '7',
          branch: 'center',
          branchName: 'Центр',
          slots: [{ startsAt: '2026-03-10T10:00:00.000Z', minutes: 30 }],
        },
      ],
    });
  });

  it.each(['limit=0', 'limit=x', 'from=yesterday', 'branch='])('refuses %s as a problem', async (query) => {
    const response = await request(app()).get(`/api/v1/slots?${query}`);
    expect([response.status, response.type]).toEqual([400, 'application/problem+json']);
    expect(response.text).toContain(query.split('=')[0]);
  });
});

describe('what an upload freed', () => {
  const freed = async (slots: Timetable['slots']) =>
    (await upload(slots)).freed.map(({ doctor, branch, startsAt, minutes }) =>
      [doctor, branch, startsAt.toISOString().slice(8, 16), minutes].join(' '),
    );

  it('is time that was busy, is free now and still ahead', async () => {
    expect(await freed([slot('10T10:00', { busy: true }), slot('10T10:30'), slot('10T08:00', { busy: true })])).toEqual(
      [],
    );
    expect(await freed([slot('10T10:00'), slot('10T10:30'), slot('10T08:00')])).toEqual(['Петров center 10T10:00 30']);
    expect(await freed([slot('10T10:00'), slot('10T10:30')])).toEqual([]);
  });

  it('is found when the day is cut otherwise, and not where another interval is still busy', async () => {
    await upload([slot('10T10:00', { busy: true, minutes: 60 }), slot('10T12:00', { busy: true, minutes: 60 })]);
    expect(
      await freed([
        slot('10T10:00', { minutes: 20 }),
        slot('10T10:20', { minutes: 40 }),
        slot('10T12:00', { minutes: 60 }),
        slot('10T12:30', { busy: true }),
        slot('10T13:00', { minutes: 30 }),
      ]),
    ).toEqual(['Петров center 10T10:00 20', 'Петров center 10T10:20 40']);
  });

  it('is told in the same transaction: who throws there keeps the timetable from being stored', async () => {
    await upload([slot('10T10:00', { busy: true })]);
    const timetable = { doctors: [], branches: [], slots: [slot('10T10:00')] };
    const store = (onTimetable: OnTimetable) =>
      storeTimetable({ database: test.database, clock, account: 'ident', timetable, onTimetable });
    await expect(store(async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await stored()).toEqual(['10T10:00 busy']);
    const told: unknown[] = [];
    await store(async (_tx, { account, freed: slots }) => void told.push(account, slots.length));
    expect(told).toEqual(['ident', 1]);
  });
});
