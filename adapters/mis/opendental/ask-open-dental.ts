import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import type { MisApiContext } from '../../../src/contracts/mis-api.ts';
import { askParsed } from '../../kit/ask-parsed.ts';
import type { OpenDentalSettings } from './settings.ts';

export type OpenDentalContext = MisApiContext<OpenDentalSettings>;

interface Asked<Read> {
  what: string;
  method?: 'GET' | 'POST' | 'PUT';
  /** What follows `/api/v1/`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  schema: z.ZodType<Read>;
}

export function askOpenDental<Read>(context: OpenDentalContext, asked: Asked<Read>): Promise<Read> {
  const { what, method = 'GET', path, query, body, schema } = asked;
  const { url, developerKey, customerKey } = context.settings;
  return askParsed(context.http, {
    what: `Open Dental, ${what}`,
    method,
    url: `${url.replace(/\/+$/, '')}/${path}`,
    headers: {
      authorization: `ODFHIR ${developerKey}/${customerKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(query && { query }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    schema,
  });
}

/** A list page by page, at the pace that the key allows, each page only when the one before was taken. */
export async function* pagesOf<Row>(
  context: OpenDentalContext,
  asked: { what: string; path: string; query: Readonly<Record<string, string>>; schema: z.ZodType<Row[]> },
): AsyncGenerator<Row[]> {
  const { pageSize, secondsPerRequest } = context.settings;
  for (let offset = 0; ; offset += pageSize) {
    context.signal.throwIfAborted();
    const query = { ...asked.query, Limit: String(pageSize), Offset: String(offset) };
    const rows = await askOpenDental(context, { ...asked, query });
    yield rows;
    if (rows.length < pageSize) return;
    await wait(secondsPerRequest * 1000, undefined, { signal: context.signal });
  }
}
