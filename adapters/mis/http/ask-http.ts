import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { MisApiContext } from '../../../src/contracts/mis-api.ts';
import { askText, unusable } from '../../kit/ask.ts';
import { textOf } from '../../kit/text-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import type { HttpSettings, JsonTemplate, TemplatedRequest } from './settings.ts';
import { renderPath, renderText, renderValue, type Values } from './templates.ts';

export type HttpContext = MisApiContext<HttpSettings>;

/** One request of the configuration with its values; the answer as JSON, null where it has no body. */
export async function askHttp(
  { http, settings }: HttpContext,
  asked: { what: string; request: TemplatedRequest; values: Values; effect: 'read' | 'write' },
): Promise<unknown> {
  const { request, values, effect } = asked;
  const what = `HTTP, ${asked.what}`;
  const texts = (templates: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(templates).map(([name, text]) => [name, renderText(text, values)]));
  const body =
    request.json !== undefined
      ? { type: 'application/json', text: JSON.stringify(rendered(request.json, values)) }
      : request.form !== undefined
        ? { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(texts(request.form)).toString() }
        : null;
  const question = {
    ...{ what, method: request.method, effect },
    url: `${settings.url.replace(/\/+$/, '')}/${renderPath(request.path, values).replace(/^\/+/, '')}`,
    query: texts(request.query),
    headers: { accept: 'application/json', ...settings.headers, ...(body && { 'content-type': body.type }) },
    ...(body && { body: body.text }),
  };
  const text = (await askText(http, question)) ?? '';
  const { success } = settings;
  let answer: unknown = null;
  try {
    if (text !== '') answer = JSON.parse(text) as unknown;
  } catch {
    throw unusable(what, question, 'no JSON in the answer; is the address right?');
  }
  if (success !== undefined && !success.is.includes(textOf(valueAt(answer, success.path)) ?? '')) {
    if (valueAt(answer, success.path) === undefined)
      throw unusable(what, question, 'the answer does not say whether it succeeded');
    throw new PermanentFailure(`${what}: refused inside the answer`);
  }
  return answer;
}

function rendered(json: JsonTemplate, values: Values): unknown {
  if (typeof json === 'string') return renderValue(json, values);
  if (Array.isArray(json)) return json.map((item) => rendered(item, values));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, rendered(value, values)]));
}
