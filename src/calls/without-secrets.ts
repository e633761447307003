import type { InboundRequest } from '../contracts/request.ts';
import { maskSecrets } from '../platform/configuration/index.ts';

/** The request as it is kept: our own secret is nowhere in it, for nobody who reads the database needs it. */
export function withoutSecrets(request: InboundRequest, settings: unknown): InboundRequest {
  const rawQuery = maskSecrets(request.rawQuery, settings);
  // Whatever the encoding of the body, its other bytes stay what they are.
  const bytes = request.body.toString('latin1');
  const masked = maskSecrets(bytes, settings);
  return {
    ...request,
    path: maskSecrets(request.path, settings),
    rawQuery,
    query: Object.fromEntries(new URLSearchParams(rawQuery)),
    body: masked === bytes ? request.body : Buffer.from(masked, 'latin1'),
  };
}
