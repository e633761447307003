import express, { Router, type Request } from 'express';
import { z } from 'zod';
import type { Clock } from '../contracts/clock.ts';
import { roles } from '../contracts/role.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { readInput } from '../platform/http/index.ts';
import { addUser, changeUser, type Changing, resetPassword, resetTotp, signOutEverywhere } from './change-users.ts';
import { identityOf, requireRole } from './identity-api.ts';
import type { Sessions } from './sessions.ts';
import { listUsers, type UserRow } from './user-store.ts';

const name = z.string().trim().min(1).max(200);
const branches = z.array(z.string()).min(1).describe('ids of branches; `*`: every one, also those to come');
export const userSchema = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  role: z.enum(roles),
  branches,
  seat: z.string().nullable().describe('where they usually sit'),
  totp: z.boolean(),
  mustChangePassword: z.boolean(),
  createdAt: z.string(),
  signedInAt: z.string().nullable(),
  disabledAt: z.string().nullable(),
});
export const newUserBodySchema = z.strictObject({
  login: z.string().min(1).max(64),
  name,
  role: z.enum(roles),
  branches,
  seat: z.string().nullable().default(null),
});
export const userChangeBodySchema = z.strictObject({
  name: name.optional(),
  role: z.enum(roles).optional(),
  branches: branches.optional(),
  seat: z.string().nullable().optional(),
  disabled: z.boolean().optional().describe('true: no session and no sign-in from now on'),
});
export const oneTimePasswordSchema = z.object({
  password: z.string().describe('shown this once; must be changed at the next sign-in'),
});
export const userAddedSchema = oneTimePasswordSchema.extend({ user: userSchema });

/** `/users`: who may sign in, and as what; for the role IT. */
export function createUsersApi(options: {
  database: Database;
  clock: Clock;
  sessions: Sessions;
  configuration(): Configuration;
}): Router {
  const { database, clock, sessions } = options;
  const router = Router();
  const body = express.json({ limit: '16kb' });
  const it = requireRole('it');

  router.get('/users', it, async (_request, response) => {
    const users = await listUsers(database.sql);
    response.json({ items: users.map(userView) });
  });

  router.post('/users', it, body, async (request, response) => {
    const { user, password } = await addUser(readInput(newUserBodySchema, request.body), changing(request));
    response.status(201).json({ user: userView(user), password });
  });

  router.patch('/users/:id', it, body, async (request, response) => {
    const change = readInput(userChangeBodySchema, request.body);
    const user = await changeUser(Number(request.params['id']), change, changing(request));
    sessions.forget();
    response.json(userView(user));
  });

  router.post('/users/:id/reset-password', it, async (request, response) => {
    const password = await resetPassword(Number(request.params['id']), changing(request));
    sessions.forget();
    response.json({ password });
  });

  router.post('/users/:id/reset-totp', it, async (request, response) => {
    await resetTotp(Number(request.params['id']), changing(request));
    sessions.forget();
    response.status(204).end();
  });

  router.delete('/users/:id/sessions', it, async (request, response) => {
    const ended = await signOutEverywhere(Number(request.params['id']), changing(request));
    sessions.forget();
    response.json({ ended });
  });

  function changing(request: Request): Changing {
    return {
      ...{ database, configuration: options.configuration() },
      ...{ who: identityOf(request).label, at: clock.now() },
    };
  }

  return router;
}

function userView(user: UserRow): z.infer<typeof userSchema> {
  return {
    id: String(user.id),
    login: user.login,
    name: user.name,
    role: user.role,
    branches: user.branches,
    seat: user.seat,
    totp: user.totp_secret !== null,
    mustChangePassword: user.must_change_password,
    createdAt: user.created_at.toISOString(),
    signedInAt: user.signed_in_at?.toISOString() ?? null,
    disabledAt: user.disabled_at?.toISOString() ?? null,
  };
}
