import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { HttpResponse } from '../../../src/contracts/http-client.ts';
import type { PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import { jsonOf } from '../../kit/json-of.ts';
import { addressesOf } from './brands.ts';
import { rpcErrorSchema, toFailure } from './failures.ts';
import { apiOf, type UisSettings } from './settings.ts';

export type UisContext = PbxApiContext<UisSettings>;

export interface UisQuestion<T> {
  api: 'data' | 'call';
  method: string;
  params: Readonly<Record<string, unknown>>;
  effect: 'read' | 'write';
  /** Of `result`. */
  answer: z.ZodType<T>;
}

const envelope = z.union([
  z.object({ error: rpcErrorSchema, metadata: z.unknown().optional() }),
  z.object({ result: z.unknown() }),
]);

/** The Data API's answer to a method with the verb `get`. */
export const rowsOf = <Row>(row: z.ZodType<Row>) =>
  z.object({
    data: z.array(row),
    metadata: z.object({ total_items: z.number().int().nonnegative().nullish() }).nullish(),
  });

/**
 * One call of the Data API v2.0 or the Call API v4.0: JSON-RPC 2.0 over HTTPS POST, no batches, the key among the
 * parameters. Throws one of the three failures; `mnemonicOf` tells what UIS called it.
 */
export async function askUis<T>(context: UisContext, question: UisQuestion<T>): Promise<T> {
  const { api, method, params, effect } = question;
  const settings = apiOf(context.settings);
  const { dataToken, callToken } = settings;
  const response = await context.http.send({
    method: 'POST',
    url: addressesOf(settings)[api === 'data' ? 'dataApi' : 'callApi'],
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: randomUUID(),
      method,
      params: { access_token: api === 'call' ? (callToken ?? dataToken) : dataToken, ...params },
    }),
    effect,
  });
  return read(response, question);
}

/** Nothing of the answer but a known mnemonic goes into a message: it may repeat the key and numbers. */
function read<T>({ status, body }: HttpResponse, { method, effect, answer }: UisQuestion<T>): T {
  const unclear = (what: string): Error =>
    effect === 'read' ? new TransientFailure(what) : new AmbiguousFailure(`${what}; it may have been done`);
  if (status >= 500) throw unclear(`UIS ${method}: HTTP ${status}`);
  const json = jsonOf(body);
  const told = envelope.safeParse(json);
  if (told.success && 'error' in told.data) throw toFailure(told.data.error, { method, effect });
  if (status !== 200) throw new PermanentFailure(`UIS ${method}: HTTP ${status}; check the address of the API.`);
  if (json === undefined) throw unclear(`UIS ${method}: the answer is no JSON; check the address of the API.`);
  const result = told.success && 'result' in told.data ? answer.safeParse(told.data.result) : null;
  if (result?.success) return result.data;
  throw effect === 'read'
    ? new PermanentFailure(`UIS ${method}: the answer has another form than documented${placeOf(result?.error)}.`)
    : unclear(`UIS ${method}: the answer has another form than documented`);
}

/** Names of fields are the schema's own; numbers of rows say where. */
function placeOf(error: z.ZodError | undefined): string {
  const path = error?.issues[0]?.path.join('.');
  return path ? ` (${path})` : '';
}
