import { createHash } from 'node:crypto';
import { Router, type Response } from 'express';
import { z } from 'zod';
import { UnreadableNotification } from '../contracts/failures.ts';
import type { MisEvent } from '../contracts/mis-api.ts';
import { inboundRequest, Problem, readRawBody, type KeptAnswer } from '../platform/http/index.ts';
import type { MisAccess } from './mis-access.ts';

const MAXIMUM_BODY = 64 * 1024;
/** Of the answer to a click: a PBX that does not name its call is not followed, numbers and times are no identity. */
const dialledSchema = z.object({ account: z.string(), providerCallId: z.string() });

export interface EventsOptions {
  access: Pick<MisAccess, 'find'>;
  /** Answers what became of the command; throws a Problem where it is refused. */
  dial(
    clicked: Extract<MisEvent, { kind: 'dial' }> & {
      account: string;
      key: string;
      branches: readonly string[] | null;
    },
  ): Promise<KeptAnswer>;
  /** The PBX dials, by a call of this id: the one that the system began. */
  began(click: { account: string; ref: string; pbxAccount: string; providerCallId: string }): Promise<void>;
  /** For the log: says what to change, holds no number. */
  refused(account: string, reason: string): void;
}

/**
 * `POST /mis/{account}`: what a system tells by itself. A click on a number dials, once however often it is told; what
 * keeps it from dialling is said in the answer and in the log. Events of other kinds are taken and need nothing.
 */
export function createEventsApi(options: EventsOptions): Router {
  const router = Router();
  router.post('/mis/:account', async (request, response) => {
    const { body, truncated } = await readRawBody(request, MAXIMUM_BODY);
    const inbound = inboundRequest(request, '', body);
    const found = options.access.find(request.params.account);
    const events = found?.api.events;
    if (found === undefined || events === undefined || truncated || !events.authenticate(inbound, found.settings)) {
      response.status(403).type('text/plain').send('forbidden');
      return;
    }
    const { account, settings, wants } = found;
    try {
      let answer: KeptAnswer = { status: 200, body: {} };
      for (const event of events.read(inbound, settings))
        if (event.kind === 'dial') {
          answer = await options.dial({
            ...{ ...event, account, branches: wants.branches },
            key: event.ref ?? createHash('sha256').update(body).digest('hex'),
          });
          const dialled = dialledSchema.safeParse(answer.body).data;
          if (event.ref !== null && dialled !== undefined)
            await options.began({
              ...{ account, ref: event.ref },
              ...{ pbxAccount: dialled.account, providerCallId: dialled.providerCallId },
            });
        }
      if (answer.status >= 400) options.refused(account, `the PBX answered as ${answer.status}`);
      send(response, answer);
    } catch (error) {
      const problem =
        error instanceof UnreadableNotification
          ? new Problem(400, 'unreadable', 'Unreadable', 'The event has not the fields that its system documents.')
          : error;
      if (!(problem instanceof Problem)) throw error;
      const { status, type, title, detail } = problem;
      options.refused(account, detail);
      send(response, { status, body: { type, title, status, detail } });
    }
  });
  return router;
}

function send(response: Response, { status, body }: KeptAnswer): void {
  response
    .status(status)
    .type(status < 400 ? 'application/json' : 'application/problem+json')
    .send(JSON.stringify(body));
}
