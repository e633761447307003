import type { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { MisApiContext } from '../../../src/contracts/mis-api.ts';
import { unusable } from '../../kit/ask.ts';
import { askParsed } from '../../kit/ask-parsed.ts';
import { answerReply, problemReply } from './replies.ts';
import type { RenovatioSettings } from './settings.ts';

export type RenovatioContext = MisApiContext<RenovatioSettings>;

interface Asked<Read> {
  method: string;
  parameters: Readonly<Record<string, string>>;
  effect: 'read' | 'write';
  schema: z.ZodType<Read>;
}

/** One method; errors come as `{ error: 1, data: { code, desc } }` with HTTP 200. */
export async function askRenovatio<Read>({ http, settings }: RenovatioContext, asked: Asked<Read>): Promise<Read> {
  const { method, parameters, effect, schema } = asked;
  const what = `Renovatio, ${method}`;
  const { error, data } = await askParsed(http, {
    ...{ what, method: 'POST', effect },
    url: `${settings.url.replace(/\/+$/, '')}/${method}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ api_key: settings.apiKey, ...parameters }).toString(),
    schema: answerReply,
  });
  if (error !== 0) {
    const code = String(problemReply.safeParse(data).data?.code ?? '');
    throw new PermanentFailure(`${what}: ${/^\w{1,40}$/.test(code) ? `error ${code}` : 'refused'}`);
  }
  const read = schema.safeParse(data);
  if (!read.success) throw unusable(what, { method: 'POST', effect }, 'the answer has not the fields of its document');
  return read.data;
}
