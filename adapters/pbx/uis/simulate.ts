import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { SimulatedRequest } from '../../../src/contracts/pbx.ts';
import { localTimeOf } from '../../kit/instant-of.ts';
import { commonPlaceholders, uisEventNames, uisNotifications, type UisEventName } from './notifications.ts';
import { extensionOf, type UisSettings } from './settings.ts';

/** The request that UIS would send by our template for this event; none for what UIS has no notification of. */
export function simulate(event: CallEvent, settings: UisSettings): SimulatedRequest[] {
  const name = nameOf(event);
  if (name === null) return [];
  return [
    {
      method: 'POST',
      path: `/${settings.secret}`,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ event: name, secret: settings.secret, ...fieldsOf(name, event, settings) }),
    },
  ];
}

function nameOf(event: CallEvent): UisEventName | null {
  if (event.kind === 'started') {
    // An internal call is told apart by its employee: only «Исходящий звонок» names one.
    const ours = event.direction === 'out' || (event.direction === 'internal' && event.employeeRef !== null);
    return ours ? 'outgoing' : 'incoming';
  }
  return uisEventNames.find((name) => uisNotifications[name].kind === event.kind) ?? null;
}

function fieldsOf(name: UisEventName, event: CallEvent, settings: UisSettings): Record<string, unknown> {
  const { title, placeholders, direction } = uisNotifications[name];
  const values: Record<string, unknown> = {
    notification_name: title,
    notification_time: event.occurredAt && localTimeOf(event.occurredAt, settings.zone),
    virtual_phone_number: digits(event.line),
    contact_phone_number: digits(event.external),
    call_session_id: asNumber(event.providerCallId),
    leg_id: asNumber(event.legId),
    leg_ids: event.legId === null ? null : [asNumber(event.legId)],
    employee_id: asNumber(event.employeeRef),
    extension_phone_number: event.extension,
    direction: event.direction === 'internal' ? null : event.direction,
    call_source: event.initiator,
    wait_time_duration: event.seconds?.wait,
    talk_time_duration: event.seconds?.talk,
    total_time_duration: event.seconds?.total,
    file_link: event.recording?.ref,
    tag_names: event.tags,
  };
  const asked = [...commonPlaceholders, ...placeholders];
  // What a customer's own template may ask for beyond ours, only where the event would not be the same without it.
  const derived = extensionOf(event.employeeRef, settings.employees) === event.extension;
  const beyond = [
    ...(event.direction !== direction ? ['direction'] : []),
    ...(derived ? [] : ['extension_phone_number']),
    ...(asked.includes('leg_ids') ? [] : ['leg_id']),
    ...['employee_id', 'call_source', 'wait_time_duration', 'talk_time_duration', 'total_time_duration', 'tag_names'],
  ].filter((field) => !asked.includes(field) && values[field] != null);
  return {
    ...Object.fromEntries([...asked, ...beyond].map((field) => [field, values[field] ?? null])),
    ...(event.direction === 'internal' ? { is_internal: true } : {}),
  };
}

/** UIS writes numbers in digits without a plus. */
function digits(number: string | null): string | null {
  return number?.replace(/^\+/, '') ?? null;
}

/** Ids are bare numbers in UIS; one that a number cannot hold exactly stays text. */
function asNumber(id: string | null): number | string | null {
  return id !== null && /^(?:0|[1-9]\d{0,14})$/.test(id) ? Number(id) : id;
}
