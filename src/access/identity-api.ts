import type { Request, RequestHandler } from 'express';
import type { Role } from '../contracts/role.ts';
import { Problem } from '../platform/http/index.ts';
import { refuseForeignPage } from './own-origin.ts';
import { sessionWord } from './session-cookie.ts';
import type { Identity } from './tokens.ts';

const identities = new WeakMap<Request, Identity>();
const reading = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What somebody may ask for whose password was given by somebody else. */
const beforeOwnPassword = new Set(['/me', '/me/password']);

/**
 * Lets a request through with `Authorization: Bearer <token>` or with the session cookie; 401 else. A session may write
 * only from a page of this server.
 */
export function requireIdentity(
  identify: (token: string) => Promise<Identity | null>,
  identifySession: (word: string) => Promise<Identity | null> = async () => null,
): RequestHandler {
  return async (request, _response, next) => {
    const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const word = token === undefined ? sessionWord(request) : null;
    const identity = token !== undefined ? await identify(token) : word !== null ? await identifySession(word) : null;
    if (identity === null)
      throw new Problem(
        401,
        'not-signed-in',
        'Not signed in',
        'Sign in, or send "Authorization: Bearer <token>" with a token that was not revoked.',
      );
    if (word !== null && !reading.has(request.method)) refuseForeignPage(request);
    if (identity.user?.mustChangePassword === true && !beforeOwnPassword.has(request.path))
      throw new Problem(
        403,
        'password-change-required',
        'Choose a password first',
        'The password was given by somebody else: choose your own with PUT /me/password.',
      );
    if (identity.onlyFor !== undefined && !isItsOwn(request, identity.onlyFor))
      throw new Problem(403, 'not-allowed', 'Not allowed', 'This token opens nothing but POST /requests.');
    identities.set(request, identity);
    next();
  };
}

function isItsOwn({ method, path }: Request, only: NonNullable<Identity['onlyFor']>): boolean {
  return method === 'POST' && path === `/${only}`;
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
        `This needs one of the roles ${allowed.join(', ')}; yours is ${role}.`,
      );
    next();
  };
}

/** The person behind the request; a token of a workplace or a program is nobody. */
export function requireUser(request: Request): NonNullable<Identity['user']> {
  const { user } = identityOf(request);
  if (user === undefined)
    throw new Problem(403, 'needs-user', 'Only for people', 'This is about a person who signed in; a token is nobody.');
  return user;
}
