import { z } from 'zod';

const xmlName = z.string().regex(/^[A-Za-z_][\w.-]*$/, 'must be a name of an XML element');

export const identSettings = z.strictObject({
  key: z.string().min(1).describe('The integration key that is pasted into IDENT; a secret, best as ${env:NAME}.'),
  calls: z
    .enum(['deliver', 'off'])
    .default('deliver')
    .describe(
      'off where IDENT already gets the calls from the telephone provider directly, else each call appears twice.',
    ),
  tickets: z.enum(['missed', 'off']).default('missed').describe('Missed calls as requests (заявки).'),
  ticketsAfterMinutes: z
    .number()
    .int()
    .min(0)
    .max(1440)
    .default(0)
    .describe('A missed call becomes a request this long after its end, unless the caller was talked to in between.'),
  lineDescription: z
    .enum(['line', 'line-and-class'])
    .default('line')
    .describe("line-and-class adds the class to the line's name; that may split IDENT's advertising report by line."),
  recordUrl: z
    .enum(['provider-link', 'none'])
    .default('provider-link')
    .describe('Whether IDENT gets the link to the recording where the telephone provider gives one.'),
  branches: z
    .record(z.string(), z.string())
    .default({})
    .describe("IDENT's branch id → id of our branch. Needed only where names differ and there are several."),
  xml: z
    .strictObject({
      calls: xmlName.default('Calls'),
      call: xmlName.default('Call'),
      tickets: xmlName.default('Tickets'),
      ticket: xmlName.default('Ticket'),
    })
    .prefault({})
    .describe('Names of the elements when IDENT asks for XML. Not in the vendor’s text: confirm with one test call.'),
});
export type IdentSettings = z.infer<typeof identSettings>;
