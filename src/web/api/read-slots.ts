import type { Slot, Slots } from './shapes.ts';

/** Free slots as the server groups them by doctor, or as one list. */
export interface SlotsAnswer {
  asOf: string | null;
  items?: Slot[];
  doctors?: { doctor: string; branch: string | null; slots: { startsAt: string; minutes: number }[] }[];
}

/** One list, soonest first: at reception the question is «когда ближайшее», not «у кого». */
export function readSlots({ asOf, items = [], doctors = [] }: SlotsAnswer): Slots {
  const ofDoctors = doctors.flatMap(({ doctor, branch, slots }) =>
    slots.map((slot) => ({ doctor, branch, zone: null, ...slot })),
  );
  return { asOf, items: [...items, ...ofDoctors].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt)) };
}
