import { Router, type Request, type Response } from 'express';
import type { Clock } from '../contracts/clock.ts';
import type { MisAccount, PullPorts } from '../contracts/mis.ts';
import type { InboundRequest, OutboundReply } from '../contracts/request.ts';
import type { Database } from '../platform/database/index.ts';
import { inboundRequest, readRawBody } from '../platform/http/index.ts';
import { recordExchange, type Exchange } from './exchange-log.ts';
import { recordContact } from './account-contact.ts';
import type { PullAccount } from './pull-accounts.ts';
import { storeIsDown } from './store-is-down.ts';

const TURNED_AWAY_MS = 10_000;

export interface PullPoll {
  account: string;
  /** In the MIS's own word; null where none was asked for. */
  method: string | null;
  status: number;
  rows: number | null;
  seconds: number;
}

export interface PullApi {
  accounts: readonly PullAccount[];
  branches: MisAccount<unknown>['branches'];
  ports(account: string): PullPorts;
  database: Pick<Database, 'sql'>;
  clock: Clock;
  /** Whether the address may call an account with this list; an empty list lets all in. */
  addressAllowed(allowFrom: readonly string[], address: string): boolean;
  /** After each answer to an account that proved itself; for metrics and the log. */
  polled?(poll: PullPoll): void;
  /** What made an answer 5xx; for the log. */
  failed(error: unknown, account: string): void;
}

/**
 * `/{basePath}/{account}/…` of every MIS that asks us. Credentials are checked before the body is read; an unknown
 * account, a foreign address and a wrong secret get one and the same refusal. Failures are 503 (the database) or 500,
 * in plain text, and never 2xx.
 */
export function createPullApi(api: PullApi): Router {
  const router = Router();
  const turnedAway = new Map<string, number>();
  for (const basePath of new Set(api.accounts.map((account) => account.basePath))) {
    const accounts = api.accounts.filter((account) => account.basePath === basePath);
    router.all(`/${basePath}/:account{/*rest}`, async (request, response) => {
      const started = performance.now();
      const { account: name, rest } = request.params;
      const inbound = inboundRequest(request, Array.isArray(rest) ? `/${rest.join('/')}` : '', Buffer.alloc(0));
      const exchange = (reply: Exchange['reply']): Exchange => ({
        ...{ account: name, at: api.clock.now(), reply, address: inbound.remoteAddress },
        milliseconds: performance.now() - started,
      });
      try {
        const { reply, known } = await answerPoll(api, accounts, { request, inbound, name });
        if (known || (await mayKeep(name)))
          // What cannot be kept is no reason to leave a stranger without an answer.
          await recordExchange(api.database.sql, exchange(reply)).catch((error: unknown) => {
            if (known) throw error;
            api.failed(error, name);
          });
        send(response, reply);
        if (!known) return;
        const { method = null, rows = null, status } = reply;
        api.polled?.({ account: name, method, status, rows, seconds: (performance.now() - started) / 1000 });
      } catch (error) {
        api.failed(error, name);
        const reply = failureReply(error);
        // A store that is down keeps nothing of it either.
        if (!storeIsDown(error))
          await recordExchange(api.database.sql, exchange(reply)).catch((cause: unknown) => api.failed(cause, name));
        if (response.headersSent) return void response.destroy();
        if (storeIsDown(error)) response.set('Retry-After', '30');
        send(response, reply);
      }
    });
  }
  return router;

  /** Of those who are turned away at an account that there is, one in ten seconds: strangers must not fill the log. */
  async function mayKeep(account: string): Promise<boolean> {
    if (!api.accounts.some((each) => each.account === account)) return false;
    const now = api.clock.now().getTime();
    const last = turnedAway.get(account);
    if (last !== undefined && now - last < TURNED_AWAY_MS && now >= last) return false;
    turnedAway.set(account, now);
    return true;
  }
}

async function answerPoll(
  api: PullApi,
  accounts: PullAccount[],
  { request, inbound, name }: { request: Request; inbound: InboundRequest; name: string },
): Promise<{ reply: Exchange['reply']; known: boolean }> {
  const turnAway = (reply: OutboundReply) => ({ reply, known: false });
  if (request.method !== 'GET' && request.method !== 'POST') return turnAway(text(405, 'Нужен запрос GET или POST.'));
  const account = accounts.find((each) => each.account === name);
  const known = account !== undefined && api.addressAllowed(account.allowFrom, inbound.remoteAddress) ? account : null;
  // All accounts of one base path have the same adapter, so any of them can refuse in its words.
  const refusal = (known ?? accounts[0]!).pull.authenticate(inbound, known?.settings ?? null);
  if (refusal !== null) return turnAway(refusal);
  if (known === null) throw new Error('An adapter accepted a request without an account.');

  const { body, truncated } = await readRawBody(request, known.pull.maximumBody);
  if (truncated) return { reply: text(413, 'Тело запроса слишком велико.'), known: true };
  const reply = await known.pull.answer(
    { ...inbound, body },
    { account: name, settings: known.settings, branches: api.branches },
    api.ports(name),
  );
  await recordContact(api.database.sql, {
    account: name,
    what: reply.method === null ? 'polled' : `polled:${reply.method}`,
    at: api.clock.now(),
    detail: { status: reply.status, rows: reply.rows },
  });
  return { reply, known: true };
}

function failureReply(error: unknown): OutboundReply {
  const status = storeIsDown(error) ? 503 : 500;
  return text(status, 'Трубка сейчас не может ответить; данные не потеряны, повторите запрос позже.');
}

function send(response: Response, reply: OutboundReply): void {
  response.status(reply.status).set('Content-Type', reply.contentType).send(reply.body);
}

function text(status: number, body: string): OutboundReply {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
