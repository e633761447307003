import { isOpenVisit, VANISHED, type ToldVisit, type Visit, type VisitChangeKind } from '../contracts/appointments.ts';

/** Taken when nothing tells how long a visit is. */
export const usualMinutes = 60;

/** What a source says of a visit on top of what is known: what it leaves out stays. `personId`: who is told. */
export function mergeVisit(before: Visit | null, told: ToldVisit, personId: number | null): Visit {
  const known = before ?? nothingKnown(told);
  const person = told.person === undefined ? known.person : (told.person ?? nobody);
  const who = told.person === undefined ? known.personId : personId;
  const visit: Visit = {
    personId: who,
    person: who === null ? person : { ...person, phone: null, name: null },
    branch: told.branch === undefined ? known.branch : told.branch,
    zone: told.zone,
    doctor: told.doctor === undefined ? known.doctor : told.doctor,
    specialty: told.specialty === undefined ? known.specialty : told.specialty,
    service: told.service === undefined ? known.service : told.service,
    startsAt: told.startsAt,
    endsAt: told.endsAt ?? new Date(told.startsAt.getTime() + known.endsAt.getTime() - known.startsAt.getTime()),
    state: told.state ?? (vanished(known) ? 'planned' : known.state),
    cancelReason: told.cancelReason === undefined ? known.cancelReason : told.cancelReason,
    cancelledBy: told.cancelledBy === undefined ? known.cancelledBy : told.cancelledBy,
    marks: told.marks ?? known.marks,
    isConsultation: told.isConsultation === undefined ? known.isConsultation : told.isConsultation,
    // When it was added does not change; a source that does not know it has nothing to say.
    addedAt: told.addedAt ?? known.addedAt,
    addedBy: told.addedBy ?? known.addedBy,
  };
  const takesPlace = visit.state === 'completed' || isOpenVisit(visit.state);
  return takesPlace ? { ...visit, cancelReason: null, cancelledBy: null } : visit;
}

/** It is told again, so it is there. */
function vanished({ state, cancelReason }: Visit): boolean {
  return state === 'cancelled' && cancelReason === VANISHED;
}

const nobody: Visit['person'] = { card: null, phone: null, name: null };

function nothingKnown({ startsAt, zone }: ToldVisit): Visit {
  return {
    ...{ personId: null, person: nobody, branch: null, zone, doctor: null, specialty: null, service: null },
    ...{ startsAt, endsAt: new Date(startsAt.getTime() + usualMinutes * 60_000) },
    ...{ state: 'planned', cancelReason: null, cancelledBy: null, marks: [], isConsultation: null },
    ...{ addedAt: null, addedBy: null },
  };
}

/** What became of a visit; empty: nothing. Two readings of the same say the same. */
export function diffVisit(before: Visit | null, after: Visit): VisitChangeKind[] {
  if (before === null) return ['added', ...(after.state === 'planned' ? [] : [kindOfState(after.state)])];
  const kinds: VisitChangeKind[] = [];
  const wasOpen = isOpenVisit(before.state);
  const isMoved =
    before.startsAt.getTime() !== after.startsAt.getTime() ||
    before.branch !== after.branch ||
    otherDoctor(before.doctor, after.doctor);
  if (isMoved) kinds.push('moved');
  if (before.state !== after.state) {
    if (!wasOpen && before.state !== 'completed' && isOpenVisit(after.state)) kinds.push('reopened');
    if (after.state === 'planned') {
      if (before.state === 'confirmed') kinds.push('unconfirmed');
    } else kinds.push(kindOfState(after.state));
  }
  if (after.marks.join() !== before.marks.join()) kinds.push('marked');
  if (samePerson(before) !== samePerson(after)) kinds.push('person');
  if (kinds.length === 0 && detailsOf(before) !== detailsOf(after)) kinds.push('changed');
  return kinds;
}

function kindOfState(state: Exclude<Visit['state'], 'planned'>): VisitChangeKind {
  return state === 'moved' ? 'replaced' : state;
}

/** A name that is written otherwise for the same id is the same doctor. */
function otherDoctor(before: Visit['doctor'], after: Visit['doctor']): boolean {
  if (before?.id != null && after?.id != null) return before.id !== after.id;
  return before?.name !== after?.name;
}

function samePerson({ personId, person }: Visit): string {
  return JSON.stringify([personId, personId === null ? [person.card, person.phone, person.name] : null]);
}

function detailsOf(visit: Visit): string {
  return JSON.stringify([
    visit.endsAt.getTime(),
    visit.zone,
    visit.state,
    ...[visit.doctor?.id, visit.doctor?.name, visit.specialty, visit.service],
    ...[visit.cancelReason, visit.cancelledBy, visit.isConsultation],
    ...[visit.addedAt?.getTime() ?? null, visit.addedBy],
    ...[visit.person.card, visit.person.phone, visit.person.name],
  ]);
}
