import { DateTime } from 'luxon';

interface DemoVisit {
  card: string;
  /** Days from today. */
  day: number;
  /** `HH:mm` in the branch's zone, or minutes from now. */
  time: string | number;
  doctor: string;
  state: string;
}

const visits: DemoVisit[] = [
  { card: '1003', day: 0, time: 90, doctor: 'Лебедева Ирина Павловна', state: 'подтвержден' },
  { card: '1001', day: -40, time: '11:00', doctor: 'Соколов Дмитрий Андреевич', state: 'завершен' },
  { card: '1001', day: -12, time: '18:30', doctor: 'Соколов Дмитрий Андреевич', state: 'завершен' },
  { card: '1002', day: -200, time: '09:30', doctor: 'Соколов Дмитрий Андреевич', state: 'завершен' },
  { card: '1004', day: -180, time: '10:00', doctor: 'Соколов Дмитрий Андреевич', state: 'завершен' },
  { card: '1004', day: -173, time: '10:00', doctor: 'Соколов Дмитрий Андреевич', state: 'завершен' },
  { card: '1005', day: -20, time: '15:00', doctor: 'Лебедева Ирина Павловна', state: 'завершен' },
  { card: '1005', day: 1, time: '15:30', doctor: 'Лебедева Ирина Павловна', state: 'запланирован' },
  { card: '1006', day: -90, time: '12:00', doctor: 'Соколов Дмитрий Андреевич', state: 'завершен' },
  { card: '1007', day: -30, time: '13:00', doctor: 'Соколов Дмитрий Андреевич', state: 'завершен' },
  { card: '1007', day: 0, time: -5, doctor: 'Соколов Дмитрий Андреевич', state: 'запланирован' },
  { card: '1008', day: -60, time: '16:00', doctor: 'Соколов Дмитрий Андреевич', state: 'завершен' },
  { card: '1008', day: 3, time: '16:00', doctor: 'Соколов Дмитрий Андреевич', state: 'отменен' },
  { card: '1009', day: -1, time: '17:00', doctor: 'Соколов Дмитрий Андреевич', state: 'завершен' },
  { card: '1010', day: 6, time: '10:00', doctor: 'Лебедева Ирина Павловна', state: 'запланирован' },
];

const MINUTES = 40;

/** The demo's visits as a CSV, relative to now so that «today» and «tomorrow» are true whenever it is started. */
export function demoVisits(now: Date, zone: string, branch: string): string {
  const today = DateTime.fromJSDate(now, { zone }).startOf('minute');
  const rows = visits.map(({ card, day, time, doctor, state }, index) => {
    const starts = typeof time === 'number' ? withinToday(today, time) : atClock(today.plus({ days: day }), time);
    const write = (instant: DateTime): string => instant.toFormat('dd.MM.yyyy HH:mm');
    const added = starts < today ? starts.minus({ days: 7 }) : today.minus({ days: 2 });
    return [
      `demo-${index + 1}`,
      card,
      write(starts),
      write(starts.plus({ minutes: MINUTES })),
      doctor,
      branch,
      state,
      write(added),
    ].join(';');
  });
  return ['ID;№ карты;Начало;Конец;Врач;Филиал;Статус;Добавлен', ...rows, ''].join('\n');
}

/** So many minutes from now, but still today: late at night it is ten to midnight. */
function withinToday(now: DateTime, minutes: number): DateTime {
  const midnight = now.startOf('day');
  const latest = midnight.set({ hour: 23, minute: 50 });
  return DateTime.max(midnight, DateTime.min(now.plus({ minutes }), latest));
}

function atClock(day: DateTime, time: string): DateTime {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return day.set({ hour, minute });
}
