import type { Wish } from './shapes.ts';

/** A card of the directory. */
export interface ChosenPerson {
  id: string;
  name: string;
}

/** An entry of the waiting list as its form holds it: empty is nothing in particular. */
export interface WishForm {
  person: ChosenPerson | null;
  name: string;
  phone: string;
  doctor: string;
  specialty: string;
  branch: string;
  weekdays: string[];
  from: string;
  to: string;
  until: string;
  minutes: string;
  urgent: boolean;
  note: string;
  /** Would come earlier than to the visit that is ahead. */
  earlier: boolean;
}

/** Whose entry it is to be, as a call told it. */
export interface WishOf {
  person: ChosenPerson | null;
  phone: string;
  branch: string;
  /** The visit that is ahead. */
  visit: { id: string; startsAt: string } | null;
}

export function wishForm(wish: Wish | null, branch: string, of: WishOf | null = null): WishForm {
  return {
    person: wish?.person ?? of?.person ?? null,
    name: wish?.name ?? '',
    phone: wish?.phone ?? of?.phone ?? '',
    doctor: wish?.doctor ?? '',
    specialty: wish?.specialty ?? '',
    branch: wish === null ? branch : (wish.branch ?? ''),
    weekdays: wish?.weekdays.map(String) ?? [],
    from: wish === null || wish.from === '00:00' ? '' : wish.from,
    // A field of the browser has no 24:00.
    to: wish === null || wish.to === '24:00' ? '' : wish.to,
    until: wish?.until ?? '',
    minutes: wish?.minutes?.toString() ?? '',
    urgent: wish?.urgent ?? false,
    note: wish?.note ?? '',
    earlier: of?.visit != null,
  };
}

/** What the API is told. `known`: somebody of the directory. */
export function wishBody(form: WishForm, known: boolean, visit: WishOf['visit'] = null) {
  const text = (written: string): string | null => (written.trim() === '' ? null : written.trim());
  return {
    personId: known ? (form.person?.id ?? null) : null,
    ...(known ? {} : { name: text(form.name), phone: text(form.phone) }),
    ...{ doctor: text(form.doctor), specialty: text(form.specialty), branch: text(form.branch) },
    weekdays: form.weekdays.map(Number).toSorted((one, other) => one - other),
    from: form.from === '' ? '00:00' : form.from,
    to: form.to === '' ? '24:00' : form.to,
    ...{ until: text(form.until), note: text(form.note), urgent: form.urgent },
    minutes: form.minutes === '' ? null : Number(form.minutes),
    ...(visit !== null && form.earlier && { visit: visit.id }),
  };
}
