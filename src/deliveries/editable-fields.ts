import { z } from 'zod';
import { toE164 } from '../contracts/phone-number.ts';

/** What of a payload a person may change before it is sent again. */
export interface EditableFields {
  /** Only what is to be changed is named. */
  schema: z.ZodObject;
  /** What stands there now; null: nothing is left of it. */
  read(payload: unknown): Readonly<Record<string, unknown>> | null;
  write(payload: unknown, changed: Readonly<Record<string, unknown>>): unknown;
}

type Part = Readonly<Record<string, unknown>>;

/** Fields of one part of a payload, or of several; `''`: of the payload itself. */
export function editableFields(parts: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>>): EditableFields {
  const places = Object.entries(parts).flatMap(([part, fields]) => Object.keys(fields).map((name) => ({ part, name })));
  const partOf = (payload: unknown, part: string): Part | undefined => {
    const whole = (payload ?? undefined) as Part | undefined;
    return part === '' ? whole : ((whole?.[part] ?? undefined) as Part | undefined);
  };
  return {
    schema: z
      .strictObject(Object.assign({}, ...Object.values(parts)) as z.ZodRawShape)
      .partial()
      .refine((changed) => Object.keys(changed).length > 0, { error: 'name at least one field' }),
    read(payload) {
      if (places.some(({ part }) => partOf(payload, part) === undefined)) return null;
      return Object.fromEntries(places.map(({ part, name }) => [name, partOf(payload, part)?.[name] ?? null]));
    },
    write: (payload, changed) =>
      places
        .filter(({ name }) => changed[name] !== undefined)
        .reduce<Part>(
          (written, { part, name }) =>
            part === ''
              ? { ...written, [name]: changed[name] }
              : { ...written, [part]: { ...partOf(written, part), [name]: changed[name] } },
          payload as Part,
        ),
  };
}

const phone = z
  .string()
  .transform((written, context) => {
    const read = toE164(written);
    if (read === null) context.addIssue({ code: 'custom', message: 'This is no telephone number.' });
    return read ?? z.NEVER;
  })
  .meta({ description: 'a telephone number, however it is written' });
const text = z.string().trim().min(1).max(2000);
const link = z.url({ protocol: /^https?$/, error: 'This is no address of the web.' });

/** What systems refuse in a record of a call: a number, an extension that nobody has, an address that cannot be opened. */
const ofCall = {
  external: phone.nullable(),
  line: phone.nullable(),
  extension: z.string().trim().min(1).max(50).nullable(),
  recordingUrl: link.nullable(),
};
const ofOutcome = { reason: text.nullable(), note: text.nullable() };

export const editableCall = editableFields({ call: ofCall });
export const editableTicket = editableFields({ call: ofCall, '': { text } });
export const editableOutcome = editableFields({ outcome: ofOutcome });
export const editableRecording = editableFields({ recording: { url: link.nullable() } });
export const editableTask = editableFields({ task: { phone: phone.nullable(), what: text.nullable() } });
