import type { InboundRequest } from '../contracts/request.ts';
import { maskSecrets } from '../platform/configuration/index.ts';

/** The request as it is kept: our own secret is nowhere in it, for nobody who reads the database needs it. */
export function withoutSecrets(request: InboundRequest, settings: unknown): InboundRequest {
  const rawQuery = maskSecrets(request.rawQuery, settings);
  return {
    ...request,
    path: maskSecrets(request.path, settings),
    rawQuery,
    query: Object.fromEntries(new URLSearchParams(rawQuery)),
    body: maskedBody(request.body, settings),
  };
}

/** What a notification itself said, as it is kept beside its facts: the query of a GET, else the body. */
export function rawWithoutSecrets(request: InboundRequest, settings: unknown): Buffer {
  return request.method === 'GET'
    ? Buffer.from(maskSecrets(request.rawQuery, settings))
    : maskedBody(request.body, settings);
}

/** Whatever the encoding of the body, its other bytes stay what they are. */
function maskedBody(body: Buffer, settings: unknown): Buffer {
  const bytes = body.toString('latin1');
  const masked = maskSecrets(bytes, settings);
  return masked === bytes ? body : Buffer.from(masked, 'latin1');
}
