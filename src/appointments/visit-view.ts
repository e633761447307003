import { z } from 'zod';
import { cancelledBy, visitMarks, visitStateSchema } from '../contracts/appointments.ts';

const instant = z.iso.datetime();

export const visitViewSchema = z.object({
  id: z.string(),
  source: z.string(),
  externalId: z.string(),
  person: z
    .object({
      id: z.string().nullable().describe('null: no card of the directory is known to be meant'),
      name: z.string().nullable(),
      phone: z.string().nullable(),
    })
    .nullable(),
  branch: z.string().nullable(),
  zone: z.string(),
  doctor: z.object({ id: z.string().nullable(), name: z.string() }).nullable(),
  specialty: z.string().nullable(),
  service: z.string().nullable(),
  startsAt: instant,
  endsAt: instant,
  state: visitStateSchema,
  cancelReason: z.string().nullable().describe('in the words of the source; not-in-source: it vanished there'),
  cancelledBy: z.enum(cancelledBy).nullable(),
  marks: z.array(z.enum(visitMarks)),
  isConsultation: z.boolean().nullable(),
  addedAt: instant.nullable(),
  addedBy: z.string().nullable(),
});
export type VisitView = z.infer<typeof visitViewSchema>;
