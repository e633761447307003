import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import {
  codeBodySchema,
  newUserBodySchema,
  oneTimePasswordSchema,
  ownPasswordSchema,
  passwordBodySchema,
  recoveryCodesSchema,
  seatBodySchema,
  sessionSchema,
  setupBodySchema,
  signedInSchema,
  signInBodySchema,
  signInStateSchema,
  totpBegunSchema,
  totpSchema,
  userAddedSchema,
  userChangeBodySchema,
  userSchema,
} from './access/index.ts';
import {
  eraseBodySchema,
  erasedSchema,
  erasuresSchema,
  heldSchema,
  previewSchema,
  subjectSchema,
} from './privacy/index.ts';
import { problemSchema } from './platform/http/index.ts';

const id = z.object({ id: z.string() });

function operation(
  summary: string,
  told: { path?: z.ZodObject; body?: z.ZodType; status?: string; answer?: z.ZodType; open?: true } = {},
): ZodOpenApiOperationObject {
  const { path, body, answer, status = answer === undefined ? '204' : '200' } = told;
  return {
    summary,
    ...(told.open === true && { security: [] }),
    ...(path && { requestParams: { path } }),
    ...(body && { requestBody: { content: { 'application/json': { schema: body } } } }),
    responses: {
      [status]: {
        description: 'done',
        ...(answer && { content: { 'application/json': { schema: answer } } }),
      },
      '4XX': {
        description: 'What is wrong and what to change',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    },
  };
}

/** Signing in, one's own account, users, what is kept of a person. */
export const accessPaths: ZodOpenApiPathsObject = {
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
    get: operation('One’s own sessions', { answer: z.object({ items: z.array(sessionSchema) }) }),
    delete: operation('End one’s other sessions'),
  },
  '/sessions/{id}': { delete: operation('End one of one’s sessions', { path: id }) },
  '/users': {
    get: operation('Who may sign in; role it', { answer: z.object({ items: z.array(userSchema) }) }),
    post: operation('Make a user; role it', { body: newUserBodySchema, status: '201', answer: userAddedSchema }),
  },
  '/users/{id}': {
    patch: operation('Change or lock out a user; role it', {
      path: id,
      body: userChangeBodySchema,
      answer: userSchema,
    }),
  },
  '/privacy/preview': {
    post: operation('What erasing a person would take; nothing is done. Roles it and manager', {
      body: subjectSchema,
      answer: previewSchema,
    }),
  },
  '/privacy/held': {
    post: operation('Everything that is kept of a person. Audited. Role manager', {
      body: subjectSchema,
      answer: heldSchema,
    }),
  },
  '/privacy/erasures': {
    get: operation('Who was erased, and which sources still have them; roles it and manager', {
      answer: erasuresSchema,
    }),
    post: operation(
      'Erase a person. 409 `call-not-settled`, `number-has-cards`; 422 `not-confirmed`. Roles it and manager',
      { body: eraseBodySchema, status: '201', answer: erasedSchema },
    ),
  },
  '/privacy/erasures/{id}/readmit': {
    post: operation('Let the cards of an erasure come back with the next reading of their source', { path: id }),
  },
  '/users/{id}/reset-password': {
    post: operation('Give a new password; every session ends; role it', { path: id, answer: oneTimePasswordSchema }),
  },
  '/users/{id}/reset-totp': {
    post: operation('For a lost telephone: ask this user for no code any more; role it', { path: id }),
  },
  '/users/{id}/sessions': {
    delete: operation('End every session of a user; role it', {
      path: id,
      answer: z.object({ ended: z.number().int() }),
    }),
  },
};
