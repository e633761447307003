import type { HttpResponse } from '../../../src/contracts/http-client.ts';
import { unusable } from '../../kit/ask.ts';
import { askFhir, type FhirContext } from './ask-fhir.ts';
import { written } from './replies.ts';

/** Makes it only where there is none with this identifier (If-None-Exist), so that a repeat does no harm. */
export async function createOnce(
  resource: { resourceType: 'Communication' | 'Appointment' },
  identifier: string,
  context: FhirContext,
): Promise<{ id: string; isNew: boolean }> {
  const { identifierSystem } = context.settings;
  const { resourceType: type } = resource;
  const { response, json } = await askFhir(context, {
    what: type,
    method: 'POST',
    path: type,
    headers: {
      'if-none-exist': new URLSearchParams({ identifier: `${identifierSystem}|${identifier}` }).toString(),
      prefer: 'return=representation',
    },
    resource,
  });
  const id = written.safeParse(json).data?.id ?? idIn(response, type);
  if (id === null) throw unusable(`FHIR, ${type}`, { method: 'POST' }, 'the answer names no resource');
  return { id, isNew: response.status !== 200 };
}

function idIn({ headers }: HttpResponse, type: string): string | null {
  return new RegExp(`${type}/([A-Za-z0-9.-]{1,64})`).exec(headers['location'] ?? '')?.[1] ?? null;
}
