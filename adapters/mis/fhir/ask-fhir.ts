import type { z } from 'zod';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { HttpRequest, HttpResponse } from '../../../src/contracts/http-client.ts';
import type { MisApiContext } from '../../../src/contracts/mis-api.ts';
import { textOfAnswer, unusable } from '../../kit/ask.ts';
import { sendAuthorized } from '../../kit/send-authorized.ts';
import { jsonOf } from '../../kit/json-of.ts';
import { grant } from './grant.ts';
import { bundle, outcome, type FhirBundle } from './replies.ts';
import type { FhirSettings } from './settings.ts';

export type FhirContext = MisApiContext<FhirSettings>;

interface Asked {
  what: string;
  method: 'GET' | 'POST' | 'PUT';
  /** What follows the base address, or a whole address below it. */
  path: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  resource?: unknown;
}

/** Sends, with a token where the server asks for one; an OperationOutcome that tells an error is a failure. */
export async function askFhir(context: FhirContext, asked: Asked): Promise<{ response: HttpResponse; json: unknown }> {
  const { settings, http } = context;
  const { method, path, query, headers, resource } = asked;
  const what = `FHIR, ${asked.what}`;
  const request = (access: string | null): HttpRequest => ({
    method,
    url: path.startsWith('http') ? path : `${baseOf(settings)}/${path}`,
    ...(query && { query }),
    headers: {
      accept: 'application/fhir+json',
      ...headers,
      ...(access !== null && { authorization: `Bearer ${access}` }),
      ...(resource !== undefined && { 'content-type': 'application/fhir+json' }),
    },
    ...(resource !== undefined && { body: JSON.stringify(resource) }),
  });
  const { client } = settings;
  const response =
    client === undefined
      ? await http.send(request(null))
      : await sendAuthorized(context, {
          renew: () => grant(context, client),
          request: ({ access }) => request(access),
        });
  const json = jsonOf(response.body.toString('utf8'));
  const problem = outcome.safeParse(json).data?.issue.find(({ severity }) => /^(fatal|error)$/.test(severity));
  if (problem !== undefined && response.status < 500 && response.status !== 401 && response.status !== 403)
    throw failureOf(what, problem.code, response.status);
  textOfAnswer(response, { what, method, url: '' });
  return { response, json };
}

/** https://hl7.org/fhir/R4/valueset-issue-type.html: what passes by itself. */
const passing = new Set(['transient', 'lock-error', 'no-store', 'timeout', 'throttled']);

function failureOf(what: string, code: string, status: number): Error {
  const told = /^[a-z-]{1,30}$/.test(code) ? code : 'refused';
  const message = `${what}: ${told} (HTTP ${status})`;
  return passing.has(code) ? new TransientFailure(message) : new PermanentFailure(message);
}

/** Resources of a search, page by page, each only when the one before was taken. */
export async function* searchFhir(
  context: FhirContext,
  asked: { what: string; path: string; query: Readonly<Record<string, string>> },
): AsyncGenerator<unknown[]> {
  for (let next: Asked | null = { ...asked, method: 'GET' }; next !== null;) {
    context.signal.throwIfAborted();
    const { json } = await askFhir(context, next);
    const read = bundle.safeParse(json);
    if (!read.success) throw unusable(`FHIR, ${asked.what}`, { method: 'GET' }, 'the answer is no Bundle');
    yield (read.data.entry ?? []).map(({ resource }) => resource);
    next = nextOf(read.data, asked.what, context);
  }
}

function nextOf({ link }: FhirBundle, what: string, { settings }: FhirContext): Asked | null {
  const url = link?.find(({ relation }) => relation === 'next')?.url;
  if (url === undefined) return null;
  const next = new URL(url, `${baseOf(settings)}/`);
  if (next.origin !== new URL(settings.url).origin)
    throw new PermanentFailure(
      `FHIR, ${what}: its next page is at another address than url; correct the server’s own base address`,
    );
  return { what, method: 'GET', path: next.href };
}

/** Those of one kind; a Bundle holds what else the search found, and remarks. */
export function ofKind<Read>(resources: readonly unknown[], schema: z.ZodType<Read>): Read[] {
  return resources.flatMap((resource) => schema.safeParse(resource).data ?? []);
}

function baseOf({ url }: FhirSettings): string {
  return url.replace(/\/+$/, '');
}
