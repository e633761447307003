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
}

export function wishForm(wish: Wish | null, branch: string): WishForm {
  return {
    person: wish?.person ?? null,
    name: wish?.name ?? '',
    phone: wish?.phone ?? '',
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
  };
}

/** What the API is told. `known`: somebody of the directory. */
export function wishBody(form: WishForm, known: boolean) {
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
  };
}
