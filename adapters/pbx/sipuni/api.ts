import { createHash } from 'node:crypto';
import { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { HttpRequest } from '../../../src/contracts/http-client.ts';
import type { PbxApi, PbxApiContext, WantedDial } from '../../../src/contracts/pbx-api.ts';
import { askJson, unusable } from '../../kit/ask.ts';
import type { SipuniSettings } from './settings.ts';

type Context = PbxApiContext<SipuniSettings>;

/**
 * What clients in production ask of Sipuni. Its statistics are a table without the ids that the events have, so there is
 * no history to compare with; a recording is where the event's own link says.
 */
export const api: PbxApi<SipuniSettings> = {
  isConfigured: (settings) => settings.api !== undefined,
  dial,
  hangUp,
  selfTest,
};

/** The answer names no call that the events would name. */
async function dial(context: Context, wanted: WantedDial): Promise<{ providerCallId: string | null }> {
  // `reverse` 0: the employee's telephone rings first.
  const form = { antiaon: '0', phone: wanted.phone.slice(1), reverse: '0', sipnumber: wanted.extension };
  await ask(context, { what: 'Sipuni, call', path: 'callback/call_number', form, effect: 'write' });
  return { providerCallId: null };
}

async function hangUp(context: Context, providerCallId: string): Promise<void> {
  const form = { callId: providerCallId };
  await ask(context, { what: 'Sipuni, hang up', path: 'events/call/hangup', form, effect: 'write' });
}

async function selfTest(context: Context): Promise<void> {
  await ask(context, { what: 'Sipuni, schemes', path: 'schema/list', form: { type: '' }, effect: 'read' });
}

interface Asked {
  what: string;
  path: string;
  /** Without `user`. */
  form: Readonly<Record<string, string>>;
  effect: 'read' | 'write';
}

const answerSchema = z.union([z.array(z.unknown()), z.looseObject({ success: z.boolean() })]);

async function ask(context: Context, { what, path, form, effect }: Asked): Promise<void> {
  const { settings } = context;
  if (settings.api === undefined) throw new PermanentFailure('Sipuni: the account has no api to ask with');
  const { user, key, url } = settings.api;
  const fields = { ...form, user };
  const request: HttpRequest = {
    method: 'POST',
    url: `${url.replace(/\/+$/, '')}/${path}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, hash: hashOf(fields, key) }).toString(),
    effect,
  };
  const answer = answerSchema.safeParse(await askJson(context.http, { ...request, what }));
  if (!answer.success) throw unusable(what, request, 'the answer does not say whether it succeeded');
  if (!Array.isArray(answer.data) && !answer.data.success)
    throw new PermanentFailure(`${what}: Sipuni refuses it; look at the number of the account and the key`);
}

/** MD5 (hex) of the values in the order of their names, then the key, joined by plus signs. */
export function hashOf(fields: Readonly<Record<string, string>>, key: string): string {
  const values = Object.keys(fields)
    .sort()
    .map((name) => fields[name] ?? '');
  return createHash('md5')
    .update([...values, key].join('+'))
    .digest('hex');
}
