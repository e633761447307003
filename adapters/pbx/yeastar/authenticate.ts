import type { InboundRequest } from '../../../src/contracts/request.ts';
import { hmacOf } from '../../kit/hmac-of.ts';
import { sameSecret } from '../../kit/signature.ts';
import type { YeastarSettings } from './settings.ts';

/**
 * `X-Signature` is base64(HMAC-SHA256(raw body, secret)) (help.yeastar.com, «Monitor Events via Webhook»). A request
 * without a body is refused: its signature would be the same for ever.
 */
export function authenticate(request: InboundRequest, settings: YeastarSettings): boolean {
  const signature = request.headers['x-signature'];
  if (signature === undefined || request.method !== 'POST' || request.body.length === 0) return false;
  return sameSecret(signature, hmacOf(request.body, settings.secret, { algorithm: 'sha256', encoding: 'base64' }));
}
