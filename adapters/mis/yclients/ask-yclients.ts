import type { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { MisApiContext } from '../../../src/contracts/mis-api.ts';
import { unusable } from '../../kit/ask.ts';
import { askParsed } from '../../kit/ask-parsed.ts';
import { answerReply } from './replies.ts';
import type { YclientsSettings } from './settings.ts';

export type YclientsContext = MisApiContext<YclientsSettings>;

interface Asked<Read> {
  what: string;
  /** What follows `/api/v1/`. */
  path: string;
  body: unknown;
  effect: 'read' | 'write';
  /** Telephony commands go by the token of the partner alone. */
  asUser: boolean;
  /** Of `data`. */
  schema: z.ZodType<Read>;
}

export async function askYclients<Read>({ http, settings }: YclientsContext, asked: Asked<Read>): Promise<Read> {
  const { path, body, effect, asUser, schema } = asked;
  const { url, partnerToken, userToken } = settings;
  const what = `YCLIENTS, ${asked.what}`;
  const { success, data } = await askParsed(http, {
    ...{ what, method: 'POST', effect },
    url: `${url.replace(/\/+$/, '')}/api/v1/${path}`,
    headers: {
      accept: 'application/vnd.yclients.v2+json',
      'content-type': 'application/json',
      authorization: `Bearer ${partnerToken}${asUser ? `, User ${userToken}` : ''}`,
    },
    body: JSON.stringify(body),
    schema: answerReply,
  });
  if (!success) throw new PermanentFailure(`${what}: refused; look at the rights of the tokens`);
  const read = schema.safeParse(data);
  if (!read.success) throw unusable(what, { method: 'POST', effect }, 'the answer has not the fields of its document');
  return read.data;
}
