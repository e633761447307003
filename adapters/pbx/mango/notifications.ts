import { z } from 'zod';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readForm } from '../../kit/form.ts';
import { numberOf } from '../../kit/number-of.ts';
import { textOf } from '../../kit/text-of.ts';
import { timeOf } from '../../kit/time-of.ts';

/** The document's tables say integer, its examples send text: both are read. */
const text = z.unknown().optional().transform(textOf);
const number = z.unknown().optional().transform(numberOf);
const time = z
  .unknown()
  .optional()
  .transform((value) => timeOf(value, 'unix', 'UTC'));
/** `{}`, `[]` and nothing at all are seen for a party that is not known. */
const group = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

const fromSchema = z.preprocess(group, z.object({ extension: text, number: text, taken_from_call_id: text }));
const toSchema = z.preprocess(group, z.object({ extension: text, number: text, line_number: text }));

export const legSchema = z.object({
  entry_id: text,
  call_id: text,
  timestamp: time,
  seq: number,
  call_state: text,
  location: text,
  /** So in the examples of the vendor's document. */
  locaton: text,
  from: fromSchema,
  to: toSchema,
  disconnect_reason: text,
  transfer: text,
  command_id: text,
  callback_initiator: text,
});
export type LegNotification = z.infer<typeof legSchema>;

export const summarySchema = z.object({
  entry_id: text,
  call_direction: number,
  from: fromSchema,
  to: toSchema,
  line_number: text,
  create_time: time,
  talk_time: z
    .unknown()
    .optional()
    .transform((value) => ({ told: numberOf(value) !== null, at: timeOf(value, 'unix', 'UTC') })),
  end_time: time,
  disconnect_reason: text,
});
export type SummaryNotification = z.infer<typeof summarySchema>;

export const recordSchema = z.object({ entry_id: text, recording_id: text, timestamp: time });
export type RecordNotification = z.infer<typeof recordSchema>;

export type MangoNotification =
  | { is: 'leg'; told: LegNotification }
  | { is: 'summary'; told: SummaryNotification }
  | { is: 'record'; told: RecordNotification }
  /** Understood and without a meaning for a call: DTMF, SMS, results of commands, the course of a recording. */
  | { is: 'other' };

/**
 * What a request tells. The vendor's examples of a summary are headed `/events/call`, so `entry_result` in the body goes
 * before the path; a record that was added and one that was tagged differ by the path alone.
 */
export function readNotification(request: InboundRequest): MangoNotification {
  const path = request.path.replace(/\/+$/, '');
  // The cabinet's check of our address; nothing of what is in it is documented.
  if (path.endsWith('/ping')) return { is: 'other' };
  const record = readJson(readForm(request.body).get('json'));
  if ('entry_result' in record || path.endsWith('/events/summary'))
    return { is: 'summary', told: summarySchema.parse(record) };
  if ('call_state' in record || path.endsWith('/events/call')) return { is: 'leg', told: legSchema.parse(record) };
  if (path.endsWith('/events/record/added')) return { is: 'record', told: recordSchema.parse(record) };
  return { is: 'other' };
}

function readJson(json: string | null): object {
  if (json === null) throw new UnreadableNotification('The form has no field json', 'json');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new UnreadableNotification('The field json is no JSON', 'json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UnreadableNotification('The field json is no JSON object', 'json');
  return value;
}
