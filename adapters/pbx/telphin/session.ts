import { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { HttpRequest } from '../../../src/contracts/http-client.ts';
import type { PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import { askJson, unusable } from '../../kit/ask.ts';
import { createHeldToken, type Token } from '../../kit/held-token.ts';
import type { TelphinSettings } from './settings.ts';

export type TelphinContext = PbxApiContext<TelphinSettings>;

const token = createHeldToken(openSession);

interface Asked<Read> {
  what: string;
  method: 'GET' | 'POST';
  /** What follows `/api/ver1.0/`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  mayBeUnknown?: boolean;
  schema: z.ZodType<Read>;
}

/** One request with a token, read by its schema; null for 404 where that is an answer. */
export async function askTelphin<Read>(context: TelphinContext, asked: Asked<Read>): Promise<Read | null> {
  const first = await send(context, asked);
  if (!first.tokenRefused) return first.read();
  // It was withdrawn before its time; nothing was done yet.
  token.drop(context);
  return (await send(context, asked)).read();
}

async function send<Read>(
  context: TelphinContext,
  { what, method, path, query, body, mayBeUnknown = false, schema }: Asked<Read>,
): Promise<{ tokenRefused: boolean; read(): Read | null }> {
  const request: HttpRequest = {
    method,
    url: `${apiOf(context).url.replace(/\/+$/, '')}/api/ver1.0/${path}`,
    headers: {
      Authorization: `Bearer ${await token.get(context)}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(query && { query }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  let status = 0;
  const http = {
    ...context.http,
    async send(sent: HttpRequest) {
      const response = await context.http.send(sent);
      status = response.status;
      return response;
    },
  };
  try {
    const answer = await askJson(http, { ...request, what, mayBeUnknown });
    if (answer === null && mayBeUnknown) return { tokenRefused: false, read: () => null };
    const read = schema.safeParse(answer);
    if (!read.success) throw unusable(what, request, 'the answer has not the fields of its document');
    return { tokenRefused: false, read: () => read.data };
  } catch (error) {
    if (status !== 401) throw error;
    return {
      tokenRefused: true,
      read() {
        throw error;
      },
    };
  }
}

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

async function openSession(context: TelphinContext): Promise<Token> {
  const { url, clientId, clientSecret } = apiOf(context);
  const what = 'Telphin, access token';
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const answer = await askJson(context.http, {
    what,
    method: 'POST',
    url: `${url.replace(/\/+$/, '')}/oauth/token`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
    effect: 'read',
  });
  const read = tokenSchema.safeParse(answer);
  if (!read.success) throw unusable(what, { method: 'GET' }, 'the answer has no access_token');
  return {
    value: read.data.access_token,
    expiresAt: new Date(context.clock.now().getTime() + read.data.expires_in * 1000),
  };
}

export function apiOf({ settings }: TelphinContext): NonNullable<TelphinSettings['api']> {
  if (settings.api === undefined) throw new PermanentFailure('Telphin: the account has no api to ask with');
  return settings.api;
}
