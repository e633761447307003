import type { z } from 'zod';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { HttpRequest, HttpResponse } from '../../../src/contracts/http-client.ts';
import type { KeptToken, MisApiContext } from '../../../src/contracts/mis-api.ts';
import { textOfAnswer, unusable } from '../../kit/ask.ts';
import { grantToken, notConnected } from '../../kit/grant-token.ts';
import { sendAuthorized } from '../../kit/send-authorized.ts';
import { jsonOf } from '../../kit/json-of.ts';
import { errorReply } from './replies.ts';
import type { Bitrix24Settings } from './settings.ts';

export type Bitrix24Context = MisApiContext<Bitrix24Settings>;

/** Refusals that are no fault of ours, by the portal's own sentences. These may hold a number, so none is kept. */
const sentences = {
  'no-call': /call is not found \(call should be registered/i,
  'no-user': /user is not found/i,
  'not-found': /^not found\.?$/i,
  'not-in-statistics': /not found in the statistic table/i,
} as const;

export class Bitrix24Refusal extends PermanentFailure {
  readonly reason: keyof typeof sentences | null;
  constructor(method: string, code: string, sentence: string) {
    super(`Bitrix24, ${method}: ${/^\w{1,60}$/.test(code) ? code : 'refused'}${hintOf(code)}`);
    const reasons = Object.keys(sentences) as (keyof typeof sentences)[];
    this.reason = reasons.find((reason) => sentences[reason].test(sentence)) ?? null;
  }
}

interface Asked<Read> {
  method: string;
  parameters: Readonly<Record<string, unknown>>;
  effect: 'read' | 'write';
  schema: z.ZodType<Read>;
  timeoutMs?: number;
}

/** One method of the REST API; errors come as `{ error, error_description }` with any status, 200 too. */
export async function askBitrix<Read>(context: Bitrix24Context, asked: Asked<Read>): Promise<Read> {
  const { method, effect, schema } = asked;
  const request = (url: string, more: Record<string, unknown>): HttpRequest => ({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ ...asked.parameters, ...more }),
    effect,
    ...(asked.timeoutMs !== undefined && { timeoutMs: asked.timeoutMs }),
  });
  const { settings } = context;
  const rest = `${settings.portal.replace(/\/+$/, '')}/rest`;
  const response =
    settings.app === undefined
      ? await context.http.send(request(`${rest}/${settings.webhook ?? ''}/${method}`, {}))
      : await sendAuthorized(context, {
          renew: (kept) => renew(context, kept),
          request: ({ access }) => request(`${rest}/${method}`, { auth: access }),
          refuses: (answer) => ['expired_token', 'invalid_token'].includes(errorOf(answer)?.error ?? ''),
        });
  return read(response, asked);

  function read(answer: HttpResponse, { method: name }: Asked<Read>): Read {
    const error = errorOf(answer);
    if (error !== null) throw failureOf(name, effect, answer.status, error);
    const what = `Bitrix24, ${name}`;
    const text = textOfAnswer(answer, { what, method: 'POST', url: '', effect });
    const parsed = schema.safeParse((jsonOf(text) as { result?: unknown } | null)?.result);
    if (!parsed.success)
      throw unusable(what, { method: 'POST', effect }, 'the answer has not the fields of its document');
    return parsed.data;
  }
}

const busy = new Set(['QUERY_LIMIT_EXCEEDED', 'OVERLOAD_LIMIT', 'OPERATION_TIME_LIMIT']);
const unknown = new Set(['INTERNAL_SERVER_ERROR', 'ERROR_UNEXPECTED_ANSWER']);

function failureOf(
  method: string,
  effect: 'read' | 'write',
  status: number,
  { error, error_description: text = '' }: z.infer<typeof errorReply>,
): Error {
  if (busy.has(error)) return new TransientFailure(`Bitrix24, ${method}: ${error}`);
  if (status >= 500 || unknown.has(error) || text === 'Unexpected database error')
    return effect === 'read'
      ? new TransientFailure(`Bitrix24, ${method}: it failed inside`)
      : new AmbiguousFailure(`Bitrix24, ${method}: it failed inside; it may have been accepted`);
  return new Bitrix24Refusal(method, error, text);
}

function errorOf({ body }: HttpResponse): z.infer<typeof errorReply> | null {
  const read = errorReply.safeParse(jsonOf(body.toString('utf8')));
  return read.success ? read.data : null;
}

function hintOf(code: string): string {
  if (code === 'WRONG_AUTH_TYPE') return '; calls are written by an application, not by a webhook';
  if (code === 'insufficient_scope') return '; give the application the rights telephony and crm';
  if (code === 'expired_token' || code === 'invalid_token' || code === 'NO_AUTH_FOUND')
    return '; connect the account again';
  return '';
}

/** https://apidocs.bitrix24.ru/settings/oauth/: GET, and each answer brings the next refresh token. */
async function renew(context: Bitrix24Context, kept: KeptToken | null): Promise<KeptToken> {
  if (kept?.refresh == null) throw notConnected('Bitrix24', context.account);
  return grant(context, { grant_type: 'refresh_token', refresh_token: kept.refresh }, kept.refresh);
}

export function grant(
  context: Omit<Bitrix24Context, 'tokens'>,
  asked: Readonly<Record<string, string>>,
  formerRefresh: string | null = null,
): Promise<KeptToken> {
  const { app } = context.settings;
  if (app === undefined) throw new PermanentFailure('Bitrix24: the account has no app');
  return grantToken(
    context,
    {
      what: 'Bitrix24, token',
      method: 'GET',
      url: `${app.oauth.replace(/\/+$/, '')}/oauth/token/`,
      query: { ...asked, client_id: app.clientId, client_secret: app.clientSecret },
    },
    formerRefresh,
  );
}
