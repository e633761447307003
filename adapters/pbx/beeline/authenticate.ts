import type { InboundRequest } from '../../../src/contracts/request.ts';
import { pathBehindSecret } from '../../kit/path-secret.ts';
import type { BeelineSettings } from './settings.ts';

/** Beeline sends no credentials of its own: the address of the subscription holds the secret, then the extension. */
export function authenticate(request: InboundRequest, settings: BeelineSettings): boolean {
  const behind = pathBehindSecret(request, settings.secret);
  return behind !== null && /^(?:\/\d{0,11})?$/.test(behind);
}
