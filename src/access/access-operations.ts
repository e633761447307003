import { z } from 'zod';
import { list, operation, page, pathId, reading, type Operations } from '../platform/http/index.ts';
import { auditEntrySchema, auditQuerySchema } from './audit-api.ts';
import {
  codeBodySchema,
  ownPasswordSchema,
  passwordBodySchema,
  recoveryCodesSchema,
  seatBodySchema,
  sessionSchema,
  totpBegunSchema,
  totpSchema,
} from './own-account-api.ts';
import { setupBodySchema, signedInSchema, signInBodySchema, signInStateSchema } from './sign-in-api.ts';
import {
  newUserBodySchema,
  oneTimePasswordSchema,
  userAddedSchema,
  userChangeBodySchema,
  userSchema,
} from './users-api.ts';

/** What `/api/openapi.json` says of signing in, one’s own account, users and the audit. */
export const accessOperations: Operations = {
  '/sign-in': {
    get: operation('Whether this browser is signed in, and whether anybody can sign in by name', {
      open: true,
      answer: signInStateSchema,
    }),
    post: operation(
      'Sign in: sets the session cookie. 401 `wrong-credentials`, `code-required`, `wrong-code`; 429 `too-many-attempts` with `Retry-After`',
      { open: true, body: signInBodySchema, answer: signedInSchema },
    ),
  },
  '/sign-out': { post: operation('End the session of this browser', { open: true }) },
  '/setup': {
    post: operation('Make the first user with the code that `trubka serve` printed', {
      open: true,
      body: setupBodySchema,
      status: '201',
      answer: signedInSchema,
    }),
  },
  '/me': {
    get: reading(
      'Who the token is and the names that a screen needs',
      z.looseObject({ label: z.string(), seat: z.string().nullable() }),
    ),
  },
  '/me/seat': { put: operation('Choose the workplace of this session; null: none', { body: seatBodySchema }) },
  '/me/password': { put: operation('Change one’s password; the other sessions end', { body: passwordBodySchema }) },
  '/me/totp': {
    get: operation('Whether a code is asked for at sign-in', { answer: totpSchema }),
    post: operation('Begin to set up an authenticator', {
      body: ownPasswordSchema,
      status: '201',
      answer: totpBegunSchema,
    }),
    delete: operation('Ask for no code any more', { body: ownPasswordSchema }),
  },
  '/me/totp/confirm': {
    post: operation('Prove the authenticator with its first code; answers the recovery codes', {
      body: codeBodySchema,
      answer: recoveryCodesSchema,
    }),
  },
  '/sessions': {
    get: operation('One’s own sessions', { answer: list(sessionSchema) }),
    delete: operation('End one’s other sessions'),
  },
  '/sessions/{id}': { delete: operation('End one of one’s sessions', { path: pathId }) },
  '/users': {
    get: operation('Who may sign in; role it', { answer: list(userSchema) }),
    post: operation('Make a user; role it', { body: newUserBodySchema, status: '201', answer: userAddedSchema }),
  },
  '/users/{id}': {
    patch: operation('Change or lock out a user; role it', {
      path: pathId,
      body: userChangeBodySchema,
      answer: userSchema,
    }),
  },
  '/users/{id}/reset-password': {
    post: operation('Give a new password; every session ends; role it', {
      path: pathId,
      answer: oneTimePasswordSchema,
    }),
  },
  '/users/{id}/reset-totp': {
    post: operation('For a lost telephone: ask this user for no code any more; role it', { path: pathId }),
  },
  '/users/{id}/sessions': {
    delete: operation('End every session of a user; role it', {
      path: pathId,
      answer: z.object({ ended: z.number().int() }),
    }),
  },
  '/audit': {
    get: reading('Who did what, newest first; roles it and manager', page(auditEntrySchema), {
      query: auditQuerySchema,
    }),
  },
};
