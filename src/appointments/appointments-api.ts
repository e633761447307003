import { Router, json, type RequestHandler } from 'express';
import { z } from 'zod';
import { identityOf, visibleBranches, type Identity } from '../access/index.ts';
import { visitStates } from '../contracts/appointments.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import { inTransaction, type Database } from '../platform/database/index.ts';
import { idempotent, NothingDone, Problem, readInput, requiredKey, type KeptAnswer } from '../platform/http/index.ts';
import { putVisit, visitBodySchema, type VisitPut } from './put-visit.ts';
import { listVisits, readVisit } from './visits-store.ts';

export const visitsQuerySchema = z.object({
  cursor: z.string().optional().describe('from `next` of the page before'),
  from: z.iso.datetime({ offset: true }).optional().describe('starts at or after, RFC 3339'),
  to: z.iso.datetime({ offset: true }).optional().describe('starts before, RFC 3339'),
  branch: z.string().optional(),
  person: z.coerce.number().int().optional().describe('id of a person of the directory'),
  state: z
    .string()
    .optional()
    .describe(`one or several of ${visitStates.join(', ')}, with commas between them`)
    .transform((text) => text?.split(','))
    .pipe(z.array(z.enum(visitStates)).optional()),
  source: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** `GET /appointments` and `PUT /appointments/{source}/{id}`, of the branches that the token may see. */
export function createAppointmentsApi(options: {
  database: Database;
  configuration(): Configuration;
  clock: Clock;
  mayPut: RequestHandler;
}): Router {
  const { database, clock } = options;
  const router = Router();

  router.get('/appointments', async (request, response) => {
    const { branch, from, to, state, ...query } = readInput(visitsQuerySchema, request.query);
    response.json(
      await listVisits(database.pool, {
        ...query,
        branches: visible(identityOf(request), branch),
        from: from === undefined ? undefined : new Date(from),
        to: to === undefined ? undefined : new Date(to),
        states: state,
      }),
    );
  });

  router.put('/appointments/:source/:id', options.mayPut, json(), async (request, response) => {
    const source = String(request.params['source']);
    const externalId = String(request.params['id']);
    const identity = identityOf(request);
    refuseForeign(source, externalId);
    const body = readInput(visitBodySchema, request.body);
    const { branches, clinic } = options.configuration();
    const branch = body.branch == null ? [...branches.values()][0] : branches.get(body.branch);
    if (branch === undefined)
      throw new Problem(400, 'bad-input', 'Bad input', 'branch: there is no such branch in the configuration.');
    const seen = visible(identity, body.branch ?? undefined);
    const {
      status,
      body: answer,
      repeated,
    } = await idempotent({
      sql: database.sql,
      clock,
      owner: `token ${identity.tokenId}`,
      key: requiredKey(request.get('idempotency-key')),
      request: { appointment: source, externalId, body },
      unknown: {
        status: 503,
        body: {
          type: 'https://trubka.dev/problems/unknown-outcome',
          title: 'Unknown outcome',
          status: 503,
          detail: 'It is not known whether this was done: repeat it with a new Idempotency-Key.',
        },
      },
      work: async (): Promise<KeptAnswer> => {
        const before = await readVisit(database.pool, source, externalId);
        if (before !== null && seen !== null && (before.branch === null || !seen.includes(before.branch)))
          throw new NothingDone(notAllowed('The visit belongs to a branch that this token does not see.'));
        if (before === null && seen !== null && body.branch == null)
          throw new NothingDone(notAllowed('branch: name one of those that this token sees.'));
        const put = await inTransaction(database.pool, (tx) =>
          putVisit(tx, {
            ...{ source, externalId, body, at: clock.now() },
            zone: body.branch === undefined ? (before?.zone ?? branch.zone) : branch.zone,
            numbers: { country: clinic.country, areaCode: branch.areaCode },
          }),
        );
        if (put.kind !== 'put') throw new NothingDone(problemOf(put));
        const after = await readVisit(database.pool, source, externalId);
        return { status: put.counts.added > 0 ? 201 : 200, body: after };
      },
    });
    if (repeated) response.set('Idempotency-Replayed', 'true');
    response.status(status).json(answer);
  });

  return router;

  /** Visits of a file or a configured source would be written over by its next reading. */
  function refuseForeign(source: string, externalId: string): void {
    if (!/^[\w:.-]{1,60}$/.test(source) || externalId.length > 200)
      throw new Problem(404, 'not-found', 'Not found', 'A source has letters, digits and . : - _, at most 60.');
    const configured = options.configuration().appointments?.sources.some(({ id }) => id === source) ?? false;
    if (configured || source.startsWith('file:'))
      throw notAllowed('The visits of this source are read from it: correct them there.');
  }

  /** Null: everything, for a token of the whole clinic. */
  function visible(identity: Identity, asked: string | undefined): readonly string[] | null {
    if (asked === undefined) return visibleBranches(identity, [...options.configuration().branches.keys()]);
    if (!identity.branches.includes(asked))
      throw notAllowed(`branch: this token sees ${identity.branches.join(', ')}.`);
    return [asked];
  }
}

function notAllowed(detail: string): Problem {
  return new Problem(403, 'not-allowed', 'Not allowed', detail);
}

function problemOf(failed: Exclude<VisitPut, { kind: 'put' }>): Problem {
  return new Problem(
    400,
    'bad-input',
    'Bad input',
    failed.kind === 'unread-phone'
      ? 'person.phone: must be a telephone number with its city code.'
      : 'endsAt: must be later than startsAt.',
  );
}
