import type { VisitChange, Visit } from '../../src/contracts/appointments.ts';
import { taskSettings } from '../../src/platform/configuration/index.ts';
import { inTransaction } from '../../src/platform/database/index.ts';
import { forgetTasksOf, pruneTasks } from '../../src/tasks/forget-tasks.ts';
import { lockTasks } from '../../src/tasks/lock-tasks.ts';
import { offerFreeTimes } from '../../src/tasks/offer-free-times.ts';
import { answerOffer, moveOffersOn, offerFreedTimes, type OfferMessage } from '../../src/tasks/slot-offers.ts';
import { followVisits, freedTime } from '../../src/tasks/visit-changes.ts';
import { insertWish, type WishColumns } from '../../src/tasks/wish-store.ts';
import { at, openClinic, type ClinicOfTasks } from './clinic-calls.ts';

let clinic: ClinicOfTasks;
let messages: OfferMessage[] = [];
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.drop());
beforeEach(async () => {
  for (const table of ['slot_offer', 'freed_slot', 'task', 'wish', 'person'])
    await clinic.database.pool.query(`delete from ${table}`);
  clinic.clock.time = at('12:00:00');
  messages = [];
});

const slot = {
  ...{ source: 'hand', branch: 'center', doctor: 'Козлова Анна', specialty: 'Терапевт', minutes: 30 },
  startsAt: at('2026-03-12T09:00:00Z'),
};

const nothing: WishColumns = {
  ...{
    person_id: null,
    phone: '+79000000104',
    name: 'Анна',
    branch: null,
    doctor: null,
    specialty: null,
    minutes: null,
  },
  ...{ weekdays: [], from_minute: 0, to_minute: 1440, until: null, visit_id: null, earlier_than: null },
  ...{ urgent: false, note: null },
};

type Tx = Parameters<Parameters<typeof inTransaction>[1]>[0];
type Settings = Partial<ReturnType<typeof taskSettings>['offers']>;

function context(ofClinic: Settings = {}) {
  const tasks = { ...taskSettings({}), offers: { ...taskSettings({}).offers, ...ofClinic } };
  return {
    configuration: { ...clinic.configuration, tasks },
    now: clinic.clock.now(),
    async oweMessage(_: Tx, message: OfferMessage) {
      messages.push(message);
      return true;
    },
  };
}

function locked<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(clinic.database.pool, async (tx) => {
    await lockTasks(tx);
    return work(tx);
  });
}

function wishes(...told: Partial<WishColumns>[]): Promise<number[]> {
  return locked(async (tx) => {
    const ids: number[] = [];
    for (const [index, wish] of told.entries())
      ids.push(
        await insertWish(tx, {
          ...{ ...nothing, ...wish, created_by: 'test' },
          created_at: new Date(at('2026-03-01T10:00:00Z').getTime() + index * 60_000),
        }),
      );
    return ids;
  });
}

interface Offer {
  id: number;
  wish_id: number;
  state: string;
}
async function offers(): Promise<Offer[]> {
  return (await clinic.database.pool.query<Offer>('select * from slot_offer order by place, id')).rows;
}
const states = async (): Promise<string[]> => (await offers()).map(({ state }) => state);

it('a freed time is offered to one after the other, each once, by a task that closes when the time to answer is over', async () => {
  await wishes({}, {}, { doctor: 'Козлова' });
  await locked((tx) => offerFreedTimes(tx, [slot], context()));
  expect(await states()).toEqual(['offered', 'queued', 'queued']);
  expect(await clinic.open()).toMatchObject([{ type: 'offer-slot', phone: '+79000000104', due_at: at('12:30:00') }]);
  for (const expected of [
    ['expired', 'offered', 'queued'],
    ['expired', 'expired', 'offered'],
    ['expired', 'expired', 'expired'],
  ]) {
    clinic.clock.time = new Date(clinic.clock.time.getTime() + 30 * 60_000);
    await locked((tx) => moveOffersOn(tx, context()));
    expect(await states()).toEqual(expected);
  }
  expect(await clinic.open()).toEqual([]);
  // The same time again asks nobody twice.
  await locked((tx) => offerFreedTimes(tx, [slot], context()));
  expect(await clinic.open()).toEqual([]);
});

it('declined: the next is asked; taken: the others are told and nobody is asked any more', async () => {
  await wishes({}, {}, {});
  await locked((tx) => offerFreedTimes(tx, [slot], context({ way: 'sms', atOnce: 2 })));
  const [first, second, third] = await offers();
  expect(messages.map(({ what, offerId }) => [what, offerId])).toEqual([
    ['offer', first?.id],
    ['offer', second?.id],
  ]);
  await locked((tx) => answerOffer(tx, first!.id, 'declined', 'a', context({ way: 'sms', atOnce: 2 })));
  expect(await states()).toEqual(['declined', 'offered', 'offered']);
  await locked((tx) => answerOffer(tx, third!.id, 'taken', 'b', context({ way: 'sms', atOnce: 2 })));
  expect(await states()).toEqual(['declined', 'withdrawn', 'taken']);
  expect(messages.at(-1)).toMatchObject({ what: 'slot-taken', offerId: second?.id });
  const { rows } = await clinic.database.pool.query('select state from wish order by id');
  expect(rows).toEqual([{ state: 'waiting' }, { state: 'waiting' }, { state: 'booked' }]);
});

it('two seats that take one time at once: exactly one gets it, the other learns who', async () => {
  await wishes({}, {});
  await locked((tx) => offerFreedTimes(tx, [slot], context({ atOnce: 2 })));
  const asked = await offers();
  const answers = await Promise.all(
    asked.map(({ id }, index) =>
      locked(async (tx) => (await answerOffer(tx, id, 'taken', `seat ${index}`, context({ atOnce: 2 }))).answer),
    ),
  );
  const winner = answers.findIndex(({ kind }) => kind === 'done');
  expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(1);
  expect(answers[1 - winner]).toMatchObject({ kind: 'taken', by: `seat ${winner}` });
  expect((await states()).toSorted()).toEqual(['taken', 'withdrawn']);
  expect(await clinic.open()).toEqual([]);
});

it('nobody is asked about two times at once; the second time goes to the next', async () => {
  const [first, second] = await wishes({}, {});
  const later = { ...slot, startsAt: at('2026-03-13T09:00:00Z') };
  await locked((tx) => offerFreedTimes(tx, [slot, later], context()));
  expect((await offers()).filter(({ state }) => state === 'offered').map((offer) => offer.wish_id)).toEqual([
    first,
    second,
  ]);
});

it('a time that begins too soon, one that nobody waits for, and one that was taken a moment ago are not offered', async () => {
  await wishes({ branch: 'north' });
  await locked((tx) => offerFreedTimes(tx, [slot], context()));
  expect(await offers()).toEqual([]);
  await wishes({});
  await locked((tx) => offerFreedTimes(tx, [{ ...slot, startsAt: at('13:00:00') }], context()));
  expect(await clinic.open()).toEqual([]);
  await locked((tx) => offerFreedTimes(tx, [slot], context()));
  const live = (await offers()).find(({ state }) => state === 'offered');
  await locked((tx) => answerOffer(tx, live!.id, 'taken', 'a', context()));
  await wishes({});
  await locked((tx) => offerFreedTimes(tx, [slot], context()));
  expect(await clinic.open()).toEqual([]);
});

describe('visits', () => {
  const visit: Visit = {
    ...{ personId: null, person: { card: null, phone: '+79000000777', name: 'Пётр' }, branch: 'center' },
    ...{ zone: 'Europe/Moscow', doctor: { id: '1', name: 'Козлова Анна' }, specialty: 'Терапевт', service: null },
    ...{ startsAt: slot.startsAt, endsAt: at('2026-03-12T09:30:00Z'), state: 'planned', cancelReason: null },
    ...{ cancelledBy: null, marks: [], isConsultation: null, addedAt: null, addedBy: null },
  };
  const change = (told: Partial<VisitChange>): VisitChange => ({
    ...{ id: 1, visitId: 1, source: 'mis', externalId: 'a', at: at('12:00:00'), kinds: ['cancelled'], initial: false },
    ...{ before: visit, after: { ...visit, state: 'cancelled', cancelledBy: 'patient' } },
    ...told,
  });

  it.each<[string, Partial<VisitChange>, boolean]>([
    ['cancelled', {}, true],
    ['moved to another day', { after: { ...visit, startsAt: at('2026-03-14T09:00:00Z') } }, true],
    ['given to another doctor', { after: { ...visit, doctor: { id: '2', name: 'Иванов' } } }, true],
    ['confirmed', { after: { ...visit, state: 'confirmed' } }, false],
    ['new', { before: null, after: visit }, false],
    ['cancelled before', { before: { ...visit, state: 'cancelled' } }, false],
    ['of yesterday', { before: { ...visit, startsAt: at('2026-03-09T09:00:00Z') } }, false],
  ])('one that is %s', (_, told, frees) => {
    expect(freedTime(change(told), at('12:00:00')) !== null).toBe(frees);
  });

  it('a cancelled visit is offered on, and the visit of whom it was offered to takes it', async () => {
    const person = await clinic.person('Анна', ['+79000000104']);
    await wishes({ person_id: person, phone: null });
    await locked((tx) => followVisits(tx, [change({})], context()));
    expect(await states()).toEqual(['offered']);
    const booked = change({ visitId: 2, kinds: ['added'], before: null, after: { ...visit, personId: person } });
    await locked((tx) => followVisits(tx, [booked], context()));
    expect(await states()).toEqual(['taken']);
    expect(await clinic.open()).toEqual([]);
  });

  it('a patient who cancels is called out once, where the clinic wants that, and not when the clinic cancelled', async () => {
    const wanted = {
      ...context(),
      configuration: { ...clinic.configuration, tasks: { ...taskSettings({}), visitCancelled: true } },
    };
    await locked((tx) => followVisits(tx, [change({}), change({ id: 2 })], wanted));
    expect(await clinic.open()).toMatchObject([{ type: 'visit-cancelled', phone: '+79000000777' }]);
    const after = { ...visit, state: 'cancelled' as const, cancelledBy: 'clinic' as const };
    await locked((tx) => followVisits(tx, [change({ visitId: 3, after })], wanted));
    expect(await clinic.open()).toHaveLength(1);
    await locked((tx) => followVisits(tx, [change({ kinds: ['reopened'], before: after, after: visit })], wanted));
    expect(await clinic.open()).toEqual([]);
  });
});

it('a timetable that frees a time offers it; one that says it is busy again takes the offer back', async () => {
  const { pool } = clinic.database;
  await pool.query(`delete from timetable_name`);
  await pool.query(
    `insert into timetable_name (account, kind, id, name) values ('ident', 'doctor', '7', 'Козлова Анна')`,
  );
  await wishes({ doctor: 'Козлова' });
  const freed = {
    branchId: '1',
    branch: 'center',
    doctorId: '7',
    doctor: 'Козлова Анна',
    startsAt: slot.startsAt,
    minutes: 30,
  };
  const upload = (slots: (typeof freed)[]): Promise<void> =>
    inTransaction(pool, (tx) =>
      clinic.tasks.onTimetable(tx, { account: 'ident', freed: slots, at: clinic.clock.now() }),
    );
  await upload([freed]);
  expect(await clinic.open()).toMatchObject([{ type: 'offer-slot' }]);
  await pool.query(
    `insert into timetable_slot (account, branch_id, doctor_id, starts_at, minutes, busy) values ('ident', '1', '7', $1, 30, true)`,
    [slot.startsAt],
  );
  await upload([]);
  expect(await clinic.open()).toEqual([]);
  expect(await states()).toEqual(['withdrawn']);
});

describe('who begins to wait', () => {
  it('is asked about the earliest times that a timetable has free, one after the other', async () => {
    const { pool } = clinic.database;
    await pool.query('delete from timetable_slot; delete from timetable_name');
    await pool.query(
      `insert into timetable_name (account, kind, id, name, branch)
       values ('ident', 'doctor', '7', 'Козлова Анна', null), ('ident', 'branch', '1', 'Центр', 'center')`,
    );
    await pool.query(
      `insert into timetable_slot (account, branch_id, doctor_id, starts_at, minutes, busy)
       select 'ident', '1', '7', $1::timestamptz + n * interval '1 hour', 30, n = 0 from generate_series(-50, 5) n`,
      [slot.startsAt],
    );
    const [id] = await wishes({ doctor: 'Козлова', branch: 'center', from_minute: 12 * 60, to_minute: 16 * 60 });
    await locked((tx) => offerFreeTimes(tx, id!, context()));
    const times = async (): Promise<unknown> =>
      (
        await pool.query(
          `select s.starts_at at time zone 'Europe/Moscow' || '' as at, o.state from slot_offer o
           join freed_slot s on s.id = o.slot_id order by s.starts_at`,
        )
      ).rows;
    // At noon UTC of the 10th it is 15:00 there, and a slot begins two hours ahead at the earliest; 12:00 of the 12th is busy.
    expect(await times()).toEqual([
      { at: '2026-03-11 12:00:00', state: 'offered' },
      { at: '2026-03-11 13:00:00', state: 'queued' },
      { at: '2026-03-11 14:00:00', state: 'queued' },
    ]);
    const first = (await offers()).find(({ state }) => state === 'offered')!;
    await locked((tx) => answerOffer(tx, first.id, 'declined', 'a', context()));
    await locked((tx) => moveOffersOn(tx, context()));
    expect(await times()).toMatchObject([{ state: 'declined' }, { state: 'offered' }, { state: 'queued' }]);
    await pool.query('delete from timetable_slot; delete from timetable_name');
  });

  it('comes after those who are being asked about a time', async () => {
    await wishes({}, { note: 'вторая' });
    await locked((tx) => offerFreedTimes(tx, [slot], context()));
    const [late] = await wishes({ urgent: true });
    await locked((tx) => offerFreeTimes(tx, late!, context()));
    await locked((tx) => offerFreeTimes(tx, late!, context()));
    expect((await offers()).map(({ wish_id, state }) => [wish_id === late, state])).toEqual([
      [false, 'offered'],
      [false, 'queued'],
      [true, 'queued'],
    ]);
  });
});

it('erasing a person empties tasks and wishes, and asks them nothing more', async () => {
  const { pool } = clinic.database;
  const person = await clinic.person('Анна', ['+79000000104']);
  await wishes({ person_id: person, note: 'после отпуска' }, { phone: '+79000000777', name: 'Вера' });
  await locked((tx) => offerFreedTimes(tx, [slot], context()));
  await clinic.settle({ id: 901, at: '11:00:00' });
  const told = { type: 'callback', origin: 'sms 1', branch: 'center', phone: '+79000000104', who: 'test' };
  await inTransaction(pool, (tx) => clinic.tasks.owe(tx, { ...told, note: 'зовут Анна' }));
  const who = { cards: [person], phones: ['+79000000104'] };
  await inTransaction(pool, (tx) => forgetTasksOf(tx, who, clinic.clock.now()));
  const { rows } = await pool.query(
    `select (select string_agg(t::text, '') from task t) || (select string_agg(w::text, '') from wish w)
       || (select coalesce(string_agg(e::text, ''), '') from task_event e) as all`,
  );
  const left = (rows[0] as { all: string }).all;
  for (const word of ['+79000000104', 'Анна', 'отпуска']) expect(left).not.toContain(word);
  expect(left).toContain('+79000000777');
  expect(await clinic.open()).toEqual([]);
  // The next one is asked.
  await locked((tx) => moveOffersOn(tx, context()));
  expect(await clinic.open()).toMatchObject([{ type: 'offer-slot', phone: '+79000000777' }]);
  // A call of theirs that is settled once more opens nothing.
  await pool.query('update call set external = null where id = 901');
  await clinic.settle({ id: 901, at: '11:00:00', from: null });
  expect(await clinic.open()).toHaveLength(1);
});

it('erasing a person empties the tasks of their requests, under a number that stays of the name only', async () => {
  const { pool } = clinic.database;
  const told = { type: 'request', branch: 'center', name: 'Анна', who: 'site' };
  await inTransaction(pool, async (tx) => {
    await clinic.tasks.owe(tx, { ...told, origin: 'request 7', phone: null });
    await clinic.tasks.owe(tx, { ...told, origin: 'request 8', phone: '+79000000779' });
    await clinic.tasks.owe(tx, { ...told, origin: 'request 70', phone: null, name: 'Вера' });
    await forgetTasksOf(tx, { cards: [], phones: [], requests: [7, 8] }, clinic.clock.now());
  });
  const { rows } = await pool.query('select origin, state, name, phone from task order by id');
  expect(rows).toEqual([
    { origin: 'request 7', state: 'closed', name: null, phone: null },
    { origin: 'request 8', state: 'open', name: null, phone: '+79000000779' },
    { origin: 'request 70', state: 'open', name: 'Вера', phone: null },
  ]);
});

it('closed tasks and wishes are forgotten after their term, open ones are not', async () => {
  const { pool } = clinic.database;
  await wishes({}, {});
  await locked((tx) => offerFreedTimes(tx, [slot], context()));
  const [first] = await offers();
  await locked((tx) => answerOffer(tx, first!.id, 'taken', 'a', context()));
  await inTransaction(pool, (tx) =>
    clinic.tasks.owe(tx, { type: 'other', origin: 'x', branch: 'center', phone: null, who: 'test' }),
  );
  expect(await pruneTasks(pool, at('2026-03-10T11:00:00Z'))).toBe(0);
  expect(await pruneTasks(pool, at('2026-05-01T00:00:00Z'))).toBe(1);
  const { rows } = await pool.query(
    `select (select count(*)::int from task) as tasks, (select count(*)::int from wish) as wishes,
       (select count(*)::int from freed_slot) as slots`,
  );
  expect(rows).toEqual([{ tasks: 1, wishes: 1, slots: 0 }]);
});
