import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../src/contracts/http-client.ts';

/** `what` names the request in failures: no secret, no number. */
export interface Question extends HttpRequest {
  what: string;
  /** 404 means that the provider does not know the thing asked for, which is no failure. */
  mayBeUnknown?: boolean;
}

/**
 * The body of a successful answer; null for 404 where that is an answer. Throws PermanentFailure for refused credentials
 * and any other status below 500; above, and for a page in HTML, TransientFailure of a read, AmbiguousFailure of a write.
 */
export async function askText(http: HttpClient, question: Question): Promise<string | null> {
  const { what: _what, mayBeUnknown, ...request } = question;
  const response = await http.send(request);
  return mayBeUnknown === true && response.status === 404 ? null : textOfAnswer(response, question);
}

/** What `askText` makes of an answer. */
export function textOfAnswer(response: HttpResponse, { what, ...request }: Question): string {
  refuseFailed(what, request, response);
  const text = response.body.toString('utf8').trim();
  if (text.startsWith('<'))
    throw unusable(what, request, 'a page in HTML instead of data; is the address of the API right?');
  return text;
}

/** The same with the answer read as JSON. */
export async function askJson(http: HttpClient, question: Question): Promise<unknown> {
  const text = await askText(http, question);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw unusable(question.what, question, 'no JSON in the answer; is the address of the API right?');
  }
}

/** For an answer that says nothing usable: did it happen? A read did not, of a write nobody knows. */
export function unusable(what: string, request: Pick<HttpRequest, 'method' | 'effect'>, why: string): Error {
  return isRead(request)
    ? new TransientFailure(`${what}: ${why}`)
    : new AmbiguousFailure(`${what}: ${why}; it may have been accepted`);
}

function refuseFailed(what: string, request: HttpRequest, { status }: HttpResponse): void {
  if (status >= 200 && status < 300) return;
  if (status >= 500) throw unusable(what, request, `HTTP ${status}`);
  if (status === 401 || status === 403)
    throw new PermanentFailure(
      `${what}: the credentials are refused (HTTP ${status}); correct them in the configuration`,
    );
  const hint = status === 404 ? '; is the address of the API right?' : '';
  throw new PermanentFailure(`${what}: HTTP ${status}${hint}`);
}

function isRead({ method, effect }: Pick<HttpRequest, 'method' | 'effect'>): boolean {
  return (effect ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'write')) === 'read';
}
