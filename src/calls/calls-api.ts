import { Router, json, type Request, type Response } from 'express';
import { z } from 'zod';
import { identityOf, requireRole, visibleBranches, type Identity } from '../access/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { noSuchCall } from './call-of-request.ts';
import { callFilterSchema, type CallFilter, type CallQuery } from './call-filter.ts';
import type { CallDetail, CallView } from './call-register.ts';
import type { Choice } from './choose-caller.ts';
import { exportQuerySchema, type Export } from './export-calls.ts';

export const listQuerySchema = callFilterSchema.extend({
  cursor: z.string().optional().describe('from `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const chooseBodySchema = z.object({
  personId: z.coerce.string().nullable().describe('one of the candidates of the call; null takes the choice back'),
});

export interface CallsApiOptions {
  list(filter: CallFilter): Promise<{ items: CallView[]; next: string | null }>;
  /** The outside numbers that a search means. */
  search(text: string): Promise<string[]>;
  /** Answers with the calls as a file. */
  export(response: Response, wanted: Export): Promise<void>;
  read(id: number): Promise<CallDetail | null>;
  choose(wanted: {
    callId: number;
    personId: number | null;
    who: string;
    branches: readonly string[] | null;
  }): Promise<Choice>;
  /** Every branch of the clinic. */
  branches(): readonly string[];
}

/** Calls of the branches that the token may see. */
export function createCallsApi(options: CallsApiOptions): Router {
  const router = Router();

  router.get('/calls', async (request, response) => {
    const { limit, cursor, ...asked } = readInput(listQuerySchema, request.query);
    const filter = await filterOf(request, asked);
    const { items, next } = await options.list({ ...filter, limit, cursor });
    response.json({ items, next });
  });

  router.get('/calls/export', requireRole('senior', 'manager'), async (request, response) => {
    const { format, language, ...asked } = readInput(exportQuerySchema, request.query);
    await options.export(response, {
      ...{ format, language, asked, filter: await filterOf(request, asked), who: identityOf(request).label },
    });
  });

  router.get('/calls/:id', async (request, response) => {
    response.json(await visibleCall(identityOf(request), request.params.id));
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

  async function filterOf(request: Request, asked: CallQuery): Promise<Omit<CallFilter, 'limit' | 'cursor'>> {
    const { branch, from, to, search, ...rest } = asked;
    return {
      ...rest,
      branches: visible(identityOf(request), branch),
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      numbers: search === undefined || search === '' ? undefined : await options.search(search),
    };
  }

  async function visibleCall(identity: Identity, id: string): Promise<CallDetail> {
    const call = /^\d{1,15}$/.test(id) ? await options.read(Number(id)) : null;
    const branches = visible(identity, undefined);
    if (call === null || (branches !== null && (call.branch === null || !branches.includes(call.branch))))
      throw noSuchCall();
    return call;
  }

  /** Null: everything, for a token of the whole clinic. */
  function visible(identity: Identity, asked: string | undefined): readonly string[] | null {
    if (asked !== undefined) {
      if (!identity.branches.includes(asked))
        throw new Problem(
          403,
          'not-allowed',
          'Not allowed',
          `branch: this token sees ${identity.branches.join(', ')}.`,
        );
      return [asked];
    }
    return visibleBranches(identity, options.branches());
  }
}
