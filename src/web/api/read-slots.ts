import type { Slots } from './shapes.ts';

/** Free slots as the server groups them, by doctor. */
export interface SlotsAnswer {
  asOf: string | null;
  doctors: {
    doctor: string;
    doctorId?: string;
    branch: string | null;
    slots: { startsAt: string; minutes: number }[];
  }[];
}

/** One list, soonest first: at reception the question is «когда ближайшее», not «у кого». */
export function readSlots({ asOf, doctors }: SlotsAnswer): Slots {
  const items = doctors.flatMap(({ doctor, doctorId = null, branch, slots }) =>
    slots.map((slot) => ({ doctor, doctorId, branch, zone: null, ...slot })),
  );
  return { asOf, items: items.sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt)) };
}
