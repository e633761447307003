import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readRecord } from '../../kit/body.ts';
import { sameSecret } from '../../kit/signature.ts';
import type { ItoolabsSettings } from './settings.ts';

/** Nothing is signed: `crm_token` of the body, and of the query where it is there too, must be the account's. */
export function authenticate(request: InboundRequest, settings: ItoolabsSettings): boolean {
  const sources = [request.query, request.method === 'POST' ? readRecord(request) : null];
  const sent = sources
    .map((source) => source?.['crm_token'])
    .filter((token) => token !== undefined && token !== null && token !== '')
    .map((token) => (typeof token === 'string' || typeof token === 'number' ? String(token) : ''));
  const right = sent.filter((token) => sameSecret(token, settings.token));
  return sent.length > 0 && right.length === sent.length;
}
