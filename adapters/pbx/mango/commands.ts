import { AmbiguousFailure, PermanentFailure } from '../../../src/contracts/failures.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { WantedDial, WantedRoute } from '../../../src/contracts/pbx-api.ts';
import { dialCommandId, routeCommandId } from './command-id.ts';
import type { MangoClient, MangoContext, MangoRequest } from './client.ts';

/** Rings the operator first, then the other number. The notifications of the call carry the command's id. */
export async function dial(
  client: MangoClient,
  context: MangoContext,
  { extension, phone, line, requestId }: WantedDial,
): Promise<{ providerCallId: string }> {
  const command_id = dialCommandId(requestId);
  await command(client, context, {
    path: '/commands/callback',
    limit: 'callback',
    told: {
      command_id,
      from: { extension },
      to_number: digits(phone),
      ...(line !== null && { line_number: digits(line) }),
    },
  });
  return { providerCallId: command_id };
}

export async function hangUp(client: MangoClient, context: MangoContext, legIds: readonly string[]): Promise<void> {
  if (legIds.length === 0)
    throw new PermanentFailure('Mango Office hangs up a leg at a telephone, and this call has none that goes on.');
  for (const call_id of legIds)
    await command(client, context, {
      path: '/commands/call/hangup',
      limit: 'hangup',
      told: { command_id: routeCommandId, call_id },
    });
}

/** Sends a call in the menu, in the queue or ringing at somebody to another extension. */
export async function route(
  client: MangoClient,
  context: MangoContext,
  { event, extension, callerName }: WantedRoute,
): Promise<void> {
  const call_id = legOf(event);
  if (call_id === null)
    throw new PermanentFailure('Mango Office routes a leg that nobody answered yet, and this event names none.');
  const name = callerName === null ? '' : displayName(callerName);
  await command(client, context, {
    path: '/commands/route',
    limit: 'route',
    told: {
      command_id: routeCommandId,
      call_id,
      to_number: extension,
      ...(name !== '' && { sip_headers: { 'From/display-name': name } }),
    },
  });
}

/**
 * A command is only taken here; how it went comes to `/result/…`. The document leaves open what else is in the answer,
 * so an empty one and a JSON object without a code are good.
 */
async function command(
  client: MangoClient,
  context: MangoContext,
  request: Omit<MangoRequest, 'effect'>,
): Promise<void> {
  const { status, body, told } = await client.ask(context, { ...request, effect: 'write' });
  if (status >= 300) throw new PermanentFailure(`Mango Office answered HTTP ${status}; look at apiUrl.`);
  if (told === null && body.length > 0)
    throw new AmbiguousFailure('Mango Office answered something else than JSON; the command may have been taken');
}

const beginnings: readonly CallEvent['kind'][] = ['in-menu', 'queued', 'ringing'];

/** The menu and the queue are no legs of ours, but the key of their events begins with the `call_id`. */
function legOf({ kind, legId, eventKey }: CallEvent): string | null {
  if (!beginnings.includes(kind)) return null;
  return legId ?? /^(.+):\d+$/s.exec(eventKey)?.[1] ?? null;
}

const LONGEST_NAME_BYTES = 64;

/** As much of the name as the header takes, without what would end it. */
function displayName(name: string): string {
  let kept = '';
  for (const letter of name.replace(/[\p{Cc}"<>]/gu, ' ').trim()) {
    if (Buffer.byteLength(kept + letter) > LONGEST_NAME_BYTES) break;
    kept += letter;
  }
  return kept.trim();
}

/** Mango writes numbers in digits without a plus. */
function digits(number: string): string {
  return number.replace(/^\+/, '');
}
