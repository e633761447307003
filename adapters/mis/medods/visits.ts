import type { ListedVisit, VisitRange } from '../../../src/contracts/mis-api.ts';
import { placeOf } from '../../kit/clinic-place.ts';
import { instantOf, localTimeOf } from '../../kit/instant-of.ts';
import { textOf } from '../../kit/text-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import { stateOfWord } from '../../kit/visit-words.ts';
import { pagesOf, type MedodsContext } from './ask-medods.ts';
import type { MedodsRow } from './replies.ts';

const DAY_MS = 24 * 3_600_000;

/** Appointments of the range; what else the answer holds is left out. */
export async function* listVisits(range: VisitRange, context: MedodsContext): AsyncGenerator<ListedVisit[]> {
  const { rangeQuery } = context.settings;
  const { zone } = placeOf(null, context);
  const day = (at: Date, more: number): string =>
    localTimeOf(new Date(at.getTime() + more).toISOString(), zone).slice(0, 10);
  const query = {
    ...(range.changedSince !== null && { updatedAtAfter: String(Math.floor(range.changedSince.getTime() / 1000)) }),
    ...(rangeQuery && { [rangeQuery.from]: day(range.from, -DAY_MS), [rangeQuery.to]: day(range.to, DAY_MS) }),
  };
  for await (const rows of pagesOf(context, { what: 'appointments', path: 'appointments', query }))
    yield rows
      .flatMap((row) => visitOf(row, context) ?? [])
      .filter(({ startsAt }) => startsAt >= range.from && startsAt <= range.to);
}

function visitOf(row: MedodsRow, context: MedodsContext): ListedVisit | null {
  const { visitFields: fields, states } = context.settings;
  const at = (path: string): string | null => textOf(valueAt(row, path));
  const { branch, zone } = placeOf(at(fields.clinic), context);
  const externalId = at(fields.id);
  const start = instantOf(`${(at(fields.date) ?? '').slice(0, 10)} ${at(fields.time) ?? ''}`, zone);
  if (externalId === null || start === null) return null;
  const minutes = Number(at(fields.minutes) ?? Number.NaN);
  const card = at(fields.client);
  const doctor = at(fields.doctor);
  const state = stateOfWord(at(fields.status), states);
  return {
    ...{ externalId, startsAt: new Date(start), zone },
    ...(minutes > 0 && { endsAt: new Date(Date.parse(start) + minutes * 60_000) }),
    ...(card !== null && { person: { card, phone: null, name: null } }),
    branch,
    ...(doctor !== null && {
      doctor: { id: doctor, name: (fields.doctorName === undefined ? null : at(fields.doctorName)) ?? doctor },
    }),
    ...(state !== null && { state }),
  };
}
