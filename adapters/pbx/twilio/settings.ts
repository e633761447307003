import { z } from 'zod';
import { e164Schema } from '../../../src/contracts/phone-number.ts';
import { apiUrl } from '../../kit/api-url.ts';

const name = (standard: string, description: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(100)
    .default(standard)
    .meta({ description, examples: [standard] });

const words = (standard: string[], description: string) =>
  z
    .array(z.string().trim().min(1).max(100))
    .default(standard)
    .meta({ description, examples: [`[${standard.join(', ')}]`] });

const fieldsSchema = z
  .strictObject({
    callSid: name('CallSid', 'Id of this call or of this part of it.'),
    parentCallSid: name('ParentCallSid', 'Id of the call that dialled this one.'),
    status: name('CallStatus', 'State of the call.'),
    direction: name('Direction', 'inbound, outbound-api or outbound-dial.'),
    from: name('From', 'Who calls.'),
    to: name('To', 'Who is called.'),
    duration: name('CallDuration', 'Whole seconds.'),
    time: name('Timestamp', 'When it happened, RFC 2822.'),
    recording: name('RecordingUrl', 'Web address of the recording.'),
    line: name('line', 'Our number that was called: a parameter that you put into the address of a callback yourself.'),
    recordingKind: name(
      'record',
      'With the value voicemail the recording is a message: a parameter that you put into the address yourself.',
    ),
    recordingStatus: name('RecordingStatus', 'State of the recording; only `completed` counts.'),
  })
  .meta({ description: 'Names of the parameters, where Twilio (or a platform like it) calls them otherwise.' });

const statusesSchema = z
  .strictObject({
    dialling: words(['queued', 'initiated'], 'Dialled, nothing rings yet.'),
    ringing: words(['ringing'], 'Rings.'),
    talking: words(['in-progress', 'answered'], 'Answered.'),
    ended: words(['completed'], 'Ended after it had been answered.'),
    failed: words(['busy', 'no-answer', 'failed', 'canceled'], 'Ended and was not answered.'),
  })
  .meta({ description: 'Words of CallStatus by what they mean.' });

export const twilioSettings = z.strictObject({
  authToken: z
    .string()
    .min(8, { error: 'The Auth Token has 32 characters.' })
    .meta({
      writeOnly: true,
      description: 'Auth Token of the Twilio account.',
      examples: ['${env:TWILIO_AUTH_TOKEN}'],
    }),
  publicUrl: z
    .string()
    .regex(/^https?:\/\/[^\s/?#]+\/[^\s?#]*[^\s?#/]$/i, {
      error:
        'This is not the address of the webhook: https://host/webhooks/account, without ? and without / at its end.',
    })
    .meta({
      description:
        'Address of this webhook exactly as it stands in Twilio, capital letters too, without what follows the question mark: Twilio signs it, and behind a proxy we see another one.',
      examples: ['https://trubka.example.ru/webhooks/twilio'],
    }),
  extensions: z
    .record(z.string(), z.string().trim().min(1).max(40))
    .default({})
    .meta({
      description:
        'Who of us stands behind what Twilio dials: a number in E.164, client:name or sip:name@domain → extension. A SIP or client name that is not here is its own extension.',
      examples: ['{ "+79260000011": 101, "client:reception": 102 }'],
    }),
  withheldNumbers: z
    .array(z.string().regex(/^\+\d{4,15}$/, { error: 'Write it as Twilio sends it, with a plus.' }))
    .default(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253'])
    .meta({
      description: 'What Twilio puts in place of a withheld number.',
      examples: ['[+266696687]'],
    }),
  api: z
    .strictObject({
      accountSid: z
        .string()
        .regex(/^AC[0-9a-zA-Z]{32}$/, { error: 'The Account SID is AC and 32 more characters.' })
        .meta({ description: 'Account SID of the Twilio account.', examples: ['${env:TWILIO_ACCOUNT_SID}'] }),
      url: apiUrl('https://api.twilio.com'),
      callerId: e164Schema.optional().meta({
        description: 'Number of the Twilio account that click-to-call shows where no line is chosen.',
        examples: ['+74950000101'],
      }),
    })
    .optional()
    .meta({
      description: 'Lets Trubka ask Twilio: lost calls, recordings, click-to-call. The Auth Token is used for it too.',
      examples: ['{ accountSid: ${env:TWILIO_ACCOUNT_SID} }'],
    }),
  fields: fieldsSchema.prefault({}),
  statuses: statusesSchema.prefault({}),
});
export type TwilioSettings = z.infer<typeof twilioSettings>;
