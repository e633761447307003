import type { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { HttpRequest, HttpResponse } from '../../../src/contracts/http-client.ts';
import type { KeptToken, MisApiContext } from '../../../src/contracts/mis-api.ts';
import { textOfAnswer, unusable } from '../../kit/ask.ts';
import { grantToken, notConnected } from '../../kit/grant-token.ts';
import { sendAuthorized } from '../../kit/send-authorized.ts';
import { jsonOf } from '../../kit/json-of.ts';
import type { AmocrmSettings } from './settings.ts';

export type AmocrmContext = MisApiContext<AmocrmSettings>;

interface Asked<Read> {
  what: string;
  method: 'GET' | 'POST' | 'PATCH';
  /** What follows `/api/v4/`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  schema: z.ZodType<Read>;
}

/** One request to the API; null for 204, which is how amoCRM says that nothing was found. */
export async function askAmocrm<Read>(context: AmocrmContext, asked: Asked<Read>): Promise<Read | null> {
  const { settings } = context;
  const { method, path, query, body, schema } = asked;
  const request = (access: string): HttpRequest => ({
    method,
    url: `${baseOf(settings)}/api/v4/${path}`,
    headers: {
      authorization: `Bearer ${access}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(query && { query }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const response =
    settings.token !== undefined
      ? await context.http.send(request(settings.token))
      : await sendAuthorized(context, {
          renew: (kept) => renew(context, kept),
          request: ({ access }) => request(access),
        });
  if (response.status === 204) return null;
  return read(response);

  function read(answer: HttpResponse): Read {
    const what = `amoCRM, ${asked.what}`;
    const text = textOfAnswer(answer, { what, method, url: '' });
    const parsed = schema.safeParse(jsonOf(text));
    if (!parsed.success) throw unusable(what, { method }, 'the answer has not the fields of its document');
    return parsed.data;
  }
}

/** https://www.amocrm.ru/developers/content/oauth/step-by-step: each refresh token works once. */
async function renew(context: AmocrmContext, kept: KeptToken | null): Promise<KeptToken> {
  if (kept?.refresh == null) throw notConnected('amoCRM', context.account);
  return grant(context, { grant_type: 'refresh_token', refresh_token: kept.refresh });
}

export function grant(
  context: Omit<AmocrmContext, 'tokens'>,
  asked: Readonly<Record<string, string>>,
): Promise<KeptToken> {
  const { app } = context.settings;
  if (app === undefined) throw new PermanentFailure('amoCRM: the account has no app');
  const { clientId: client_id, clientSecret: client_secret, redirectUri: redirect_uri } = app;
  return grantToken(context, {
    what: 'amoCRM, token',
    method: 'POST',
    url: `${baseOf(context.settings)}/oauth2/access_token`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...asked, client_id, client_secret, redirect_uri }),
  });
}

function baseOf({ url }: AmocrmSettings): string {
  return url.replace(/\/+$/, '');
}
