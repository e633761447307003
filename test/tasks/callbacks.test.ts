import fc from 'fast-check';
import { taskSettings } from '../../src/platform/configuration/index.ts';
import { inTransaction } from '../../src/platform/database/index.ts';
import { at, openClinic, WHO, type ClinicOfTasks, type Rung } from './clinic-calls.ts';

let clinic: ClinicOfTasks;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.drop());
beforeEach(async () => {
  await clinic.database.pool.query('delete from task');
  await clinic.database.pool.query('delete from call');
  await clinic.database.pool.query('delete from person');
  clinic.clock.time = at('12:00:00');
});

const missed: Rung = { id: 1, at: '10:00:00' };

it('a missed call makes one task, due in the time of the policy, and settling it again changes nothing', async () => {
  await clinic.settle(missed);
  const [task] = await clinic.open();
  expect(task).toMatchObject({ type: 'callback', phone: WHO, calls: 1, branch: 'center', due_at: at('10:15:00') });
  const before = await clinic.all();
  await clinic.settle(missed);
  await clinic.settle(missed, { id: 2, from: '+79000000999', at: '09:00:00', talk: 60 });
  expect(await clinic.all()).toEqual(before);
});

it('scenario 20: an attempt without an answer stays with the task, which closes as got through, not as called back', async () => {
  await clinic.settle(missed);
  await clinic.settle({ id: 2, at: '10:10:00', direction: 'out' });
  expect(await clinic.open()).toMatchObject([{ attempts: 1, calls: 1 }]);
  await clinic.settle({ id: 3, at: '10:12:00', talk: 60, lasts: 65 });
  expect(await clinic.all()).toMatchObject([
    { state: 'closed', closed_as: 'got-through', closing_call_id: 3, attempts: 1, wait_seconds: 12 * 60 + 5 - 20 },
  ]);
});

it('scenario 28: missed at 20:55, called back at 09:05 of the next day: one task of the first day, its working time counted', async () => {
  const evening = await openClinic({ branches: withHours() });
  await evening.settle({ id: 1, at: '2026-03-10T17:55:00Z' });
  expect(await evening.open()).toMatchObject([{ due_at: new Date('2026-03-11T06:10:00Z') }]);
  await evening.settle({ id: 2, at: '2026-03-11T06:05:00Z', direction: 'out', talk: 120, lasts: 130 });
  const [task] = await evening.all();
  expect(task).toMatchObject({ closed_as: 'called-back', closing_call_id: 2, calls: 1 });
  expect(task?.working_seconds).toBe(280 + 310);
  expect(task?.wait_seconds).toBe(12 * 3600 + 10 * 60 + 10 - 20);
  await evening.drop();
});

it('scenario 29: a talk of 12 seconds with the voice assistant of an operator leaves the callback open', async () => {
  await clinic.settle(missed, { id: 2, at: '10:05:00', direction: 'out', talk: 12 });
  expect(await clinic.open()).toMatchObject([{ attempts: 1, closed_as: null }]);
  await clinic.settle({ id: 3, at: '10:06:00', direction: 'out', talk: 15 });
  expect(await clinic.all()).toMatchObject([{ closed_as: 'called-back', attempts: 1 }]);
});

it('scenario 31: missed in center and answered in north two minutes later: the task is closed', async () => {
  await clinic.settle(missed);
  await clinic.settle({ id: 2, at: '10:02:00', talk: 60, branch: 'north' });
  expect(await clinic.all()).toMatchObject([{ branch: 'center', state: 'closed', closed_as: 'got-through' }]);
});

it('scenario 39: a callback that was ordered on the site and that nobody answered is a task, though the PBX calls it outgoing', async () => {
  await clinic.settle({ id: 1, at: '10:00:00', direction: 'out', initiator: 'CallbackWidget' });
  await clinic.settle({ id: 2, at: '10:01:00', direction: 'out', from: '+79000000105' });
  expect(await clinic.open()).toMatchObject([{ phone: WHO, calls: 1 }]);
});

it('scenario 44: five misses and the sixth gets through: one task, five calls, closed', async () => {
  for (const id of [1, 2, 3, 4, 5]) await clinic.settle({ id, at: `10:0${id}:00` });
  expect(await clinic.open()).toMatchObject([{ calls: 5, last_call_id: 5 }]);
  await clinic.settle({ id: 6, at: '10:06:00', talk: 40 });
  expect(await clinic.all()).toMatchObject([{ calls: 5, closed_as: 'got-through' }]);
});

it('scenario 46: a robot’s burst makes no tasks, and takes back the one that its first ring had made', async () => {
  const ring = (id: number): Rung => ({ id, at: `10:00:0${id}`, lasts: 1, missedReason: 'short' });
  await clinic.settle(ring(1));
  expect(await clinic.open()).toHaveLength(1);
  await clinic.settle(...[2, 3, 4, 5, 6].map((id) => ({ ...ring(id), class: 'spam' })));
  expect(await clinic.open()).toEqual([]);
  expect(await clinic.all()).toMatchObject([{ closed_as: 'not-needed' }]);
});

it('scenario 52: a call that is learnt of late makes a task only while it is younger than twelve hours', async () => {
  await clinic.settle({ id: 1, at: '10:00:00', learntAt: '13:00:00' });
  await clinic.settle({ id: 2, at: '10:00:00', from: '+79000000105', learntAt: '22:00:00' });
  expect(await clinic.open()).toMatchObject([{ phone: WHO }]);
});

describe('no task is made', () => {
  it.each<[string, Partial<Rung>]>([
    ['of spam', { class: 'spam' }],
    ['of staff', { class: 'staff' }],
    ['of a contractor', { class: 'contractor' }],
    ['of a withheld number', { from: null }],
    ['of a call of ours that nobody took', { direction: 'out' }],
  ])('%s', async (_, told) => {
    await clinic.settle({ ...missed, ...told });
    expect(await clinic.all()).toEqual([]);
  });
});

it('scenario 5: who hung up in the menu makes no task where the clinic says so, and counts where one is open', async () => {
  const settings = taskSettings({});
  const own = await openClinic({ tasks: { ...settings, callbacks: { ...settings.callbacks, of: ['no-answer'] } } });
  await own.settle({ ...missed, missedReason: 'in-menu' });
  expect(await own.all()).toEqual([]);
  await own.settle({ id: 2, at: '10:05:00' }, { id: 3, at: '10:06:00', missedReason: 'in-menu' });
  expect(await own.open()).toMatchObject([{ calls: 2, last_call_id: 3 }]);
  await own.drop();
});

it('scenario 50: with all telephones off no telephone rings, and everybody is to be called back', async () => {
  await clinic.settle(
    { ...missed, missedReason: 'in-menu' },
    { id: 2, at: '10:01:00', from: '+79000000105', missedReason: 'in-menu' },
  );
  expect(await clinic.open()).toHaveLength(2);
});

it('scenario 40: a request of the site and a call three minutes apart are one task', async () => {
  const asked = { type: 'request', origin: 'request 17', branch: 'center', phone: WHO, who: 'site' };
  clinic.clock.time = at('09:57:00');
  const id = await inTransaction(clinic.database.pool, (tx) => clinic.tasks.owe(tx, asked));
  await clinic.settle(missed);
  expect(await inTransaction(clinic.database.pool, (tx) => clinic.tasks.owe(tx, asked))).toBe(id);
  expect(await clinic.open()).toMatchObject([{ id, calls: 1, last_call_id: 1 }]);
  await clinic.settle({ id: 2, at: '10:05:00', direction: 'out', talk: 60 });
  expect(await clinic.open()).toEqual([]);
});

it('a request for somebody who is to be called back already joins that task', async () => {
  await clinic.settle(missed);
  const [open] = await clinic.open();
  const asked = { type: 'request', origin: 'request 18', branch: 'center', phone: WHO, who: 'site' };
  expect(await inTransaction(clinic.database.pool, (tx) => clinic.tasks.owe(tx, asked))).toBe(open?.id);
  expect(await clinic.open()).toHaveLength(1);
});

it('a class that is corrected takes the task back, and back again', async () => {
  await clinic.settle(missed);
  await clinic.settle({ ...missed, class: 'staff' });
  expect(await clinic.all()).toMatchObject([{ state: 'closed', closed_as: 'not-needed' }]);
  await clinic.settle({ ...missed, class: 'returning' });
  expect(await clinic.all()).toMatchObject([{ state: 'open', closed_as: null }]);
});

it('calls that turn out to be one leave one task; a part that was answered closes it', async () => {
  await clinic.settle(missed, { id: 2, at: '10:01:00', from: '+79000000105' });
  expect(await clinic.open()).toHaveLength(2);
  await clinic.merge(1, 2);
  await clinic.settle(missed);
  expect(await clinic.open()).toMatchObject([{ phone: WHO, calls: 1 }]);
  await clinic.settle({ ...missed, talk: 30 });
  expect(await clinic.open()).toEqual([]);
});

describe('people', () => {
  const OTHER = '+79000000201';

  it('another number of the same patient is the same task, and a talk by it closes it', async () => {
    const anna = await clinic.person('Анна', [WHO, OTHER]);
    await clinic.settle({ ...missed, people: [anna] }, { id: 2, at: '10:05:00', from: OTHER, people: [anna] });
    expect(await clinic.open()).toMatchObject([{ key: `person:${anna}`, calls: 2, phone: OTHER }]);
    await clinic.settle({ id: 3, at: '10:10:00', direction: 'out', talk: 60, people: [anna] });
    expect(await clinic.open()).toEqual([]);
  });

  it('a number that becomes a patient’s between two calls stays one task', async () => {
    await clinic.settle(missed);
    const anna = await clinic.person('Анна', [WHO]);
    await clinic.settle({ id: 2, at: '10:05:00', people: [anna] });
    expect(await clinic.open()).toMatchObject([{ key: `person:${anna}`, calls: 2 }]);
  });

  it('a talk with the household counts only where the clinic says so', async () => {
    for (const household of [false, true]) {
      const settings = taskSettings({});
      const own = await openClinic({ tasks: { ...settings, callbacks: { ...settings.callbacks, household } } });
      const mother = await own.person('Мать', [WHO], 'h1');
      const father = await own.person('Отец', [OTHER], 'h1');
      await own.settle({ ...missed, people: [mother] });
      await own.settle({ id: 2, at: '10:10:00', direction: 'out', from: OTHER, talk: 60, people: [father] });
      expect(await own.open()).toHaveLength(household ? 0 : 1);
      await own.drop();
    }
  });

  it('choosing somebody else for the talk that closed a task opens it again', async () => {
    const mother = await clinic.person('Мать', [WHO]);
    const son = await clinic.person('Сын', [WHO]);
    const people = [mother, son];
    await clinic.settle({ ...missed, people, chosen: mother }, { id: 2, at: '10:05:00', talk: 60, people });
    expect(await clinic.open()).toEqual([]);
    await clinic.settle({ id: 2, at: '10:05:00', talk: 60, people, chosen: son });
    expect(await clinic.open()).toMatchObject([{ key: `person:${mother}` }]);
  });
});

it('the rules decide what, when and whose, and a task that is no callback', async () => {
  const own = await openClinic({
    branches: withHours(),
    rules: [
      rule(
        'VIP',
        { number: undefined, result: ['missed'] },
        { what: 'Перезвонить VIP', dueMinutes: 5, owner: 'reception-2' },
      ),
      rule('Жалоба', { result: ['answered'] }, { type: 'other', what: 'Разобрать', dueMinutes: 60 }),
    ],
  });
  await own.settle({ id: 1, at: '10:00:00', missedReason: 'in-menu' });
  await own.settle({ id: 2, at: '10:30:00', talk: 60, from: '+79000000105' });
  await own.settle({ id: 2, at: '10:30:00', talk: 60, from: '+79000000105' });
  expect(await own.open()).toMatchObject([
    { type: 'callback', what: 'Перезвонить VIP', due_at: at('10:05:00'), owner_seat: 'reception-2' },
    { type: 'other', what: 'Разобрать', due_at: at('11:30:00') },
  ]);
  await own.drop();
});

it('the workplace that talked last with the person is responsible, where the clinic says so', async () => {
  const settings = taskSettings({});
  const own = await openClinic({ tasks: { ...settings, callbacks: { ...settings.callbacks, owner: 'responsible' } } });
  await own.settle({ id: 1, at: '09:00:00', talk: 60, seat: 'reception-2' }, { id: 2, at: '10:00:00' });
  expect(await own.open()).toMatchObject([{ owner_seat: 'reception-2' }]);
  await own.drop();
});

it('a miss before those that are known says when it was due, also when the task is over already', async () => {
  await clinic.settle({ id: 1, at: '10:01:00', talk: 60 });
  await clinic.settle({ id: 2, at: '10:01:00' });
  expect(await clinic.all()).toMatchObject([{ state: 'closed', due_at: at('10:16:00') }]);
  await clinic.settle({ id: 3, at: '10:00:00' });
  expect(await clinic.all()).toMatchObject([{ state: 'closed', calls: 2, due_at: at('10:15:00') }]);
});

it('two workers that settle the same person’s calls at once leave one task', async () => {
  for (let round = 0; round < 5; round += 1) {
    const from = `+7900000030${round}`;
    await Promise.all([1, 2, 3, 4].map((n) => clinic.settle({ id: round * 10 + n, at: `10:0${n}:00`, from })));
  }
  const open = await clinic.open();
  expect(open).toHaveLength(5);
  expect(open.every(({ calls }) => calls === 4)).toBe(true);
});

it('a talk and the miss before it, settled at once by two workers in any order, leave nothing open', async () => {
  for (let round = 0; round < 5; round += 1) {
    const from = `+7900000040${round}`;
    await Promise.all([
      clinic.settle({ id: round * 10 + 1, at: '10:00:00', from }),
      clinic.settle({ id: round * 10 + 2, at: '10:05:00', from, talk: 60 }),
    ]);
  }
  expect(await clinic.open()).toEqual([]);
  expect(await clinic.all()).toHaveLength(5);
});

/** Calls of a small family by two numbers, in one hour. */
const calls = fc.array(
  fc.record({
    minute: fc.integer({ min: 0, max: 59 }),
    direction: fc.constantFrom<'in' | 'out'>('in', 'in', 'out'),
    talk: fc.constantFrom(undefined, undefined, 5, 60),
    number: fc.constantFrom(0, 1),
    class: fc.constantFrom('first-time', 'first-time', 'first-time', 'spam', 'staff'),
    person: fc.constantFrom([], [], [0], [0, 1], [1]),
  }),
  { minLength: 2, maxLength: 6 },
);

it('any order and any repeats of settled calls fold to the same tasks', async () => {
  await fc.assert(
    fc.asyncProperty(calls, fc.infiniteStream(fc.nat()), async (told, random) => {
      const next = (): number => random.next().value;
      const inOrder = await tasksAfter(told, (rung) => rung.map((call) => [call]));
      const anyOrder = await tasksAfter(told, (rung) => {
        const shuffled = rung.map((call) => ({ call, key: next() })).toSorted((a, b) => a.key - b.key);
        const again = shuffled.filter(() => next() % 3 === 0);
        return [...shuffled, ...again].map(({ call }) => [call]);
      });
      expect(anyOrder).toEqual(inOrder);
      expect(await tasksAfter(told, (rung) => [rung.toReversed(), rung])).toEqual(inOrder);
    }),
    { numRuns: 10 },
  );
}, 120_000);

type Told = typeof calls extends fc.Arbitrary<infer T> ? T : never;
let families = 0;

/** What stands at the end for a family of its own, without what tells rows apart. */
async function tasksAfter(told: Told, batchesOf: (rung: Rung[]) => Rung[][]): Promise<object[]> {
  families += 1;
  const base = families * 100;
  const phones = [0, 1].map((n) => `+7900100${String(families).padStart(3, '0')}${n}`);
  const people = [
    await clinic.person('Анна', phones.slice(0, 1), `h${families}`),
    await clinic.person('Пётр', phones, `h${families}`),
  ];
  const rung = told.map((one, index): Rung => ({
    ...{ id: base + index, at: `10:${String(one.minute).padStart(2, '0')}:00`, direction: one.direction },
    ...{ from: phones[one.number]!, people: one.person.map((n) => people[n]!), class: one.class },
    ...(one.talk !== undefined && { talk: one.talk }),
  }));
  for (const batch of batchesOf(rung)) await clinic.settle(...batch);
  const tasks = (await clinic.all()).filter(
    ({ phone, closed_as: as }) => phones.includes(phone ?? '') && as !== 'not-needed' && as !== 'merged',
  );
  const keys = tasks.flatMap(({ key }) => key ?? []);
  expect(new Set(keys).size).toBe(keys.length);
  return tasks
    .map((task) => ({
      ...{ state: task.state, phone: phones.indexOf(task.phone ?? ''), calls: task.calls, attempts: task.attempts },
      ...{ as: task.closed_as, closing: (task.closing_call_id ?? base) - base, last: task.last_call_id! - base },
      ...{ due: task.due_at, waited: task.wait_seconds, person: people.indexOf(task.person_id ?? 0) },
    }))
    .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

function rule(name: string, when: object, task: object) {
  return {
    ...{ name, when, continue: false },
    actions: { task: { type: 'callback', countFrom: 'call', ...task } },
  } as NonNullable<ClinicOfTasks['configuration']['rules']>[number];
}

/** Moscow, 09:00–21:00 on weekdays. */
function withHours() {
  const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 9 * 60, to: 21 * 60 }));
  return new Map([...clinicBranches()].map(([id, branch]) => [id, { ...branch, hours }]));
}

function clinicBranches() {
  return clinic.configuration.branches;
}
