import { SmsRefused, SmsStopped } from '../../src/contracts/sms.ts';
import { TransientFailure } from '../../src/contracts/failures.ts';
import type { HttpClient, HttpResponse } from '../../src/contracts/http-client.ts';
import { textOfAnswer, unusable, type Question } from './ask.ts';
import { retryAfterSeconds } from './retry-after.ts';

/**
 * The body of a provider's answer. 401 and 403 stop the account, 402 too; 408 was not taken; above 499 and for a page in
 * HTML nobody knows of a write. Statuses of `readable` are answers: the provider tells its errors in their bodies.
 */
export async function askSms(
  http: HttpClient,
  question: Question & { readable?: (status: number) => boolean },
): Promise<string> {
  const { readable, ...asked } = question;
  const { what: _what, mayBeUnknown: _unknown, ...request } = asked;
  return smsAnswer(await http.send(request), asked, readable);
}

/** What `askSms` makes of an answer. */
export function smsAnswer(
  response: HttpResponse,
  question: Question,
  readable: (status: number) => boolean = () => false,
): string {
  const { status, headers } = response;
  const { what } = question;
  if (readable(status)) return textOfAnswer({ ...response, status: 200 }, question);
  if (status === 401 || status === 403)
    throw new SmsStopped('credentials', `${what}: the credentials are refused (HTTP ${status}); correct them`);
  if (status === 402) throw new SmsStopped('no-money', `${what}: no money on the account (HTTP 402); top it up`);
  if (status === 408 || status === 429 || status === 503)
    throw new TransientFailure(`${what}: HTTP ${status}`, {
      retryAfterSeconds: retryAfterSeconds(headers['retry-after']),
    });
  if (status >= 300 && status < 400)
    throw new SmsStopped('credentials', `${what}: HTTP ${status}; redirects are not followed, correct the address`);
  if (status === 404) throw new SmsStopped('credentials', `${what}: HTTP 404; is the address of the API right?`);
  if (status >= 400 && status < 500) throw new SmsRefused('other', `${what}: HTTP ${status}`);
  return textOfAnswer(response, question);
}

/** The same with the answer read as JSON; what is none says nothing about whether it happened. */
export async function askSmsJson(
  http: HttpClient,
  question: Question & { readable?: (status: number) => boolean },
): Promise<unknown> {
  const text = await askSms(http, question);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw unusable(question.what, question, 'no JSON in the answer; is the address of the API right?');
  }
}
