import { z } from 'zod';
import { refuseOtherAddress, sqlPlace } from '../../kit/sql-place.ts';

const xmlName = z.string().regex(/^[A-Za-z_][\w.-]*$/, 'must be a name of an XML element');

const database = z.strictObject({
  engine: z.enum(['postgresql', 'mariadb', 'mysql']).meta({ description: 'Which database.', examples: ['postgresql'] }),
  ...sqlPlace,
  callsTable: z
    .string()
    .regex(/^[A-Za-z_]\w{0,62}$/, 'must be a name of a table: letters, digits and _')
    .optional()
    .meta({
      description:
        'The table that IDENT reads calls from, as its support names it; left out: requests are written, calls are not.',
      examples: ['IDENT_Calls'],
    }),
  timetable: z.boolean().default(true).meta({ description: 'The timetable that IDENT writes there is read.' }),
});

const identFields = z.strictObject({
  key: z
    .string()
    .min(1)
    .optional()
    .describe('HTTP variant: the integration key that is pasted into IDENT; a secret, best as ${env:NAME}.')
    .meta({ generated: true }),
  database: database.optional().meta({
    description: 'DBMS variant: a database of the clinic with tables that we write, and IDENT reads.',
  }),
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
  requests: z
    .enum(['deliver', 'off'])
    .default('deliver')
    .describe('What people ask for on the site as requests (заявки); off where the site tells IDENT by itself.'),
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

export const identSettings = identFields.superRefine(({ key, database: told }, context) => {
  if (key === undefined && told === undefined)
    context.addIssue({
      code: 'custom',
      path: ['key'],
      message: 'Write key: for the HTTP variant of IDENT, or database: for the DBMS variant.',
    });
  if (key !== undefined && told !== undefined)
    context.addIssue({
      code: 'custom',
      path: ['database'],
      message: 'IDENT uses one of the two: take key: out for the DBMS variant, or database: for the HTTP variant.',
    });
  if (told !== undefined) refuseOtherAddress(told, context, ['database']);
});
export type IdentSettings = z.infer<typeof identSettings>;
export type IdentDatabase = NonNullable<IdentSettings['database']>;
