import type { Request, RequestHandler } from 'express';
import { Problem } from '../platform/http/index.ts';
import type { Identity, Role } from './tokens.ts';

const identities = new WeakMap<Request, Identity>();

/** Lets a request through with `Authorization: Bearer <token>`; 401 else. */
export function requireIdentity(identify: (token: string) => Promise<Identity | null>): RequestHandler {
  return async (request, _response, next) => {
    const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const identity = token === undefined ? null : await identify(token);
    if (identity === null)
      throw new Problem(
        401,
        'not-signed-in',
        'Not signed in',
        'Send "Authorization: Bearer <token>" with a token that was not revoked.',
      );
    identities.set(request, identity);
    next();
  };
}

export function identityOf(request: Request): Identity {
  const identity = identities.get(request);
  if (identity === undefined) throw new Error('requireIdentity is not mounted before this route');
  return identity;
}

export function requireRole(...allowed: Role[]): RequestHandler {
  return (request, _response, next) => {
    const { role } = identityOf(request);
    if (!allowed.includes(role))
      throw new Problem(
        403,
        'not-allowed',
        'Not allowed',
        `This needs one of the roles ${allowed.join(', ')}; the token has ${role}.`,
      );
    next();
  };
}
