import type { InboundRequest } from '../contracts/request.ts';
import { secretsIn } from '../platform/configuration/index.ts';

const MASK = '***';

/** The request as it is kept: our own secret is nowhere in it, for nobody who reads the database needs it. */
export function withoutSecrets(request: InboundRequest, settings: unknown): InboundRequest {
  const secrets = secretsIn(settings);
  const masked = (text: string): string => secrets.reduce((left, secret) => left.replaceAll(secret, MASK), text);
  const rawQuery = masked(request.rawQuery);
  return {
    ...request,
    path: masked(request.path),
    rawQuery,
    query: Object.fromEntries(new URLSearchParams(rawQuery)),
    body: secrets.some((secret) => request.body.includes(secret))
      ? Buffer.from(masked(request.body.toString('latin1')), 'latin1')
      : request.body,
  };
}
