import { z } from 'zod';
import { e164Schema } from './phone-number.ts';

export const callEventKinds = [
  'started',
  'in-menu',
  'queued',
  'ringing',
  'answered',
  'voicemail',
  'held',
  'resumed',
  'leg-ended',
  'transferred',
  'linked',
  'missed',
  'ended',
  'recorded',
  /** Somebody marked the call in the PBX; tells nothing else, and makes no call where none is known. */
  'tagged',
] as const;
export type CallEventKind = (typeof callEventKinds)[number];

export const directions = ['in', 'out', 'internal'] as const;
export type Direction = (typeof directions)[number];

/**
 * One normalised fact from a PBX about a call: what every adapter answers and the intake stores.
 * `eventKey` is the provider's own id or sequence, else a SHA-256 of canonical fields; it only saves work, the fold
 * of the call stands any order and any repeats.
 */
export const callEventSchema = z.object({
  eventKey: z.string().min(1).max(200),
  account: z.string().min(1),
  providerCallId: z.string().min(1).max(200),
  /** Other ids of the same call: a transfer that opened a second one, a changed Linkedid. */
  linkedCallIds: z.array(z.string().min(1).max(200)),
  kind: z.enum(callEventKinds),
  /** RFC 3339 UTC as the PBX says, null when it says nothing. */
  occurredAt: z.iso.datetime().nullable(),
  /** As the PBX says it; null where this notification does not tell. */
  direction: z.enum(directions).nullable(),
  /** The PBX's own id of the attempt at one extension; null: the leg is (call, extension). */
  legId: z.string().max(200).nullable(),
  extension: z.string().max(40).nullable(),
  /** The PBX's own id of the employee, kept so that an unknown one can be offered for binding. */
  employeeRef: z.string().max(200).nullable(),
  /** The outside party; null: withheld, internal, or this notification does not tell. */
  external: e164Schema.nullable(),
  /** The clinic's number (DID) in E.164. */
  line: e164Schema.nullable(),
  /** Who placed the call where it is told: an API user, a call-back widget, … */
  initiator: z.string().max(200).nullable(),
  /** The PBX's own word for why it ended so. */
  reason: z.string().max(200).nullable(),
  /** Whole seconds. */
  seconds: z
    .object({
      wait: z.number().int().min(0).nullable(),
      talk: z.number().int().min(0).nullable(),
      total: z.number().int().min(0).nullable(),
    })
    .nullable(),
  recording: z.object({ ref: z.string().max(2000), kind: z.enum(['talk', 'voicemail']) }).nullable(),
  /** What people marked the call with in the PBX, in its words; left out: this notification does not tell. */
  tags: z.array(z.string().min(1).max(200)).max(100).optional(),
});
export type CallEvent = z.infer<typeof callEventSchema>;

const known = new WeakSet<CallEvent>();

/** As `callEventSchema.safeParse`; an event that passed once is not looked through again. */
export function checkCallEvent(event: CallEvent): z.ZodSafeParseResult<CallEvent> {
  if (known.has(event)) return { success: true, data: event };
  const checked = callEventSchema.safeParse(event);
  if (checked.success) known.add(checked.data);
  return checked;
}

/** Fills what a notification does not tell, so that adapters write only what it does. */
export function callEvent(
  told: Pick<CallEvent, 'eventKey' | 'account' | 'providerCallId' | 'kind'> & Partial<CallEvent>,
): CallEvent {
  return {
    linkedCallIds: [],
    occurredAt: null,
    direction: null,
    legId: null,
    extension: null,
    employeeRef: null,
    external: null,
    line: null,
    initiator: null,
    reason: null,
    seconds: null,
    recording: null,
    ...told,
  };
}
