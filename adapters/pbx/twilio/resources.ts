import { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { HttpRequest } from '../../../src/contracts/http-client.ts';
import type { PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import { askJson, unusable } from '../../kit/ask.ts';
import { numberField, textField } from '../../kit/field.ts';
import type { TwilioSettings } from './settings.ts';

export type TwilioContext = PbxApiContext<TwilioSettings>;

/** A Call resource (twilio.com/docs/voice/api/call-resource). Times are RFC 2822 in GMT. */
export const callSchema = z.object({
  sid: z.string().min(1),
  parent_call_sid: textField,
  status: z.string().min(1),
  direction: textField,
  from: textField,
  to: textField,
  duration: numberField,
  start_time: textField,
  end_time: textField,
});
export type CallResource = z.infer<typeof callSchema>;

/** A Recording resource (twilio.com/docs/voice/api/recording). `call_sid` is always that of the parent. */
export const recordingSchema = z.object({ sid: z.string().min(1), call_sid: textField, status: textField });
export type RecordingResource = z.infer<typeof recordingSchema>;

interface Asked<Read> {
  what: string;
  method: 'GET' | 'POST';
  /** What follows the account: `/Calls.json`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  form?: Readonly<Record<string, string>>;
  mayBeUnknown?: boolean;
  schema: z.ZodType<Read>;
}

/** One request, read by its schema; null for 404 where that is an answer. */
export async function askTwilio<Read>(context: TwilioContext, asked: Asked<Read>): Promise<Read | null> {
  const { what, method, query, form, mayBeUnknown = false, path } = asked;
  const request: HttpRequest = {
    method,
    url: path.startsWith('/2010-04-01/') ? baseOf(context) + path : accountUrl(context) + path,
    headers: { ...credentials(context), ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }) },
    ...(query && { query }),
    ...(form && { body: new URLSearchParams(form).toString() }),
  };
  const answer = await askJson(context.http, { ...request, what, mayBeUnknown });
  if (answer === null && mayBeUnknown) return null;
  const read = asked.schema.safeParse(answer);
  if (!read.success) throw unusable(what, request, 'the answer is not the resource that was asked for');
  return read.data;
}

/** All rows of a list, page after page; the vendor's own paging, 1,000 rows at most in a page. */
export async function listTwilio<Row>(
  context: TwilioContext,
  {
    what,
    path,
    query,
    name,
    row,
  }: { what: string; path: string; query: Record<string, string>; name: string; row: z.ZodType<Row> },
): Promise<Row[]> {
  const schema = z.object({ [name]: z.array(row), next_page_uri: textField });
  const rows: Row[] = [];
  const visited = new Set<string>();
  let next: { path: string; query?: Record<string, string> } | null = { path, query: { ...query, PageSize: '1000' } };
  while (next !== null) {
    const page: Record<string, unknown> = (await askTwilio(context, { what, method: 'GET', ...next, schema })) ?? {};
    rows.push(...(page[name] as Row[]));
    const uri = page['next_page_uri'] as string | null;
    if (uri !== null && (!uri.startsWith('/2010-04-01/') || visited.has(uri)))
      throw unusable(what, { method: 'GET' }, 'the address of the next page is none or repeats');
    if (uri !== null) visited.add(uri);
    next = uri === null ? null : { path: uri };
  }
  return rows;
}

export function accountUrl(context: TwilioContext): string {
  return `${baseOf(context)}/2010-04-01/Accounts/${apiOf(context).accountSid}`;
}

/** Basic authentication by the Account SID and the Auth Token. */
export function credentials(context: TwilioContext): { Authorization: string } {
  const pair = `${apiOf(context).accountSid}:${context.settings.authToken}`;
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

export function apiOf({ settings }: TwilioContext): NonNullable<TwilioSettings['api']> {
  if (settings.api === undefined) throw new PermanentFailure('Twilio: the account has no api.accountSid to ask with');
  return settings.api;
}

function baseOf(context: TwilioContext): string {
  return apiOf(context).url.replace(/\/+$/, '');
}
