import type { InboundRequest } from '../../../src/contracts/request.ts';
import { hasPathSecret } from '../../kit/path-secret.ts';
import type { SipuniSettings } from './settings.ts';

/** Sipuni signs nothing; what it calls is an address, and the secret is its last part. */
export function authenticate(request: InboundRequest, settings: SipuniSettings): boolean {
  return hasPathSecret(request, settings.secret);
}
