import { Router, json, type Request } from 'express';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { identityOf, visibleBranches } from '../access/index.ts';
import { roles } from '../contracts/role.ts';
import { toE164 } from '../contracts/phone-number.ts';
import { taskSettings, type Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { NothingDone, Problem, readInput, type KeptAnswer } from '../platform/http/index.ts';
import { answerOnce } from './once-api.ts';
import {
  attemptTask,
  changeTask,
  closeTask,
  createTask,
  maySee,
  reopenTask,
  type Changed,
  type Changer,
  type ChangingOptions,
} from './change-task.ts';
import { countTasks, listTasks, readListed } from './list-tasks.ts';
import { taskTypesOf } from './task-types.ts';
import { taskView, type TaskDetail } from './task-view.ts';

const text = (longest: number) => z.string().trim().min(1).max(longest);
const instant = z.iso.datetime({ offset: true });
const personId = z.coerce.string().regex(/^\d{1,15}$/);

export const tasksQuerySchema = z.object({
  state: z.enum(['open', 'closed', 'all']).default('open'),
  type: z.string().optional(),
  branch: z.string().optional(),
  owner: z
    .string()
    .optional()
    .describe('me (taken by whoever asks, or of the own workplace), nobody, a role, or the id of a workplace'),
  overdue: z.stringbool().optional(),
  escalated: z.stringbool().optional(),
  person: z.coerce.number().int().optional().describe('id of a person of the directory'),
  phone: z.string().optional().describe('in any writing'),
  call: z.coerce.number().int().optional().describe('id of a call that made, grew, tried or closed the task'),
  since: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .describe(
      '`since` of an earlier answer: everything that changed after it, in the order of changes, in every state',
    ),
  cursor: z.string().optional().describe('from `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const taskCountsSchema = z.object({
  open: z.number().int(),
  overdue: z.number().int(),
  escalated: z.number().int(),
  mine: z.number().int().describe('taken by whoever asks, or of the own workplace'),
  byType: z.record(z.string(), z.number().int()),
  withoutNumber: z
    .number()
    .int()
    .describe('missed calls of withheld numbers today: nobody can be called back, so there is no task'),
});

const owner = z
  .object({ seat: z.string().nullable().default(null), role: z.enum(roles).nullable().default(null) })
  .describe('both null: whoever is free in the branch');

export const newTaskSchema = z.object({
  type: text(40).default('other').describe('one of /tasks/types'),
  what: text(500).nullish().describe('the name of the type when left out'),
  note: text(2000).nullish(),
  branch: text(40),
  phone: text(40).nullish().describe('in any writing; a callback needs a number'),
  name: text(200).nullish().describe('of somebody who is not in the directory'),
  personId: personId.nullish(),
  owner: owner.nullish().describe('as the type says when left out'),
  dueAt: instant.nullish().describe('as the type says, in the working time of the branch, when left out'),
  priority: z.enum(['high', 'normal', 'low']).nullish(),
  visitId: personId.nullish(),
});

export const changeTaskSchema = z.object({
  take: z
    .enum(['take', 'take-over', 'release'])
    .optional()
    .describe('take: mine, 409 when somebody has it; take-over: mine all the same; release: nobody’s again'),
  owner: owner.optional(),
  dueAt: instant.optional(),
  note: text(2000).nullish(),
  what: text(500).nullish(),
  priority: z.enum(['high', 'normal', 'low']).nullish(),
});

/** Reasons that the screen offers; others are a person's own words. */
export const closeReasons = [
  'another-phone',
  'messenger',
  'came-in-person',
  'no-need',
  'cannot-reach',
  'done',
] as const;

export const closeTaskSchema = z.object({
  reason: text(100).describe(
    `${closeReasons.join(', ')}, or in own words; outside the statistics of time. Of confirm-visit also \`confirmed\`: nobody is reminded any more, and the MIS is told where it takes that`,
  ),
  note: text(2000).nullish(),
});
export const attemptSchema = z.object({ note: text(2000).nullish() });

export interface TasksApiOptions extends ChangingOptions {
  database: Database;
}

/** Tasks of the branches that whoever asks may see, and those of their own workplace. */
export function createTasksApi(options: TasksApiOptions): Router {
  const { database, clock } = options;
  const once = { sql: database.sql, clock };
  const router = Router();

  router.get('/tasks', async (request, response) => {
    const query = readInput(tasksQuerySchema, request.query);
    const by = changerOf(request, options.configuration());
    if (query.branch !== undefined && !identityOf(request).branches.includes(query.branch))
      throw new Problem(403, 'not-allowed', 'Not allowed', 'branch: this token does not see it.');
    const phone = query.phone === undefined ? undefined : readPhone(query.phone, query.branch);
    const { owner: whose, since, state, ...rest } = query;
    const mine = whose === 'me';
    const found = await listTasks(
      database.pool,
      {
        ...rest,
        ...{ state, phone, mine: mine ? by : undefined },
        since: since === undefined ? undefined : Number(since),
        owner: mine ? undefined : ownerAsked(whose),
      },
      by,
      clock.now(),
    );
    response.json({
      items: found.rows.map((row) => taskView(row, clock.now(), zoneOf)),
      next: found.next,
      since: found.since,
    });
  });

  router.get('/tasks/types', (_request, response) => {
    response.json({
      items: taskTypesOf(taskSettings(options.configuration())).map(({ id, name, dueMinutes, builtIn }) => ({
        ...{ id, name, dueMinutes, builtIn },
      })),
      closeReasons,
    });
  });

  router.get('/tasks/counts', async (request, response) => {
    const by = changerOf(request, options.configuration());
    const zone = zoneOf(by.branches?.[0] ?? null) ?? 'UTC';
    const now = clock.now();
    const since = DateTime.fromJSDate(now, { zone }).startOf('day').toJSDate();
    const counts = await countTasks(database.pool, by, { now, since });
    const { open, overdue, escalated, mine } = counts;
    response.json({ open, overdue, escalated, mine, byType: counts.by_type, withoutNumber: counts.without_number });
  });

  router.get('/tasks/:id', async (request, response) => {
    const by = changerOf(request, options.configuration());
    const found = await detail(idOf(request));
    if (found === null || !maySee(found.row, by)) throw noSuchTask();
    response.json(found.view);
  });

  router.post('/tasks', json(), async (request, response) => {
    const body = readInput(newTaskSchema, request.body);
    const identity = identityOf(request);
    if (!identity.branches.includes(body.branch))
      throw new Problem(403, 'not-allowed', 'Not allowed', 'branch: this token does not see it.');
    const types = taskTypesOf(taskSettings(options.configuration()));
    if (!types.some(({ id }) => id === body.type))
      throw new Problem(400, 'bad-input', 'Bad input', `type: one of ${types.map(({ id }) => id).join(', ')}.`);
    const phone = body.phone == null ? null : readPhone(body.phone, body.branch);
    if (body.type === 'callback' && phone === null)
      throw new Problem(400, 'bad-input', 'Bad input', 'phone: a callback needs a number.');
    checkOwner(body.owner);
    await answerOnce(once, request, response, { create: body }, () =>
      done(
        201,
        createTask(
          {
            ...{ type: body.type, what: body.what ?? null, note: body.note ?? null, branch: body.branch, phone },
            ...{ name: body.name ?? null, priority: body.priority ?? null },
            personId: body.personId == null ? null : Number(body.personId),
            owner: body.owner ?? null,
            dueAt: body.dueAt == null ? null : new Date(body.dueAt),
            visitId: body.visitId == null ? null : Number(body.visitId),
          },
          changerOf(request, options.configuration()),
          options,
        ),
      ),
    );
  });

  router.put('/tasks/:id', json(), async (request, response) => {
    const { dueAt, ...body } = readInput(changeTaskSchema, request.body);
    checkOwner(body.owner);
    const by = changerOf(request, options.configuration());
    const changed = await changeTask(
      idOf(request),
      { ...body, ...(dueAt !== undefined && { dueAt: new Date(dueAt) }) },
      by,
      options,
    );
    if (changed.kind !== 'done') throw problemOf(changed);
    response.json((await detail(changed.id))?.view);
  });

  router.post('/tasks/:id/close', json(), async (request, response) => {
    const { reason, note } = readInput(closeTaskSchema, request.body);
    const id = idOf(request);
    await answerOnce(once, request, response, { close: id, reason, note }, () =>
      done(200, closeTask(id, { reason, note: note ?? null }, changerOf(request, options.configuration()), options)),
    );
  });

  router.post('/tasks/:id/reopen', json(), async (request, response) => {
    const id = idOf(request);
    await answerOnce(once, request, response, { reopen: id }, () =>
      done(200, reopenTask(id, changerOf(request, options.configuration()), options)),
    );
  });

  router.post('/tasks/:id/attempt', json(), async (request, response) => {
    const { note } = readInput(attemptSchema, request.body ?? {});
    const id = idOf(request);
    await answerOnce(once, request, response, { attempt: id, note }, () =>
      done(200, attemptTask(id, note ?? null, changerOf(request, options.configuration()), options)),
    );
  });

  return router;

  async function done(status: number, work: Promise<Changed>): Promise<KeptAnswer> {
    const changed = await work;
    if (changed.kind !== 'done') throw new NothingDone(problemOf(changed));
    return { status, body: (await detail(changed.id))?.view };
  }

  async function detail(id: number) {
    const found = await readListed(database.pool, id);
    if (found === null) return null;
    const view: TaskDetail = {
      ...taskView(found.row, clock.now(), zoneOf),
      linked: found.linked.map(({ call_id, role, at }) => ({ callId: String(call_id), role, at: at.toISOString() })),
      events: found.events.map(({ at, who, what, detail: more }) => ({
        ...{ at: at.toISOString(), who, what, detail: withoutNumbers(more) },
      })),
    };
    return { row: found.row, view };
  }

  function zoneOf(branch: string | null): string | null {
    const { branches } = options.configuration();
    return (branch === null ? [...branches.values()][0] : branches.get(branch))?.zone ?? null;
  }

  function readPhone(written: string, branch: string | undefined): string {
    const { clinic, branches } = options.configuration();
    const areaCode = branch === undefined ? undefined : branches.get(branch)?.areaCode;
    const phone = toE164(written, { country: clinic.country, areaCode });
    if (phone === null) throw new Problem(400, 'bad-input', 'Bad input', 'phone: this is not a telephone number.');
    return phone;
  }

  function ownerAsked(written: string | undefined): { seat: string } | { role: string } | 'nobody' | undefined {
    if (written === undefined || written === 'nobody') return written;
    return roles.some((role) => role === written) ? { role: written } : { seat: written };
  }

  function checkOwner(named: z.infer<typeof owner> | null | undefined): void {
    if (named?.seat != null && !options.configuration().seats.has(named.seat))
      throw new Problem(400, 'bad-input', 'Bad input', 'owner.seat: there is no such workplace.');
  }
}

export function changerOf(request: Request, configuration: Configuration): Changer {
  const identity = identityOf(request);
  const branches = visibleBranches(identity, [...configuration.branches.keys()]);
  return { label: identity.label, seat: identity.seat, branches };
}

export function idOf(request: Request): number {
  const written = String(request.params['id']);
  return /^\d{1,15}$/.test(written) ? Number(written) : 0;
}

/** Whom a callback was opened for stands in the task itself. */
function withoutNumbers(detail: Record<string, unknown> | null): Record<string, unknown> | null {
  if (detail === null) return null;
  const { phone: _phone, person: _person, ...rest } = detail;
  return Object.keys(rest).length === 0 ? null : rest;
}

function noSuchTask(): Problem {
  return new Problem(
    404,
    'no-such-task',
    'No such task',
    'There is no task with this id among those that you may see.',
  );
}

function problemOf(changed: Exclude<Changed, { kind: 'done' }>): Problem {
  switch (changed.kind) {
    case 'no-such-task':
      return noSuchTask();
    case 'closed':
      return new Problem(409, 'task-closed', 'The task is closed', 'It was closed meanwhile; reopen it to change it.');
    case 'open':
      return new Problem(409, 'task-open', 'The task is open', 'There is nothing to reopen.');
    case 'taken':
      return new Problem(
        409,
        'task-taken',
        'Somebody has it',
        `${changed.by} took it; send take-over to have it.`,
        undefined,
        { by: changed.by },
      );
    case 'already-open':
      return new Problem(
        409,
        'already-open',
        'There is one already',
        `Task ${changed.id} is open for the same person or number.`,
      );
    case 'not-needed':
      return new Problem(
        409,
        'not-needed',
        'Nothing to reopen',
        'Its calls are none to call back any more, or later calls of the same person were dealt with.',
      );
    case 'of-offer':
      return new Problem(
        409,
        'task-of-offer',
        'It asks about a free slot',
        `Say what became of it: POST /waiting-list/offers/${changed.offer}/take or /decline.`,
      );
  }
}
