import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { clinicSettings } from '../../kit/clinic-place.ts';
import { misTarget } from '../../kit/mis-target.ts';
import { numberSettings } from '../../kit/number-settings.ts';
import { refusePlainHttp } from '../../kit/plain-http.ts';
import { stateWords } from '../../kit/visit-words.ts';

const name = z.string().min(1).max(100);
const path = (standard: string) => name.default(standard);

export const renovatioSettings = z
  .strictObject({
    url: apiUrl('https://app.rnova.org/api/public'),
    apiKey: z
      .string()
      .regex(/^[\w-]{8,200}$/, { error: 'A key is letters and digits.' })
      .meta({ writeOnly: true, description: 'Key of the API.', examples: ['${env:RENOVATIO_KEY}'] }),
    patients: z
      .strictObject({
        phone: name.meta({ description: 'Parameter of getPatient that takes a number.' }),
        id: name.meta({ description: 'Where a patient has the number of the card.' }),
        names: z.array(name).min(1).meta({ description: 'Where a patient has the parts of the name, in order.' }),
        phones: z.array(name).min(1).meta({ description: 'Where a patient has numbers.' }),
      })
      .optional()
      .meta({ description: 'How patients are looked up by a number; left out: they are not.' }),
    visitFields: z
      .strictObject({
        id: path('id'),
        patient: path('patient_id'),
        patientName: path('patient_name'),
        patientPhone: path('patient_phone'),
        doctor: path('doctor_id'),
        doctorName: path('doctor'),
        clinic: path('clinic_id'),
        start: path('time_start'),
        end: path('time_end'),
        status: path('status'),
        service: path('services.0.title'),
      })
      .prefault({})
      .meta({ description: 'Where an appointment has what, as a path with dots.' }),
    states: stateWords({ planned: ['upcoming'], completed: ['completed'] }),
    source: z.string().min(1).max(100).default('Trubka').meta({
      description: 'What is named as the source of confirmations and cancellations.',
    }),
    ...clinicSettings,
    ...numberSettings,
    ...misTarget,
  })
  .superRefine((settings, context) => refusePlainHttp('url', settings, context));
export type RenovatioSettings = z.infer<typeof renovatioSettings>;
