import type { Caller } from '../../src/contracts/caller.ts';
import type { CallRow, Me } from '../../src/web/api/shapes.ts';
import type { FakeWorkplace } from './fake-screen-server.ts';
import { callRow, callerWith, candidate, hiddenCaller, minutesFromNow } from './screen-calls.ts';

/** A zone where it is about noon now: «сегодня» and «завтра» hold at whatever hour the tests run. */
export const zone = noonZone(new Date().getUTCHours());

function noonZone(utcHour: number): string {
  const ahead = 12 - utcHour;
  // The names of fixed offsets count westwards.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/** The people and the day that the screen is shown with. */

export const family: Caller = callerWith(
  [
    candidate({
      id: '3',
      name: 'Иванов Иван Сергеевич',
      address: 'Иван',
      surname: 'Иванов',
      relation: 'сын',
      rank: 1,
      why: 'visit-today',
      nextVisit: { id: '31', startsAt: minutesFromNow(-5.5), doctor: 'Петров И. И.', branch: 'center' },
      lastVisit: { startsAt: minutesFromNow(-60 * 24 * 40), doctor: 'Петров И. И.', branch: 'center' },
      note: 'Боится уколов, говорить спокойно',
    }),
    candidate({
      id: '1',
      rank: 2,
      class: 'returning',
      lastVisit: { startsAt: minutesFromNow(-60 * 24 * 90), doctor: 'Сидорова А. К.', branch: 'center' },
    }),
    candidate({
      id: '2',
      name: 'Иванов Сергей Владимирович',
      address: 'Сергей Владимирович',
      surname: 'Иванов',
      relation: 'моб. мужа',
      rank: 3,
      class: 'first-time',
    }),
  ],
  { class: 'about-own-visit', reasons: ['household-unresolved', 'visit-ahead'] },
);

export const tomorrow: Caller = callerWith(
  [
    candidate({
      id: '6',
      name: 'Кузнецова Анна Викторовна',
      address: 'Анна Викторовна',
      surname: 'Кузнецова',
      nextVisit: { id: '61', startsAt: minutesFromNow(60 * 24), doctor: 'Сидорова А. К.', branch: 'center' },
      lastVisit: { startsAt: minutesFromNow(-60 * 24 * 30), doctor: 'Сидорова А. К.', branch: 'center' },
      note: 'Не звонить до 12',
    }),
  ],
  { phone: '+79000000103', class: 'about-own-visit', reasons: ['visit-ahead'] },
);

export const dayBefore = (days: number): string => minutesFromNow(-60 * 24 * days);

export const treated: Caller = callerWith(
  [
    candidate({
      id: '7',
      name: 'Белова Ирина Олеговна',
      address: 'Ирина Олеговна',
      surname: 'Белова',
      class: 'returning',
      lastVisit: { startsAt: dayBefore(1), doctor: 'Петров И. И.', branch: 'center' },
    }),
  ],
  { phone: '+79000000107', class: 'returning', reasons: ['completed-visit'] },
);

export const firstTime: Caller = callerWith([], { phone: '+79000000104' });

export const longName: Caller = callerWith(
  [
    candidate({
      id: '8',
      name: 'Длиннофамильская-Переименовательская Александра-Виктория Константиновна-Вячеславовна',
      address: 'Александра-Виктория Константиновна-Вячеславовна',
      surname: 'Длиннофамильская-Переименовательская',
      class: 'returning',
      relation: 'рабочий телефон бухгалтерии общества с ограниченной ответственностью',
      note: 'Оченьдлинноесловобезпробеловкотороекто-товставилвзаметкуцеликомивесьэкран',
      lastVisit: {
        startsAt: minutesFromNow(-60 * 24 * 400),
        doctor: 'Константинопольский Варфоломей Апполинарьевич',
        branch: 'center',
      },
    }),
  ],
  { phone: '+79000000102', class: 'returning', reasons: ['completed-visit'] },
);

const staff: Caller = callerWith(
  [
    candidate({
      id: '9',
      name: 'Орлова Ольга',
      address: 'Ольга',
      surname: 'Орлова',
      kind: 'staff',
      class: 'staff',
      rank: 1,
      why: 'staff-first',
    }),
    candidate({
      id: '10',
      name: 'Орлова Ольга Игоревна',
      address: 'Ольга Игоревна',
      surname: 'Орлова',
      class: 'returning',
      rank: 2,
    }),
  ],
  { phone: '+79000000105', kind: 'staff', class: 'staff', reasons: ['staff-number'] },
);

const laboratory: Caller = callerWith(
  [
    candidate({
      id: '11',
      name: 'Лаборатория «Жемчуг»',
      address: 'Лаборатория «Жемчуг»',
      surname: '',
      kind: 'contractor',
      class: 'contractor',
    }),
  ],
  { phone: '+74950000106', kind: 'contractor', class: 'contractor', reasons: ['contractor-number'] },
);

const row = (id: string, told: Partial<CallRow>): CallRow => callRow(id, { zone, ...told });

/** Newest first, as the server answers. */
export function dayOfCalls(): CallRow[] {
  const missed = { result: 'missed', answeredAt: null, answeredBy: null, talkSeconds: 0 } as const;
  return [
    row('19', {
      caller: tomorrow,
      startedAt: minutesFromNow(-4),
      endedAt: minutesFromNow(-2),
      waitSeconds: 6,
      talkSeconds: 95,
      settled: false,
    }),
    row('18', {
      ...missed,
      caller: firstTime,
      startedAt: minutesFromNow(-9),
      waitSeconds: 42,
      missedReason: 'no-answer',
      class: 'first-time',
    }),
    row('17', {
      ...missed,
      caller: hiddenCaller,
      startedAt: minutesFromNow(-12),
      waitSeconds: 3,
      missedReason: 'short',
    }),
    row('16', { caller: family, startedAt: minutesFromNow(-15), waitSeconds: 11, talkSeconds: 204, recording: true }),
    row('15', {
      caller: laboratory,
      startedAt: minutesFromNow(-16),
      talkSeconds: 31,
      answeredBy: { extension: '102', seat: 'reception-2' },
    }),
    row('14', { caller: staff, startedAt: minutesFromNow(-17), talkSeconds: 48 }),
    row('13', { caller: longName, startedAt: minutesFromNow(-18), talkSeconds: 3725 }),
    row('12', {
      caller: firstTime,
      direction: 'out',
      from: '+74950000101',
      to: '+79000000104',
      result: 'unanswered',
      answeredAt: null,
      answeredBy: null,
      startedAt: minutesFromNow(-19),
      waitSeconds: 25,
      talkSeconds: 0,
    }),
  ];
}

const branches = [
  { id: 'center', name: 'Центр', zone },
  { id: 'north', name: 'Север', zone },
];
const lines = [
  { number: '+74950000101', name: 'Яндекс.Карты', branch: 'center', campaign: 'Карты, весна' },
  { number: '+74950000102', name: 'Север, основной', branch: 'north', campaign: null },
];

function workplace(me: Partial<Me>): FakeWorkplace {
  return {
    me: { label: 'Ресепшен', role: 'reception', seat: null, seatName: null, branches, lines, language: 'ru', ...me },
    calls: dayOfCalls(),
    slots: {
      asOf: minutesFromNow(-25),
      doctors: [
        { doctor: 'Петров И. И.', branch: 'center', slots: [{ startsAt: minutesFromNow(95), minutes: 60 }] },
        {
          doctor: 'Сидорова А. К.',
          branch: 'center',
          slots: [
            { startsAt: minutesFromNow(60 * 25), minutes: 30 },
            { startsAt: minutesFromNow(60 * 52), minutes: 30 },
          ],
        },
      ],
    },
    listStatus: 200,
  };
}

const seats = [
  { id: 'reception-1', name: 'Ресепшен 1', branch: 'center' },
  { id: 'reception-2', name: 'Ресепшен 2', branch: 'center' },
];

export const seat = 'demo-reception-1';
/** Beside it: both answer at one number, and the PBX cannot tell which did. */
export const pair = ['demo-group-1', 'demo-group-2'] as const;
/** A seat that answers for both branches. */
export const sharedSeat = 'demo-shared';
export const manager = 'demo-manager';

export function demoWorkplaces(): Record<string, FakeWorkplace> {
  return {
    [seat]: workplace({
      seat: 'reception-1',
      seatName: 'Ресепшен 1',
      seats: seats.slice(0, 2),
      reception: { sharesTelephone: false, booksIn: 'IDENT' },
      dialling: { extension: '101', obstacle: null },
      branches: branches.slice(0, 1),
      lines: lines.slice(0, 1),
    }),
    [sharedSeat]: workplace({
      seat: 'reception-9',
      seatName: 'Колл-центр',
      seats,
      dialling: { extension: null, obstacle: 'cannot-dial' },
    }),
    ...Object.fromEntries(
      pair.map((token, index) => [
        token,
        workplace({
          ...{ seat: seats[index]!.id, seatName: seats[index]!.name, seats },
          ...{ branches: branches.slice(0, 1), lines: lines.slice(0, 1) },
          reception: { sharesTelephone: true, booksIn: null },
        }),
      ]),
    ),
    [manager]: workplace({
      label: 'Управляющая',
      role: 'manager',
      dialling: { extension: null, obstacle: 'no-workplace' },
    }),
  };
}
