import { z } from 'zod';
import { peopleFields } from '../../contracts/people-field.ts';
import { account, columns, databaseFields, query, rhythm, sourceId, text } from './source-fields.ts';

const sourceSchema = z
  .strictObject({
    id: sourceId('people', 'ident'),
    kind: z.enum(['sql', 'csv', 'xlsx', 'mis']).meta({
      description: 'A database that is asked, a file that is read again, or an account under accounts.mis.',
      examples: ['sql'],
    }),
    people: z
      .enum(['patients', 'staff', 'contractors', 'others'])
      .default('patients')
      .meta({
        description: 'Who is in it, where its rows do not tell. Others count as contractors: known and no patients.',
        examples: ['patients'],
      }),
    ...databaseFields,
    query: query('One SELECT that only reads.'),
    path: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: 'The file. Required with kind: csv and xlsx.', examples: ['/srv/export/patients.csv'] }),
    account,
    columns: columns(peopleFields, '{ externalId: CardNumber, phone: [Phone, MobilePhone] }'),
    full: z
      .boolean()
      .default(false)
      .meta({
        description:
          'It always holds everybody: who is missing in it is marked as gone. Refused when that is most of them.',
        examples: ['true'],
      }),
    branch: text.optional().meta({
      description:
        'Branch whose city code local numbers get and whose time zone its dates have; the first when left out.',
      examples: ['center'],
    }),
    ...rhythm(60),
  })
  .meta({ description: 'A source of people.' });

export const directorySchema = z
  .strictObject({
    sources: z
      .array(sourceSchema)
      .max(50)
      .default([])
      .meta({ description: 'Where patients, staff and contractors are read from on a schedule.', examples: ['[]'] }),
  })
  .meta({ description: 'The directory of people.' });

export type DirectorySettings = z.infer<typeof directorySchema>;
export type DirectorySource = DirectorySettings['sources'][number];
