import { z } from 'zod';
import { numberField as number, textField as text } from '../../kit/field.ts';

/** A part of a call at one extension: `cdr` of «Call History (call_history)». Times are UTC without an offset. */
const partSchema = z.object({
  extension_type: text,
  flow: text,
  from_username: text,
  to_username: text,
  init_time_gmt: text,
  result: text,
  record_uuid: text,
});

/** A call of «Call History (call_history)» of the vendor's API. Durations are seconds. */
export const rowSchema = z.object({
  call_uuid: text,
  flow: text,
  init_time_gmt: text,
  start_time_gmt: text,
  bridged_time_gmt: text,
  hangup_time_gmt: text,
  duration: number,
  bridged_duration: number,
  from_username: text,
  to_username: text,
  bridged_username: text,
  did_number: text,
  result: text,
  cdr: z.array(partSchema).nullish(),
});
export type CallRow = z.infer<typeof rowSchema>;
