import { z } from 'zod';
import { numberField as number, textField as text } from '../../kit/field.ts';

/** A row of «Search specific CDR»: one part of a call, at one number of the PBX or outside. */
export const recordSchema = z.object({
  call_id: text,
  timestamp: number,
  call_from_number: text,
  call_to_number: text,
  duration: number,
  ring_duration: number,
  talk_duration: number,
  disposition: text,
  call_type: text,
  src_trunk: text,
  dst_trunk: text,
  did_number: text,
  did: text,
  record_file: text,
});
export type CallDetailRecord = z.infer<typeof recordSchema>;
