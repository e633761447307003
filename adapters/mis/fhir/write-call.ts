import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, MisWritten, ToldCall } from '../../../src/contracts/mis-api.ts';
import { callNote } from '../../kit/call-note.ts';
import { cardOf } from '../../kit/card-of.ts';
import { askFhir, type FhirContext } from './ask-fhir.ts';
import { createOnce } from './create-once.ts';
import { findPeople } from './people.ts';
import { communication } from './replies.ts';

/**
 * A Communication with our identifier, made only where there is none of it (If-None-Exist), so that a repeat does no
 * harm; what is there already is put right.
 */
export async function writeCall(told: ToldCall, progress: MisProgress, context: FhirContext): Promise<MisWritten> {
  if (progress.ref !== null && Number(progress.steps['revision'] ?? 0) >= told.revision) return { ref: progress.ref };
  const { call } = told;
  const { settings } = context;
  const ofNobody = call.external === null && told.person === null;
  const person = ofNobody ? null : await cardOf(told, (phone) => findPeople(phone, context));
  if (person === null && settings.unknownCallers === 'skip' && progress.ref === null)
    return { skipped: call.external === null ? 'no-number' : 'no-person' };
  const resource = communicationOf(told, person, context);
  const made =
    progress.ref === null ? await createOnce(resource, told.key, context) : { id: progress.ref, isNew: false };
  if (!made.isNew) {
    const path = `Communication/${encodeURIComponent(made.id)}`;
    // What others put into it stays.
    const { json } = await askFhir(context, { what: 'Communication', method: 'GET', path });
    const there = communication.safeParse(json).data ?? {};
    await askFhir(context, {
      what: 'change of a Communication',
      method: 'PUT',
      path,
      resource: { ...there, ...resource, id: made.id },
    });
  }
  await progress.finished('revision', String(told.revision));
  return { ref: made.id };
}

function communicationOf(told: ToldCall, person: string | null, { settings }: FhirContext) {
  const { call, key } = told;
  if (person !== null && !/^[A-Za-z0-9.-]{1,64}$/.test(person))
    throw new PermanentFailure('FHIR: the card of the caller is none of this server');
  const subject = person === null ? null : { reference: `Patient/${person}` };
  return {
    resourceType: 'Communication' as const,
    identifier: [{ system: settings.identifierSystem, value: key }],
    status: call.result === 'answered' ? 'completed' : 'not-done',
    medium: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode', code: 'PHONE' }] }],
    ...(subject !== null && { subject, ...(call.direction === 'in' ? { sender: subject } : { recipient: [subject] }) }),
    sent: call.startedAt,
    ...(call.endedAt !== null && { received: call.endedAt }),
    payload: [
      { contentString: callNote({ ...told, call: { ...call, recordingUrl: null } }) },
      ...(call.recordingUrl === null ? [] : [{ contentAttachment: { url: call.recordingUrl } }]),
    ],
  };
}
