import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readRecord } from '../../kit/body.ts';
import { sameSecret } from '../../kit/signature.ts';
import { INTERACTIVE } from './question.ts';
import type { UisSettings } from './settings.ts';

/**
 * UIS signs nothing. The secret stands in the path, in the body or in the query, there as `secret` or, in foreign
 * templates, `integration_key`. At least one must be sent and every one that is sent must be right, so that a
 * notification of another account never passes for this one's because of half its credentials.
 */
export function authenticate(request: InboundRequest, settings: UisSettings): boolean {
  const sent = sentSecrets(request);
  const right = sent.filter((secret) => sameSecret(secret, settings.secret));
  return sent.length > 0 && right.length === sent.length;
}

function sentSecrets(request: InboundRequest): string[] {
  const sources = [request.query, request.method === 'POST' ? readRecord(request) : null];
  const fields = sources.flatMap((source) => [source?.['secret'], source?.['integration_key']]);
  const path = request.path.replace(/\/$/, '');
  const inPath = path.endsWith(INTERACTIVE) ? path.slice(0, -INTERACTIVE.length) : path;
  return [inPath.replace(/^\//, ''), ...fields]
    .filter((value) => value !== undefined && value !== null && value !== '')
    .map((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : ''));
}
