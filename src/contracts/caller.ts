import { z } from 'zod';
import { callClasses, type CallClass } from './call-classes.ts';
import { e164Schema } from './phone-number.ts';

export const callerKinds = ['patient', 'staff', 'contractor', 'unknown', 'hidden'] as const;
export type CallerKind = (typeof callerKinds)[number];

export { callClasses, type CallClass };

const instant = z.iso.datetime();

/** A person of the directory who may be the caller. */
export const candidateSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** How to say the name aloud: «Мария Петровна»; the whole name when it has no parts. */
  address: z.string(),
  surname: z.string(),
  kind: z.enum(['patient', 'staff', 'contractor']),
  class: z.enum(callClasses),
  /** Kinship or the note beside this number («моб. мамы»), null when none. */
  relation: z.string().nullable(),
  nextVisit: z
    .object({ id: z.string(), startsAt: instant, doctor: z.string().nullable(), branch: z.string().nullable() })
    .nullable(),
  lastVisit: z.object({ startsAt: instant, doctor: z.string().nullable(), branch: z.string().nullable() }).nullable(),
  /** Which source of the directory the card comes from. */
  source: z.string().optional(),
  /** The note pinned to the person («не звонить до 12»). */
  note: z.string().nullable(),
  birthDate: z.iso.date().nullable(),
  /** 1 is the likeliest. */
  rank: z.number().int().positive(),
  /** Code of why the rank is so: visit-today, next-visit, chosen-last-time, staff-first, known-number, … */
  why: z.string(),
  /** A person said that it is this one. */
  chosen: z.boolean(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** Who may be calling and what that means, as sockets, the API and the register show it. */
export const callerSchema = z.object({
  phone: e164Schema.nullable(),
  kind: z.enum(callerKinds),
  class: z.enum(callClasses).nullable(),
  /** Codes of why the class is so: visit-ahead, completed-visit, no-such-number, directory-stale, number-withheld, … */
  reasons: z.array(z.string()),
  candidates: z.array(candidateSchema),
  /** The advertising channel that the number stands for: an aggregator's or a call tracker's. */
  channel: z.string().optional(),
  /** When the directory behind this was last refreshed, null when there is none. */
  asOf: instant.nullable(),
  /** How urgent a rule of the clinic says the call is; left out where none says. */
  priority: z.enum(['high', 'normal', 'low']).optional(),
  /** When this number called us before within the time that rules ask about; left out where none asks. */
  earlierCalls: z.array(instant).optional(),
});
export type Caller = z.infer<typeof callerSchema>;

export const nobody: Caller = { phone: null, kind: 'unknown', class: null, reasons: [], candidates: [], asOf: null };

/** A caller as it was stored; what is missing (erased, not yet identified) reads as nobody. */
export function caller(stored: unknown): Caller {
  return stored == null ? nobody : (stored as Caller);
}
