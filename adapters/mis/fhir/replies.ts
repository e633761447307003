import { z } from 'zod';

/** https://hl7.org/fhir/R4: only what is read of each resource. */
const reference = z.object({ reference: z.string().nullish(), display: z.string().nullish() });
const concept = z.object({
  text: z.string().nullish(),
  coding: z.array(z.object({ display: z.string().nullish(), code: z.string().nullish() })).nullish(),
});
export type FhirConcept = z.infer<typeof concept>;
const meta = z.object({ lastUpdated: z.string().nullish() }).nullish();

export const patient = z.object({
  resourceType: z.literal('Patient'),
  id: z.string(),
  name: z
    .array(
      z.object({
        use: z.string().nullish(),
        text: z.string().nullish(),
        family: z.string().nullish(),
        given: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
  telecom: z.array(z.object({ system: z.string().nullish(), value: z.string().nullish() })).nullish(),
});
export type FhirPatient = z.infer<typeof patient>;

export const appointment = z.object({
  resourceType: z.literal('Appointment'),
  id: z.string(),
  identifier: z.array(z.object({ system: z.string().nullish(), value: z.string().nullish() })).nullish(),
  status: z.string(),
  start: z.string().nullish(),
  end: z.string().nullish(),
  created: z.string().nullish(),
  description: z.string().nullish(),
  cancelationReason: concept.nullish(),
  serviceType: z.array(concept).nullish(),
  specialty: z.array(concept).nullish(),
  participant: z.array(z.object({ actor: reference.nullish() })).nullish(),
  meta,
});
export type FhirAppointment = z.infer<typeof appointment>;

export const encounter = z.object({
  resourceType: z.literal('Encounter'),
  status: z.string(),
  appointment: z.array(reference).nullish(),
});
export type FhirEncounter = z.infer<typeof encounter>;

/** Loose: what others put into it stays when it is put back. */
export const communication = z.looseObject({
  resourceType: z.literal('Communication'),
  id: z.string(),
  subject: reference.nullish(),
  payload: z.array(z.looseObject({ contentString: z.string().nullish() })).nullish(),
});
export type FhirCommunication = z.infer<typeof communication>;

export const bundle = z.object({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.object({ resource: z.unknown() })).nullish(),
  link: z.array(z.object({ relation: z.string(), url: z.string() })).nullish(),
});
export type FhirBundle = z.infer<typeof bundle>;

export const outcome = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(z.object({ severity: z.string(), code: z.string() })),
});
export const written = z.object({ id: z.string().min(1) });
