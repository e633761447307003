import { checkCallEvent, type CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { eventKeyOf } from '../../kit/event-key.ts';
import { readForm } from '../../kit/form.ts';
import { textOf } from '../../kit/text-of.ts';
import { eventsOf, isZadarmaEvent, type Field } from './events-of.ts';
import type { ZadarmaSettings } from './settings.ts';

/** A notification is one event, or two: the end tells the start once more. Throws `UnreadableNotification`. */
export function parse(request: InboundRequest, { account, settings }: ParseContext<ZadarmaSettings>): CallEvent[] {
  const form = readForm(request.body);
  const field: Field = (name) => textOf(form.get(name));
  const event = field('event');
  if (event === null) throw new UnreadableNotification('The form has no field event', 'event');
  if (!isZadarmaEvent(event)) throw new UnreadableNotification('event is none of the ten known', 'event');
  return eventsOf(event, field, settings).map((told) => checked({ ...told, account, eventKey: eventKeyOf(told) }));
}

const fieldNames: Readonly<Record<string, string>> = {
  providerCallId: 'pbx_call_id',
  extension: 'internal',
  reason: 'disposition',
  recording: 'call_id_with_rec',
};

function checked(event: CallEvent): CallEvent {
  const result = checkCallEvent(event);
  if (result.success) return result.data;
  const field = fieldNames[String(result.error.issues[0]?.path[0])] ?? null;
  throw new UnreadableNotification(`${field ?? 'A field'} is longer than any that is known`, field);
}
