import { z } from 'zod';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { HttpRequest } from '../../../src/contracts/http-client.ts';
import type { PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import { askJson, unusable } from '../../kit/ask.ts';
import { createHeldToken, type Token } from '../../kit/held-token.ts';
import type { YeastarSettings } from './settings.ts';

export type YeastarContext = PbxApiContext<YeastarSettings>;

/**
 * The PBX grants at most 8 tokens at a time, each for 30 minutes («Get Access Token»), so one is kept as long as the
 * connection that it was got by.
 */
const token = createHeldToken(openSession);

const TOKEN_EXPIRED = 10004;
/** INTERNAL SERVER ERROR, PROCESSING, OVERLOAD_TASK_RUNNING: they pass («Error Code and Error Message»). */
const passing = new Set([-2, 2, 70082]);
const DATA_NOT_FOUND = 60001;
const MAX_LIMITATION_EXCEEDED = 60002;
const WHEN_A_TOKEN_EXPIRES_SECONDS = 600;

interface Asked<Read> {
  what: string;
  method: 'GET' | 'POST';
  /** What follows `/openapi/v1.0/`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, string>>;
  schema: z.ZodType<Read>;
}

/** One request with a token, read by its schema; null where the PBX says that it has no such thing. */
export async function askYeastar<Read>(context: YeastarContext, asked: Asked<Read>): Promise<Read | null> {
  const first = await send(context, asked, { ...asked.query, access_token: await token.get(context) });
  if (first.errcode !== TOKEN_EXPIRED) return judged(first, asked);
  // The PBX restarted, or somebody revoked the token: nothing was done yet.
  token.drop(context);
  return judged(await send(context, asked, { ...asked.query, access_token: await token.get(context) }), asked);
}

const envelope = z.looseObject({ errcode: z.number().int() });
type Envelope = z.infer<typeof envelope>;

async function send(
  context: YeastarContext,
  { what, method, path, body }: Omit<Asked<unknown>, 'schema'>,
  query: Readonly<Record<string, string>>,
  effect?: 'read',
): Promise<Envelope> {
  const request: HttpRequest = {
    method,
    url: `${apiOf(context).url.replace(/\/+$/, '')}/openapi/v1.0/${path}`,
    query,
    // Requests without this very name are not answered.
    headers: { 'User-Agent': 'OpenAPI', ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    ...(effect && { effect }),
  };
  const read = envelope.safeParse(await askJson(context.http, { ...request, what }));
  if (!read.success) throw unusable(what, request, 'the answer has no errcode');
  return read.data;
}

function judged<Read>(answer: Envelope, { what, method, schema }: Asked<Read>): Read | null {
  const { errcode } = answer;
  if (errcode === DATA_NOT_FOUND) return null;
  if (passing.has(errcode)) throw new TransientFailure(`${what}: errcode ${errcode}`);
  if (errcode !== 0) throw new PermanentFailure(`${what}: errcode ${errcode}; see Yeastar's list of error codes`);
  const read = schema.safeParse(answer);
  if (!read.success) throw unusable(what, { method }, 'the answer has not the fields of its document');
  return read.data;
}

const tokenSchema = z.object({ access_token: z.string().min(1), access_token_expire_time: z.number().positive() });

async function openSession(context: YeastarContext): Promise<Token> {
  const what = 'Yeastar, access token';
  const { clientId, clientSecret } = apiOf(context);
  const body = { username: clientId, password: clientSecret };
  const answer = await send(context, { what, method: 'POST', path: 'get_token', body }, {}, 'read');
  if (answer.errcode === MAX_LIMITATION_EXCEEDED)
    throw new TransientFailure(`${what}: the PBX has granted all its tokens`, {
      retryAfterSeconds: WHEN_A_TOKEN_EXPIRES_SECONDS,
    });
  const read = judged(answer, { what, method: 'GET', path: '', schema: tokenSchema });
  if (read === null) throw new PermanentFailure(`${what}: the Client ID is unknown to the PBX`);
  return {
    value: read.access_token,
    expiresAt: new Date(context.clock.now().getTime() + read.access_token_expire_time * 1000),
  };
}

export function apiOf({ settings }: YeastarContext): NonNullable<YeastarSettings['api']> {
  if (settings.api === undefined) throw new PermanentFailure('Yeastar: the account has no api to ask with');
  return settings.api;
}
