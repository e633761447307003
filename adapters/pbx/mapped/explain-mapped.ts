import type { InboundRequest } from '../../../src/contracts/request.ts';
import { explainSample } from './explain-sample.ts';
import type { FieldReading } from './read-notification.ts';
import type { MappedSettings } from './settings.ts';

/** What each field of the settings made of a request. Null for an account of another provider. */
export function explainMapped(provider: string, request: InboundRequest, settings: unknown): FieldReading[] | null {
  if (provider !== 'mapped') return null;
  const given = settings as MappedSettings;
  const path = request.path.replace(/^\//, '');
  return explainSample(
    {
      body: request.method === 'GET' ? `/?${request.rawQuery}` : request.body.toString('utf8'),
      path: given.secretIn === 'path' ? path.split('/').slice(1).join('/') : path,
      headers: request.headers,
    },
    given,
  ).fields;
}
