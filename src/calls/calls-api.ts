import { Router, json, type Response } from 'express';
import { z } from 'zod';
import { identityOf, requireRole, type Identity } from '../access/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { noSuchCall } from './call-of-request.ts';
import { callFilterSchema, type CallFilter } from './call-filter.ts';
import type { CallDetail, CallView } from './call-register.ts';
import type { Choice } from './choose-caller.ts';
import { branchesAsked, filterFor, type FilterFor } from './filter-for.ts';
import { exportQuerySchema, type Export } from './export-calls.ts';

export const listQuerySchema = callFilterSchema.extend({
  cursor: z.string().optional().describe('from `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const earlierQuerySchema = z.object({ limit: z.coerce.number().int().min(1).max(20).default(3) });

export const chooseBodySchema = z.object({
  personId: z.coerce.string().nullable().describe('one of the candidates of the call; null takes the choice back'),
});

export interface CallsApiOptions extends FilterFor {
  list(filter: CallFilter): Promise<{ items: CallView[]; next: string | null }>;
  /** Answers with the calls as a file. */
  export(response: Response, wanted: Export): Promise<void>;
  read(id: number): Promise<CallDetail | null>;
  /** The last calls before it of the same person or number. */
  earlier(wanted: { call: CallDetail; branches: readonly string[] | null; limit: number }): Promise<CallView[]>;
  choose(wanted: {
    callId: number;
    personId: number | null;
    who: string;
    branches: readonly string[] | null;
  }): Promise<Choice>;
}

/** Calls of the branches that the token may see. */
export function createCallsApi(options: CallsApiOptions): Router {
  const router = Router();

  router.get('/calls', async (request, response) => {
    const { limit, cursor, ...asked } = readInput(listQuerySchema, request.query);
    const filter = await filterFor(identityOf(request), asked, options);
    const { items, next } = await options.list({ ...filter, limit, cursor });
    response.json({ items, next });
  });

  router.get('/calls/export', requireRole('senior', 'manager'), async (request, response) => {
    const { format, language, ...asked } = readInput(exportQuerySchema, request.query);
    await options.export(response, {
      ...{
        format,
        language,
        asked,
        filter: await filterFor(identityOf(request), asked, options),
        who: identityOf(request).label,
      },
    });
  });

  router.get('/calls/:id', async (request, response) => {
    response.json(await visibleCall(identityOf(request), request.params.id));
  });

  router.get('/calls/:id/earlier', async (request, response) => {
    const identity = identityOf(request);
    const call = await visibleCall(identity, request.params.id);
    const { limit } = readInput(earlierQuerySchema, request.query);
    response.json({ items: await options.earlier({ call, branches: visible(identity, undefined), limit }) });
  });

  router.put('/calls/:id/caller', json(), async (request, response) => {
    const identity = identityOf(request);
    const call = await visibleCall(identity, request.params.id);
    const { personId } = readInput(chooseBodySchema, request.body);
    const choice = await options.choose({
      callId: Number(call.id),
      personId: personId === null ? null : Number(personId),
      who: identity.label,
      branches: visible(identity, undefined),
    });
    if (choice.kind === 'no-such-call') throw noSuchCall();
    if (choice.kind === 'no-such-candidate')
      throw new Problem(
        409,
        'not-a-candidate',
        'Not a candidate',
        'personId must be the id of one of the candidates of this call.',
      );
    response.json(await options.read(choice.callId));
  });

  return router;

  async function visibleCall(identity: Identity, id: string): Promise<CallDetail> {
    const call = /^\d{1,15}$/.test(id) ? await options.read(Number(id)) : null;
    const branches = visible(identity, undefined);
    if (call === null || (branches !== null && (call.branch === null || !branches.includes(call.branch))))
      throw noSuchCall();
    return call;
  }

  function visible(identity: Identity, asked: string | undefined): readonly string[] | null {
    return branchesAsked(identity, asked, options.branches());
  }
}
