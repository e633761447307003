import { DateTime } from 'luxon';
import { z } from 'zod';
import { utmNames, type UtmName } from '../contracts/told-request.ts';
import { Problem } from '../platform/http/index.ts';

/** A form sends every field, those that were left empty too. What is longer is cut: a site must lose nobody over it. */
const text = (longest: number) =>
  z
    .union([z.string(), z.number()])
    .nullish()
    .transform((written) => {
      const told = keepable(String(written ?? '')).trim();
      return told === '' ? null : keepable(told.slice(0, longest));
    });

/** PostgreSQL takes neither U+0000 nor half of a pair (JSON may name one, and a cut may leave one). */
function keepable(written: string): string {
  return written.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '');
}

const exactly = (longest: number) =>
  text(longest + 1).refine((told) => told === null || told.length <= longest, {
    error: `At most ${longest} characters.`,
  });

/** With an offset, or local to the branch as a field of a form writes it: `2026-03-10T10:00`. */
const time = text(50).refine((told) => told === null || DateTime.fromISO(told).isValid, {
  error: 'A time as in RFC 3339: 2026-03-10T10:00:00+03:00, or 2026-03-10T10:00 local to the branch.',
});

const fields = {
  id: exactly(200).describe('of the request, as the site calls it: sent again, it is the same request'),
  phone: text(120).describe('in any writing; what cannot be read as a number is kept and shown as it is'),
  name: text(200),
  email: text(254),
  comment: text(4000),
  branch: exactly(40).describe('id of the branch; may be left out where the token is of one branch only'),
  askedAt: time.describe('when the visitor sent it, where that was earlier; now when left out'),
  doctor: text(200).describe('name of the doctor, as the MIS writes it'),
  doctorId: exactly(50).describe('of the doctor in the MIS'),
  planStart: time.describe('the wanted time'),
  planEnd: time.describe('its end, at most 12 hours later'),
  form: text(200).describe('name of the form'),
  page: text(2000).describe('address of the page that the form stands in'),
  referer: text(2000).describe('where the visitor came from'),
  line: text(40).describe('the number of the clinic that the page shows'),
  campaign: text(200),
  callId: exactly(15).describe('of a workplace: the call at whose card it is made'),
} as const;

const utmFields = Object.fromEntries(utmNames.map((name) => [`utm_${name}`, text(255)])) as Record<
  `utm_${UtmName}`,
  ReturnType<typeof text>
>;

/** What a form or a program sends; other fields of a form are left and named in the answer. */
export const requestBodySchema = z
  .object({ ...fields, ...utmFields })
  .refine(({ phone, email, callId }) => phone !== null || email !== null || callId !== null, {
    path: ['phone'],
    error: 'A telephone number, or at least an email: nobody could answer.',
  });
export type RequestBody = z.infer<typeof requestBodySchema>;

export const knownFields: ReadonlySet<string> = new Set([...Object.keys(fields), ...Object.keys(utmFields)]);

const LONGEST_PLAN_HOURS = 12;
/** No form of a site was sent before. */
const FIRST_SITES = Date.UTC(2000, 0, 1);

/** The times of a request; a local one is of this zone. Throws a Problem that names the field. */
export function readTimes(
  { askedAt, planStart, planEnd }: Pick<RequestBody, 'askedAt' | 'planStart' | 'planEnd'>,
  { zone, now }: { zone: string; now: Date },
): { askedAt: Date; planStart: Date | null; planEnd: Date | null } {
  const read = (written: string | null): Date | null =>
    written === null ? null : DateTime.fromISO(written, { zone }).toJSDate();
  const [start, end, asked] = [read(planStart), read(planEnd), read(askedAt)];
  if (end !== null && start === null) throw wrong('planEnd', 'There is no planStart.');
  if (end !== null && start !== null) {
    const hours = (end.getTime() - start.getTime()) / 3_600_000;
    if (hours < 0 || hours > LONGEST_PLAN_HOURS)
      throw wrong('planEnd', `Not before planStart, and at most ${LONGEST_PLAN_HOURS} hours after it.`);
  }
  // The clock of a site may be ahead of ours, or not set at all; with a day before our era nothing could be counted.
  const known = asked !== null && asked <= now && asked.getTime() >= FIRST_SITES;
  return { askedAt: known ? asked : now, planStart: start, planEnd: end };
}

export function wrong(path: string, message: string): Problem {
  return new Problem(400, 'bad-input', 'Bad input', `${path}: ${message}`, [{ path, message }]);
}
