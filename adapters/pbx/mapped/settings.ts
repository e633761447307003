import { z } from 'zod';
import { callEventKinds, directions } from '../../../src/contracts/call-event.ts';
import { e164Schema } from '../../../src/contracts/phone-number.ts';
import { hmacAlgorithms, hmacEncodings } from '../../kit/hmac-of.ts';
import { isZone } from '../../kit/instant-of.ts';
import { numberSettings } from '../../kit/number-settings.ts';
import { durationUnits } from '../../kit/seconds-of.ts';
import { isTimeFormat } from '../../kit/time-of.ts';
import { fieldsSchema } from './fields.ts';
import { contradictionsOf } from './contradictions.ts';

const words = (description: string) =>
  z
    .array(z.string().trim().min(1).max(100))
    .default([])
    .meta({ description, examples: ['[RING, call.alerting]'] });

/** Tags have no field here. */
const mappedKinds = callEventKinds.filter((kind) => kind !== 'tagged');
type MappedKind = (typeof mappedKinds)[number];

const meaning: Readonly<Record<MappedKind, string>> = {
  started: 'a call came to our number, or one of us began to dial; nobody rings yet.',
  'in-menu': 'the caller is in the voice menu.',
  queued: 'the caller waits in a queue.',
  ringing: 'an operator’s telephone rings.',
  answered: 'an operator answered.',
  voicemail: 'the caller was connected to voicemail.',
  held: 'the operator put the caller on hold.',
  resumed: 'the operator came back from hold.',
  'leg-ended': 'one operator’s part ended: hung up, did not answer, was busy. The call may go on.',
  transferred: 'the call was passed on to somebody else.',
  linked: 'two call ids turned out to be one conversation; needs fields.linkedCall.',
  missed: 'the call ended and nobody had answered.',
  ended: 'the whole call ended.',
  recorded: 'the recording is ready; needs fields.recording.',
};

const kindEntries = mappedKinds.map((kind) => [kind, words(`Words that mean: ${meaning[kind]}`)] as const);

const eventsSchema = z
  .strictObject({
    ...(Object.fromEntries(kindEntries) as Record<MappedKind, ReturnType<typeof words>>),
    ignored: words('Words that mean nothing to us, so that they do not go to the unread notifications.'),
  })
  .meta({
    description:
      'The words of the PBX for what happened. Capital letters do not matter, `*` stands for anything. A word under several keys makes an event of each.',
    examples: ['{ ringing: [RING], answered: [ANSWER], ended: [HANGUP] }'],
  });

const directionsSchema = z
  .strictObject({
    in: words('Words that mean: from outside to us.'),
    out: words('Words that mean: from us to outside.'),
    internal: words('Words that mean: between two of us.'),
  })
  .meta({ description: 'The words of the PBX for the direction.', examples: ['{ in: [inbound], out: [outbound] }'] });

export const mappedSettings = z
  .strictObject({
    secret: z
      .string()
      .min(4, { error: 'A secret has 4 characters at least.' })
      .meta({
        writeOnly: true,
        description: 'What only the PBX and we know.',
        examples: ['${env:PBX_SECRET}'],
      }),
    secretIn: z
      .enum(['path', 'field', 'header', 'signature'])
      .default('path')
      .meta({
        description:
          'How the PBX shows that it knows the secret: it stands at the end of the address (path), in a field of the notification, in a header, or the PBX signs the body with it and sends the signature in a header.',
        examples: ['path'],
      }),
    secretName: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Path of that field or name of that header; not for path.', examples: ['X-Signature'] }),
    secretPrefix: z
      .string()
      .max(50)
      .default('')
      .meta({ description: 'Text that stands before the secret or signature there.', examples: ['"sha256="'] }),
    signatureAlgorithm: z
      .enum(hmacAlgorithms)
      .default('sha256')
      .meta({ description: 'Hash of the signature (HMAC over the body as it was sent).', examples: ['sha256'] }),
    signatureEncoding: z
      .enum(hmacEncodings)
      .default('hex')
      .meta({ description: 'How the signature is written.', examples: ['base64'] }),
    fields: fieldsSchema,
    events: eventsSchema,
    directions: directionsSchema.prefault({}),
    directionWhenMissing: z
      .enum(directions)
      .optional()
      .meta({
        description: 'Direction of a notification that tells none. Leave it out when the PBX tells it elsewhere.',
        examples: ['in'],
      }),
    timeFormat: z
      .string()
      .refine(isTimeFormat, {
        error:
          'This is neither iso, rfc2822, unix, unix-ms, unix-us nor a pattern with a year, month, day, hour and minute such as dd.MM.yyyy HH:mm:ss (small y and d; other letters between apostrophes).',
      })
      .default('iso')
      .meta({
        description:
          'How times are written: iso (2026-03-29T10:15:00+03:00 or 2026-03-29 10:15:00), rfc2822 (Sun, 29 Mar 2026 07:15:00 +0000), unix (seconds since 1970), unix-ms, unix-us, or a pattern: dd.MM.yyyy HH:mm:ss.',
        examples: ['unix-ms'],
      }),
    zone: z
      .string()
      .refine(isZone, { error: 'This is not the name of a time zone.' })
      .default('Europe/Moscow')
      .meta({
        description: 'Zone of the times that have no offset, by its IANA name.',
        examples: ['Asia/Yekaterinburg'],
      }),
    durationUnit: z
      .enum(durationUnits)
      .default('s')
      .meta({ description: 'What durations count: s, ms or us. hh:mm:ss is understood anyway.', examples: ['ms'] }),
    ...numberSettings,
    internalDigits: z
      .int()
      .min(2)
      .max(7)
      .default(6)
      .meta({
        description:
          'A call between two numbers that have so many digits or fewer, and are no telephone numbers, is internal.',
        examples: ['4'],
      }),
    lines: z
      .record(z.string(), e164Schema)
      .default({})
      .meta({
        description: 'Name of a trunk, or a short form of our number, as the PBX sends it: our public number.',
        examples: ['{ trunk-1: +74950000101 }'],
      }),
    employees: z
      .record(z.string(), z.string().trim().min(1).max(40))
      .default({})
      .meta({ description: "The PBX's own id of an operator: extension.", examples: ['{ 1234: 101 }'] }),
  })
  .superRefine((settings, context) => {
    for (const { path, message } of contradictionsOf(settings)) context.addIssue({ code: 'custom', path, message });
  });
export type MappedSettings = z.infer<typeof mappedSettings>;
