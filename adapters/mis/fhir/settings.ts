import { z } from 'zod';
import { clinicSettings } from '../../kit/clinic-place.ts';
import { misTarget } from '../../kit/mis-target.ts';
import { numberSettings } from '../../kit/number-settings.ts';
import { refusePlainHttp } from '../../kit/plain-http.ts';

const address = (what: string) => z.url({ protocol: /^https?$/, error: `This is not the address of ${what}.` });

const client = z.strictObject({
  id: z.string().min(1).max(200).meta({ description: 'client_id.' }),
  tokenUrl: address('a token endpoint').meta({
    description: 'Token endpoint, as .well-known/smart-configuration names it.',
    examples: ['https://clinic.example/oauth2/default/token'],
  }),
  scope: z
    .string()
    .min(1)
    .default(
      'system/Patient.read system/Communication.read system/Communication.write system/Appointment.read system/Encounter.read',
    )
    .meta({ description: 'Rights that are asked for.' }),
  secret: z
    .string()
    .min(8, { error: 'A secret is longer.' })
    .optional()
    .meta({ writeOnly: true, description: 'Client secret.', examples: ['${env:FHIR_SECRET}'] }),
  privateKey: z
    .string()
    .startsWith('-----BEGIN PRIVATE KEY-----', { error: 'This is no private key in PKCS #8 (PEM).' })
    .optional()
    .meta({
      writeOnly: true,
      description: 'Instead of secret: the private key, PKCS #8 as PEM, whose public half the server knows.',
      examples: ['${file:/run/secrets/fhir-key.pem}'],
    }),
  keyId: z.string().min(1).optional().meta({ description: 'kid under which the server knows the key.' }),
  algorithm: z.enum(['RS384', 'ES384']).default('RS384').meta({ description: 'How the key signs.' }),
});

export const fhirSettings = z
  .strictObject({
    url: address('a FHIR server').meta({
      description: 'Base address of FHIR R4.',
      examples: ['https://clinic.example/apis/default/fhir'],
    }),
    client: client.optional().meta({ description: 'SMART backend services; left out: the server asks for no token.' }),
    searchBy: z.enum(['phone', 'telecom']).default('phone').meta({
      description: 'Parameter by which patients are looked up.',
    }),
    identifierSystem: z.string().min(1).default('urn:trubka:call').meta({
      description: 'System of the identifiers by which our records are found again; never change it later.',
    }),
    unknownCallers: z.enum(['skip', 'same']).default('skip').meta({
      description: 'Calls that are of no certain patient: skip leaves them out, same writes them without a subject.',
    }),
    encounters: z.boolean().default(true).meta({
      description: 'Encounters of appointments are read with them: who came, and whose visit is over.',
    }),
    ...clinicSettings,
    ...numberSettings,
    ...misTarget,
  })
  .superRefine((settings, context) => {
    refusePlainHttp('url', settings, context);
    const { client: given } = settings;
    if (given === undefined) return;
    refusePlainHttp('client', { url: given.tokenUrl, trusted: settings.trusted }, context);
    if ((given.secret === undefined) === (given.privateKey === undefined))
      context.addIssue({ code: 'custom', path: ['client'], message: 'Write either secret or privateKey.' });
  });
export type FhirSettings = z.infer<typeof fhirSettings>;
