import { z } from 'zod';
import { pushEvents, reservedPushEvents } from '../../../src/contracts/pushed-event.ts';
import { webhookKey } from '../../kit/standard-webhooks.ts';

const secret = z.string().refine((written) => webhookKey(written) !== null, {
  error:
    'A secret is whsec_ and 24 to 64 random bytes in base64; make one with: echo "whsec_$(openssl rand -base64 32)"',
});

/** What the sender writes itself, and what belongs to the connection. */
const ownHeaders = /^(webhook-.*|content-.*|host|connection|transfer-encoding|expect|upgrade|te|trailer)$/i;
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, { error: 'This is not the name of a header.' })
  .refine((name) => !ownHeaders.test(name), { error: 'This header is written by Trubka itself.' });
const headerValue = z.string().regex(/^[\x20-\x7e]{1,2000}$/, { error: 'A header holds latin letters only.' });

const event = z.enum(pushEvents, {
  error: ({ input }) =>
    (reservedPushEvents as readonly unknown[]).includes(input)
      ? 'Nothing produces this event yet.'
      : `An event is one of ${pushEvents.join(', ')}.`,
});

export const webhookSettings = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'This is not a web address.' })
      .describe('Where events are sent to by POST: the final address, redirects are not followed.'),
    secret: z
      .array(secret)
      .min(1)
      .max(5)
      .describe('Signs every request; best as ${env:NAME}. While it is being changed: the new one and the old one.')
      .meta({ orOne: true }),
    events: z
      .array(event)
      .min(1)
      .default([...pushEvents])
      .describe('What is sent.'),
    headers: z
      .record(headerName, headerValue)
      .default({})
      .describe('Sent with every request, for a receiver that wants a key of its own beside the signature.')
      .meta({ writeOnly: true }),
    branches: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Only calls of these branches; all when left out, with those whose branch is not known.'),
    names: z.boolean().default(true).describe('Names of people are sent, not only the numbers of their cards.'),
    recordingLinks: z
      .boolean()
      .default(true)
      .describe('Addresses of recordings are sent; whoever has one can listen. false: fetched from the API only.'),
    trusted: z
      .boolean()
      .default(false)
      .describe('The address may be in the clinic’s own network, and plain http there.'),
    timeoutSeconds: z.number().int().min(1).max(30).default(20).describe('How long the receiver may take to answer.'),
  })
  .superRefine((settings, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const url = URL.canParse(settings.url) ? new URL(settings.url) : null;
    if (url?.protocol === 'http:' && !settings.trusted)
      refuse('url', 'Names and numbers go over https; for an address inside the clinic’s network write trusted: true.');
    if (url !== null && `${url.username}${url.password}` !== '')
      refuse('url', 'Write the password as a header: headers: { Authorization: … }.');
    if (settings.events.includes('call.updated') && !settings.events.includes('call.settled'))
      refuse('events', 'call.updated changes what call.settled told: add call.settled.');
  });
export type WebhookSettings = z.infer<typeof webhookSettings>;
