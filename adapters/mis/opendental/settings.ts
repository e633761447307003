import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { clinicSettings } from '../../kit/clinic-place.ts';
import { isZone } from '../../kit/instant-of.ts';
import { misTarget } from '../../kit/mis-target.ts';
import { refusePlainHttp } from '../../kit/plain-http.ts';

const key = z.string().regex(/^[\w-]{6,100}$/, { error: 'A key is letters and digits.' });

export const openDentalSettings = z
  .strictObject({
    url: apiUrl('https://api.opendental.com/api/v1'),
    developerKey: key.meta({
      writeOnly: true,
      description: 'Developer API Key, from the developer portal.',
      examples: ['${env:OPENDENTAL_DEVELOPER_KEY}'],
    }),
    customerKey: key.meta({
      writeOnly: true,
      description: 'Customer API Key, which the clinic enters under Setup → Advanced Setup → API.',
      examples: ['${env:OPENDENTAL_CUSTOMER_KEY}'],
    }),
    zone: z
      .string()
      .refine(isZone, { error: 'This is not a time zone.' })
      .optional()
      .meta({
        description: 'Zone of the times in the database, which have none; left out: the one of the branch.',
        examples: ['America/Denver'],
      }),
    ...clinicSettings,
    commType: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Kind of the records of calls, a definition of the clinic.', examples: ['ApptRelated'] }),
    corrections: z.boolean().default(false).meta({
      description: 'Notes are rewritten when a call turns out otherwise; from Open Dental 25.2.21 on.',
    }),
    confirmed: z
      .array(z.string().min(1))
      .default([])
      .meta({
        description: 'Words of the clinic by which an appointment is confirmed.',
        examples: ['[Appointment Confirmed, Confirmed]'],
      }),
    broken: z.enum(['cancelled', 'no-show']).default('cancelled').meta({
      description: 'What a broken appointment is: Open Dental does not tell who broke it.',
    }),
    operatories: z
      .record(z.string().regex(/^\d+$/, { error: 'A ProvNum is a number.' }), z.number().int().min(1))
      .default({})
      .meta({
        description:
          'OperatoryNum by the ProvNum of the doctor who works there: with newVisits a visit of the doctor is entered there. Left out: no visits are entered.',
        examples: ['{ 1: 3 }'],
      }),
    secondsPerRequest: z.number().min(0).max(60).default(5).meta({
      description: 'The pace that the key allows: 5 on the lowest tier, 1 above, 0 for a local API.',
    }),
    pageSize: z.number().int().min(1).max(1000).default(100).meta({
      description: 'Rows a page: at most 100, at most 1000 for a local API.',
    }),
    ...misTarget,
  })
  .superRefine((settings, context) => refusePlainHttp('url', settings, context));
export type OpenDentalSettings = z.infer<typeof openDentalSettings>;
