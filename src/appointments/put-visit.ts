import { z } from 'zod';
import { splitPhones } from '../callers/index.ts';
import {
  cancelledBy,
  visitMarks,
  visitStateSchema,
  type ToldVisit,
  type VisitPerson,
} from '../contracts/appointments.ts';
import type { PhoneContext } from '../contracts/phone-number.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { writeVisits, type VisitCounts } from './write-visits.ts';

const instant = z.iso.datetime({ offset: true });
const words = z.string().trim().min(1).max(500);
const shortId = z.string().trim().min(1).max(200);

/** A visit as an outside system tells it. What is left out stays as it is. */
export const visitBodySchema = z.object({
  person: z
    .union([
      z.object({
        source: shortId.optional().describe('of the card; the source of the visit when left out'),
        id: shortId.describe('of the card'),
      }),
      z.object({ phone: z.string().min(1).max(100).describe('written anyhow'), name: words.nullish() }),
    ])
    .nullish(),
  branch: z.string().nullish().describe('id of a branch of the configuration'),
  doctor: z.object({ id: shortId.nullish(), name: words }).nullish(),
  specialty: words.nullish(),
  service: words.nullish(),
  startsAt: instant,
  endsAt: instant.optional(),
  minutes: z.int().min(1).max(1440).optional().describe('instead of endsAt'),
  state: visitStateSchema.optional(),
  cancelReason: words.nullish(),
  cancelledBy: z.enum(cancelledBy).nullish(),
  marks: z.array(z.enum(visitMarks)).max(3).optional().describe('what the doctor marked as the result'),
  isConsultation: z.boolean().nullish(),
  addedAt: instant.nullish().describe('when it was entered; for a new visit the moment of this request when left out'),
  addedBy: words.nullish(),
  updatedAt: instant.nullish().describe('when it was changed there; an older one than is known is not taken'),
});
export type VisitBody = z.infer<typeof visitBodySchema>;

export type VisitPut = { kind: 'put'; counts: VisitCounts } | { kind: 'unread-phone' } | { kind: 'ends-before' };

/** Stores one visit of a source that tells us by itself. */
export async function putVisit(
  tx: PoolClient,
  wanted: {
    source: string;
    externalId: string;
    body: VisitBody;
    /** Of the branch of the body, else of the clinic. */
    zone: string;
    numbers: PhoneContext;
    at: Date;
  },
): Promise<VisitPut> {
  const { source, externalId, body, zone, numbers, at } = wanted;
  const startsAt = new Date(body.startsAt);
  const endsAt = endOf(body, startsAt);
  if (endsAt !== undefined && endsAt <= startsAt) return { kind: 'ends-before' };
  let person: VisitPerson | null | undefined = body.person === null ? null : undefined;
  if (body.person != null && 'id' in body.person) person = { card: body.person.id, phone: null, name: null };
  else if (body.person != null) {
    const phone = splitPhones(body.person.phone, numbers).phones[0]?.e164;
    if (phone === undefined) return { kind: 'unread-phone' };
    person = { card: null, phone, name: body.person.name ?? null };
  }
  const patients = body.person != null && 'id' in body.person ? body.person.source : undefined;
  const { doctor } = body;
  const visit: ToldVisit = {
    ...{ externalId, startsAt, zone },
    ...(endsAt !== undefined && { endsAt }),
    ...(person !== undefined && { person }),
    ...(body.branch !== undefined && { branch: body.branch }),
    ...(doctor !== undefined && { doctor: doctor === null ? null : { id: doctor.id ?? null, name: doctor.name } }),
    ...(body.specialty !== undefined && { specialty: body.specialty }),
    ...(body.service !== undefined && { service: body.service }),
    ...(body.state !== undefined && { state: body.state }),
    ...(body.cancelReason !== undefined && { cancelReason: body.cancelReason }),
    ...(body.cancelledBy !== undefined && { cancelledBy: body.cancelledBy }),
    ...(body.marks !== undefined && { marks: [...new Set(body.marks)].toSorted() }),
    ...(body.isConsultation !== undefined && { isConsultation: body.isConsultation }),
    ...(body.addedAt != null && { addedAt: new Date(body.addedAt) }),
    ...(body.addedBy !== undefined && { addedBy: body.addedBy }),
    ...(body.updatedAt != null && { updatedAt: new Date(body.updatedAt) }),
  };
  const counts = await writeVisits(tx, {
    ...{ source, kind: 'push', now: at, live: true, visits: [visit] },
    ...(patients !== undefined && { patients }),
  });
  return { kind: 'put', counts };
}

function endOf({ endsAt, minutes }: VisitBody, startsAt: Date): Date | undefined {
  if (endsAt !== undefined) return new Date(endsAt);
  return minutes === undefined ? undefined : new Date(startsAt.getTime() + minutes * 60_000);
}
