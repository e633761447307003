import type { InboundRequest } from '../../../src/contracts/request.ts';
import { pathBehindSecret } from '../../kit/path-secret.ts';
import { paths } from './paths.ts';
import type { ThreecxSettings } from './settings.ts';

/** 3CX signs nothing; both addresses of the template begin with the secret. */
export function authenticate(request: InboundRequest, settings: ThreecxSettings): boolean {
  const behind = pathBehindSecret(request, settings.secret);
  return behind === paths.call || behind === paths.lookup;
}
