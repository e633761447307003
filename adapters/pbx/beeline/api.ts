import { z } from 'zod';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type {
  PbxApi,
  PbxApiContext,
  PbxEmployee,
  RecordingSource,
  WantedDial,
  WantedRecording,
} from '../../../src/contracts/pbx-api.ts';
import { askJson, askText, unusable } from '../../kit/ask.ts';
import { textField } from '../../kit/field.ts';
import type { BeelineSettings } from './settings.ts';

type Context = PbxApiContext<BeelineSettings>;

/**
 * The portal's API, as two clients in production speak it (an SDK for Python and a call centre's own). Its statistics name
 * neither the call nor its id, so there is no history that could be compared with the events.
 */
export const api: PbxApi<BeelineSettings> = { recording, dial, employees, subscribe, selfTest };

const LATER_SECONDS = 60;

/** The PBX says where a recording is once it is whole; until then it knows none of this call. */
async function recording(context: Context, { ref }: WantedRecording): Promise<RecordingSource> {
  const parts = /^([^/]+)\/([^/]+)$/.exec(ref);
  if (parts === null) return { kind: 'never', reason: 'Beeline names no recording of this call.' };
  const place = `v2/records/${encodeURIComponent(parts[1]!)}/${encodeURIComponent(parts[2]!)}`;
  const known = await ask(context, 'recording', { method: 'GET', path: place, mayBeUnknown: true });
  if (known === null) return { kind: 'not-yet', retryAfterSeconds: LATER_SECONDS };
  return { kind: 'http', url: addressOf(context, `${place}/download`), headers: headersOf(context), trusted: true };
}

/** The answer is the id of the call, as plain text; the PBX rings the employee first. Numbers are ten digits there. */
async function dial(context: Context, wanted: WantedDial): Promise<{ providerCallId: string | null }> {
  const phone = wanted.phone.replace(/^\+7(?=\d{10}$)/, '').replace(/^\+/, '');
  const answer = await askText(context.http, {
    what: 'Beeline, call',
    method: 'POST',
    url: addressOf(context, `abonents/${encodeURIComponent(wanted.extension)}/call`),
    query: { phoneNumber: phone },
    headers: headersOf(context),
  });
  refuseError(answer ?? '', 'Beeline, call');
  const id = (answer ?? '').replace(/^"(.*)"$/s, '$1').trim();
  return { providerCallId: /^[\w:.@-]{1,200}$/.test(id) ? id : null };
}

const employeeSchema = z.object({
  userId: textField,
  firstName: textField,
  lastName: textField,
  extension: textField,
  phone: textField,
});

async function employees(context: Context): Promise<PbxEmployee[]> {
  const answer = z
    .array(employeeSchema)
    .safeParse(await ask(context, 'employees', { method: 'GET', path: 'abonents' }));
  if (!answer.success) throw unusable('Beeline, employees', { method: 'GET' }, 'the answer is no list of employees');
  return answer.data.flatMap(({ userId, firstName, lastName, extension }) => {
    if (userId === null) return [];
    const name = [lastName, firstName].filter((part) => part !== null).join(' ');
    return [{ ref: userId, name: name === '' ? null : name, extensions: extension === null ? [] : [extension] }];
  });
}

const subscriptionSchema = z.object({ subscriptionId: textField, expires: z.coerce.number().positive().optional() });

/**
 * One subscription for each employee, because its address must tell whose event it is: the events themselves hardly ever
 * name the employee's number.
 */
async function subscribe(context: Context): Promise<{ expiresAt: Date }> {
  const { settings, clock } = context;
  const began = clock.now();
  const known =
    settings.employees.length > 0
      ? settings.employees
      : (await employees(context)).flatMap(({ extensions }) => extensions).filter((one) => /^\d{2,11}$/.test(one));
  if (known.length === 0)
    throw new PermanentFailure('Beeline knows no employee with an extension: list them in the setting employees');
  let seconds = settings.subscriptionSeconds;
  for (const extension of new Set(known)) {
    const answer = await ask(context, 'subscription', {
      method: 'PUT',
      path: 'subscription',
      // Subscribing twice does no harm, so a lost answer is simply asked again.
      effect: 'read',
      body: {
        pattern: extension,
        expires: settings.subscriptionSeconds,
        subscriptionType: settings.subscriptionType,
        url: `${settings.publicUrl}/${settings.secret}/${extension}`,
      },
    });
    const made = subscriptionSchema.safeParse(answer);
    if (!made.success || made.data.subscriptionId === null)
      throw unusable('Beeline, subscription', { method: 'GET' }, 'the answer has no subscriptionId');
    seconds = Math.min(seconds, made.data.expires ?? seconds);
  }
  return { expiresAt: new Date(began.getTime() + seconds * 1000) };
}

async function selfTest(context: Context): Promise<void> {
  await employees(context);
}

interface Asked {
  method: 'GET' | 'PUT';
  path: string;
  body?: unknown;
  effect?: 'read';
  mayBeUnknown?: boolean;
}

async function ask(context: Context, part: string, { path, body, ...asked }: Asked): Promise<unknown> {
  const what = `Beeline, ${part}`;
  const answer = await askJson(context.http, {
    ...asked,
    what,
    url: addressOf(context, path),
    headers: headersOf(context),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  refuseError(answer, what);
  return answer;
}

/** An error may also come inside of a successful answer: `{ errorCode, description }`. */
function refuseError(answer: unknown, what: string): void {
  const value = typeof answer === 'string' && answer.startsWith('{') ? parsed(answer) : answer;
  if (typeof value !== 'object' || value === null || !('errorCode' in value)) return;
  const code = Number(value.errorCode);
  if (code === 429 || code >= 500) throw new TransientFailure(`${what}: errorCode ${code}`);
  throw new PermanentFailure(`${what}: errorCode ${Number.isInteger(code) ? code : 'unknown'}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function addressOf({ settings }: Context, path: string): string {
  return `${settings.api.url.replace(/\/+$/, '')}/${path}`;
}

function headersOf({ settings }: Context): Record<string, string> {
  return { 'X-MPBX-API-AUTH-TOKEN': settings.api.token, 'Content-Type': 'application/json' };
}
