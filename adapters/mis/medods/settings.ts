import { z } from 'zod';
import { clinicSettings } from '../../kit/clinic-place.ts';
import { misTarget } from '../../kit/mis-target.ts';
import { numberSettings } from '../../kit/number-settings.ts';
import { refusePlainHttp } from '../../kit/plain-http.ts';
import { stateWords } from '../../kit/visit-words.ts';

const path = (standard: string) => z.string().min(1).max(100).default(standard);

export const medodsSettings = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'This is not the address of a MEDODS.' })
      .meta({ description: 'Address of the clinic’s MEDODS.', examples: ['https://clinic.medods.ru'] }),
    identity: z
      .string()
      .min(1)
      .max(200)
      .meta({ writeOnly: true, description: 'Identity of the API client.', examples: ['${env:MEDODS_IDENTITY}'] }),
    secret: z
      .string()
      .min(16, { error: 'The key of an API client is longer.' })
      .meta({ writeOnly: true, description: 'Its secret key.', examples: ['${env:MEDODS_SECRET}'] }),
    ...clinicSettings,
    fields: z
      .strictObject({
        id: path('id'),
        surname: path('surname'),
        name: path('name'),
        secondName: path('secondName'),
        phone: path('phone'),
        birthdate: path('birthdate'),
      })
      .prefault({})
      .meta({ description: 'Where a client has what, as a path with dots.' }),
    visitFields: z
      .strictObject({
        id: path('id'),
        client: path('clientId'),
        doctor: path('userId'),
        doctorName: z.string().min(1).max(100).optional(),
        clinic: path('clinicId'),
        date: path('date'),
        time: path('time'),
        minutes: path('duration'),
        status: path('status'),
      })
      .prefault({})
      .meta({ description: 'Where an appointment has what, as a path with dots.' }),
    states: stateWords({}),
    rangeQuery: z
      .strictObject({ from: z.string().min(1), to: z.string().min(1) })
      .optional()
      .meta({
        description: 'Parameters by which appointments are asked by days; left out: all are read, page by page.',
        examples: ['{ from: dateStart, to: dateEnd }'],
      }),
    ...numberSettings,
    ...misTarget,
  })
  .superRefine((settings, context) => refusePlainHttp('url', settings, context));
export type MedodsSettings = z.infer<typeof medodsSettings>;
