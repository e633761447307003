import type { CallClass } from '../../src/contracts/call-classes.ts';
import { callOutcomes } from '../../src/contracts/outcomes.ts';
import type { VisitState } from '../../src/contracts/appointments.ts';
import type { NotedCall, NotedClinic, NotedPerson, NotedRequest, NotedVisit } from './clinic.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface RandomBranch {
  id: string;
  zone: string;
  /** Days of the week, 1 is Monday. */
  workdays: number[];
}

export interface RandomClinic {
  clinic: NotedClinic;
  branches: RandomBranch[];
  /** When somebody looks at its reports. */
  now: number;
  /** Local days that hold all of it and nothing of another. */
  from: string;
  to: string;
}

/**
 * A clinic of a few days with everything that makes counting hard, small enough that things meet. Clinics of different
 * seeds have their own ids, numbers and year, so that many fit into one database.
 */
export function randomClinic(seed: number, random: () => number): RandomClinic {
  const firstDay = Date.UTC(1990 + Math.floor(seed / 2), seed % 2 === 0 ? 1 : 7, 5);
  const below = (count: number): number => Math.floor(random() * count);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const chance = (share: number): boolean => random() < share;
  const zones = ['Europe/Moscow', 'Asia/Yekaterinburg', 'Asia/Vladivostok', 'Europe/Kaliningrad'];
  const branches = ['center', 'north', 'south'].slice(0, 1 + below(3)).map((name) => ({
    id: `${name}-${seed}`,
    zone: pick(zones),
    workdays: chance(0.5) ? [1, 2, 3, 4, 5] : [1, 2, 3, 4, 5, 6, 7],
  }));
  const days = 3 + below(8);
  const numbers = Array.from({ length: 2 + below(5) }, (_, index) => `+7916${String(seed).padStart(6, '0')}${index}`);
  const people: NotedPerson[] = Array.from({ length: below(6) }, (_, index) => ({
    id: seed * 1000 + index + 1,
    numbers: [...new Set([pick(numbers), ...(chance(0.4) ? [pick(numbers)] : [])])],
    ...(chance(0.4) && { household: pick([`Ивановы ${seed}`, `Петровы ${seed}`]) }),
  }));
  const classes: CallClass[] = ['about-own-visit', 'first-time', 'returning', 'staff', 'contractor', 'spam', 'unknown'];
  const at = (): number => {
    const base = firstDay + below(days) * DAY;
    // Many calls around the midnights of the zones, and in the same minutes.
    return chance(0.3) ? base + 20 * HOUR + below(90) * 60_000 : base + 6 * HOUR + below(14 * 12) * 5 * 60_000;
  };
  const calls = Array.from({ length: 5 + below(45) }, (_, index): NotedCall => {
    const branch = chance(0.05) ? null : pick(branches);
    const number = chance(0.08) ? null : pick(numbers);
    const carriers = people.filter((person) => number !== null && person.numbers.includes(number)).map(({ id }) => id);
    const shared = number !== null && chance(0.05);
    const direction = chance(0.05) ? 'internal' : chance(0.3) ? 'out' : 'in';
    const talk = chance(0.45) ? null : pick([2, 14, 15, 40, 180]);
    return {
      id: seed * 1000 + index + 1,
      branch: branch?.id ?? null,
      zone: branch?.zone ?? branches[0]!.zone,
      at: at(),
      direction,
      ...(direction === 'out' && chance(0.2) && { site: true }),
      number,
      shared,
      people: number === null || shared ? [] : carriers,
      chosen: !shared && number !== null && carriers.length > 1 && chance(0.5),
      class: chance(0.6) ? pick(['first-time', 'returning', 'about-own-visit']) : pick(classes),
      householdBooked: chance(0.1),
      talk,
      extension: pick(['101', '102', '201']),
      wait: pick([0, 5, 13, 40, 700]),
      outcome: talk !== null && chance(0.3) ? pick(callOutcomes) : null,
      ...(chance(0.4) && { channel: pick(['yandex', '2gis', 'site']) }),
      ignored: chance(0.03),
      ...(index > 0 && chance(0.03) && { mergedInto: seed * 1000 + 1 }),
    };
  });
  if (calls[0]) delete calls[0].mergedInto;
  const requests = Array.from({ length: below(9) }, (_, index): NotedRequest => {
    const { id, zone } = pick(branches);
    const call = pick(calls);
    const number = chance(0.1) ? null : pick(numbers);
    const [carrier, ...others] = people.filter((person) => number !== null && person.numbers.includes(number));
    const seat = chance(0.1);
    return {
      id: seed * 1000 + index + 1,
      ...{ branch: id, zone, number, at: chance(0.4) ? call.at + pick([-20, 0, 3, 90]) * 60_000 : at() },
      // Of several a person may have said whose it is.
      person: carrier === undefined || (others.length > 0 && chance(0.5)) ? null : carrier.id,
      ...(seat && { source: 'seat', callId: call.id }),
      withdrawn: chance(0.1),
      ...(chance(0.2) && { campaign: pick(['yandex', 'site']) }),
      ...(chance(0.4) && { utm: { source: pick(['ya', 'vk']), ...(chance(0.5) && { campaign: 'spring' }) } }),
    };
  }).filter(
    ({ callId }, index, all) => callId === undefined || all.findIndex((one) => one.callId === callId) === index,
  );
  const states: VisitState[] = ['planned', 'confirmed', 'cancelled', 'arrived', 'completed', 'no-show'];
  const visits =
    people.length === 0
      ? []
      : Array.from({ length: below(12) }, (_, index): NotedVisit => {
          const call = pick(calls);
          const addedAt = chance(0.7) ? call.at + pick([1, 4, 20, 34, 60, 600, 1500, 2500]) * 60_000 : at();
          const state = pick(states);
          return {
            id: seed * 1000 + index + 1,
            person: pick(call.people.length > 0 && chance(0.8) ? call.people : people.map(({ id }) => id)),
            zone: call.zone,
            addedAt: addedAt + 1,
            startsAt: addedAt + (1 + below(14)) * 12 * HOUR,
            state,
            ...(state === 'cancelled' && { cancelledAt: addedAt + pick([10, 25, 100, 900]) * 60_000 }),
          };
        });
  return {
    ...{
      clinic: { people, calls, requests, visits },
      branches,
      now: firstDay + below(days + 6) * DAY + below(24) * HOUR,
    },
    ...{ from: dateOf(firstDay - 10 * DAY), to: dateOf(firstDay + 40 * DAY) },
  };
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
