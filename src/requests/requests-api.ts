import { Router, json, urlencoded, type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import { identityOf, requireRole, visibleBranches, type Identity } from '../access/index.ts';
import { toE164 } from '../contracts/phone-number.ts';
import { utmNames } from '../contracts/told-request.ts';
import { campaignAt } from '../platform/configuration/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { changeRequest, type RequestChange } from './change-request.ts';
import { listRequests, readRequest } from './list-requests.ts';
import { makeRequest, type Asked, type MakingOptions } from './make-request.ts';
import { knownFields, readTimes, requestBodySchema, wrong, type RequestBody } from './request-input.ts';
import { countOf } from './request-store.ts';
import { requestView } from './request-view.ts';

/** A form fills in a person's time; more than this is a robot. */
const MOST_A_MINUTE = 60;
const BODY = '64kb';
const LONGEST_KEY = 200;

const instant = z.iso.datetime({ offset: true });
export const requestsQuerySchema = z.object({
  cursor: z.string().optional().describe('from `next` of the page before'),
  from: instant.optional().describe('asked at or after, RFC 3339'),
  to: instant.optional().describe('asked before, RFC 3339'),
  branch: z.string().optional(),
  state: z.enum(['active', 'withdrawn']).optional(),
  source: z.enum(['site', 'seat']).optional(),
  person: z.coerce.number().int().optional().describe('id of a person of the directory'),
  phone: z.string().optional().describe('in any writing'),
  call: z.coerce.number().int().optional().describe('made at the card of this call'),
  task: z.coerce.number().int().optional().describe('that this task stands for'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const changeRequestSchema = z
  .strictObject({
    state: z.literal('withdrawn').optional().describe('advertising, a trial or a mistake: it counts as nothing'),
    personId: z.coerce
      .string()
      .regex(/^\d{1,15}$/)
      .nullable()
      .optional()
      .describe('whose it is; null: nobody’s in the directory'),
    phone: z.string().max(120).optional().describe('put right, in any writing'),
  })
  .refine((change) => Object.keys(change).length === 1, { error: 'Exactly one of state, personId and phone.' });

/** `/requests`: forms of the site and workplaces leave them, reception sees them. */
export function createRequestsApi(options: MakingOptions): Router {
  const { database, clock } = options;
  const router = Router();
  const reception = requireRole('reception', 'senior', 'manager');
  const mayLeave: RequestHandler = (request, response, next) =>
    identityOf(request).onlyFor === 'requests' ? next() : reception(request, response, next);

  router.post(
    '/requests',
    mayLeave,
    json({ limit: BODY }),
    urlencoded({ extended: false, limit: BODY }),
    async (request, response) => {
      const identity = identityOf(request);
      const sent = typeof request.body === 'object' && request.body !== null ? (request.body as object) : {};
      const body = readInput(requestBodySchema, sent);
      if (identity.onlyFor !== undefined) await refuseFlood(identity);
      const externalId = body.id ?? keyOf(request);
      const asked = body.callId === null ? ofSite(body, identity) : await ofCall(body, body.callId, identity);
      const { row, repeated } = await makeRequest({ ...asked, external_id: externalId }, options);
      const ignored = Object.keys(sent).filter((name) => !knownFields.has(name));
      response.status(repeated ? 200 : 201);
      // Whoever may only leave requests learns nothing of what is known of anybody, nor what stands under an id.
      if (identity.onlyFor !== undefined) {
        response.json({ id: String(row.id), repeated, phone: asked.phone, ignored });
        return;
      }
      const listed = await readRequest(database.pool, row.id, null);
      if (listed === null) throw new Error('a request that was just kept is gone');
      response.json({ ...requestView(listed), repeated, ignored });
    },
  );

  router.get('/requests', reception, async (request, response) => {
    const { from, to, phone, ...query } = readInput(requestsQuerySchema, request.query);
    const { rows, next } = await listRequests(database.pool, {
      ...query,
      branches: branchesOf(request),
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      phone: phone === undefined ? undefined : readPhone(phone),
    });
    response.json({ items: rows.map(requestView), next });
  });

  router.get('/requests/:id', reception, async (request, response) => {
    const listed = await readRequest(database.pool, idOf(request), branchesOf(request));
    if (listed === null) throw noSuchRequest();
    response.json(requestView(listed));
  });

  router.put('/requests/:id', reception, json(), async (request, response) => {
    const change = changeOf(readInput(changeRequestSchema, request.body));
    if (change.what === 'person' && change.personId !== null) await mustExist(change.personId);
    const id = idOf(request);
    const branches = branchesOf(request);
    const changed = await changeRequest({ id, change, who: identityOf(request).label, branches }, options);
    if (changed.kind === 'no-such-request') throw noSuchRequest();
    if (changed.kind === 'withdrawn')
      throw new Problem(409, 'request-withdrawn', 'The request is withdrawn', 'It was taken back: make a new one.');
    const listed = await readRequest(database.pool, id, branches);
    response.json(listed === null ? null : requestView(listed));
  });

  return router;

  /** What a form of the site or a program tells. */
  function ofSite(body: RequestBody, identity: Identity): Omit<Asked, 'external_id'> {
    const branch = branchOf(body, identity);
    return { ...common(body, branch, identity), source: 'site', call_id: null, person_id: null };
  }

  /** At the card of a call: the number is the caller's, unless another one is named. */
  async function ofCall(body: RequestBody, callId: string, identity: Identity): Promise<Omit<Asked, 'external_id'>> {
    if (identity.onlyFor !== undefined) throw wrong('callId', 'Only a workplace makes a request of a call.');
    const { rows } = await database.pool.query<{
      id: number;
      branch: string | null;
      external: string | null;
      line: string | null;
      chosen_person: number | null;
    }>(
      `select id, branch, external, line, chosen_person from call
       where id = (select coalesce(merged_into, id) from call where id = $1)`,
      [/^\d+$/.test(callId) ? Number(callId) : 0],
    );
    const call = rows[0];
    const seen = visibleBranches(identity, [...options.configuration().branches.keys()]);
    if (call === undefined || !(seen === null || (call.branch !== null && seen.includes(call.branch))))
      throw new Problem(
        404,
        'no-such-call',
        'No such call',
        'There is no call with this id among those that you may see.',
      );
    const branch = body.branch ?? call.branch ?? branchOf(body, identity);
    if (!options.configuration().branches.has(branch)) throw wrong('branch', 'There is no such branch.');
    const told = common(
      { ...body, phone: body.phone ?? call.external, line: body.line ?? call.line },
      branch,
      identity,
    );
    // Of a call that is going on its own number is the one; a number of somebody else is not of whom was chosen.
    const same = told.phone === call.external;
    return { ...told, source: 'seat', call_id: call.id, person_id: same ? call.chosen_person : null };
  }

  function common(
    body: RequestBody,
    branch: string,
    identity: Identity,
  ): Omit<Asked, 'source' | 'call_id' | 'person_id' | 'external_id'> {
    const { branches, lines, clinic } = options.configuration();
    const zone = branches.get(branch)?.zone ?? 'UTC';
    const times = readTimes(body, { zone, now: clock.now() });
    const line = body.line === null ? null : toE164(body.line, { country: clinic.country });
    const { form, page, referer, name, email, comment, doctor } = body;
    return {
      ...{ made_by: identity.label, branch, zone, form, page, referer, name, email, comment, doctor, line },
      ...{ asked_at: times.askedAt, plan_start: times.planStart, plan_end: times.planEnd, doctor_id: body.doctorId },
      phone: toE164(body.phone, { country: clinic.country, areaCode: branches.get(branch)?.areaCode }),
      phone_written: body.phone,
      campaign:
        body.campaign ?? campaignAt(line === null ? undefined : lines.get(line), times.askedAt, zone)?.name ?? null,
      utm: Object.fromEntries(
        utmNames.flatMap((of) => {
          const told = body[`utm_${of}`];
          return told === null ? [] : [[of, told]];
        }),
      ),
    };
  }

  /** Nobody at a workplace sees what belongs to no branch, so one is named where it does not follow. */
  function branchOf({ branch, line }: RequestBody, { branches: mine }: Identity): string {
    const { lines, clinic } = options.configuration();
    const ofLine = line === null ? undefined : lines.get(toE164(line, { country: clinic.country }) ?? '')?.branch;
    const named = branch ?? ofLine ?? (mine.length === 1 ? mine[0] : undefined);
    if (named === undefined) throw wrong('branch', `Say which: the token is of several branches (${mine.join(', ')}).`);
    if (!mine.includes(named)) throw wrong('branch', `The token is of the branches ${mine.join(', ')}.`);
    return named;
  }

  async function refuseFlood({ label }: Identity): Promise<void> {
    const sent = await countOf(database.pool, label, new Date(clock.now().getTime() - 60_000));
    if (sent >= MOST_A_MINUTE)
      throw new Problem(
        429,
        'too-many-requests',
        'Too many requests',
        `A token leaves at most ${MOST_A_MINUTE} requests a minute. Send it again in a minute.`,
      );
  }

  async function mustExist(personId: number): Promise<void> {
    const { rowCount } = await database.pool.query('select from person where id = $1 and deleted_at is null', [
      personId,
    ]);
    if (rowCount === 0) throw wrong('personId', 'There is no such person in the directory.');
  }

  function changeOf({ state, personId, phone }: z.infer<typeof changeRequestSchema>): RequestChange {
    if (state !== undefined) return { what: 'withdraw' };
    if (phone !== undefined) return { what: 'phone', phone: readPhone(phone) };
    return { what: 'person', personId: personId == null ? null : Number(personId) };
  }

  function readPhone(written: string): string {
    const phone = toE164(written, { country: options.configuration().clinic.country });
    if (phone === null) throw wrong('phone', 'This is not a telephone number.');
    return phone;
  }

  function branchesOf(request: Request): readonly string[] | null {
    return visibleBranches(identityOf(request), [...options.configuration().branches.keys()]);
  }
}

function keyOf(request: Request): string | null {
  const key = request.get('idempotency-key')?.trim();
  if (key === undefined || key === '') return null;
  if (key.length > LONGEST_KEY) throw wrong('Idempotency-Key', `At most ${LONGEST_KEY} characters.`);
  return key;
}

function idOf(request: Request): number {
  const written = String(request.params['id']);
  return /^\d{1,15}$/.test(written) ? Number(written) : 0;
}

function noSuchRequest(): Problem {
  return new Problem(
    404,
    'no-such-request',
    'No such request',
    'There is no request with this id among those that you may see.',
  );
}
