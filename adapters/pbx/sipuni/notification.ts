import { z } from 'zod';
import { textField } from '../../kit/field.ts';

export const notificationSchema = z.object({
  event: textField,
  call_id: textField,
  timestamp: textField,
  src_num: textField,
  src_type: textField,
  short_src_num: textField,
  dst_num: textField,
  dst_type: textField,
  short_dst_num: textField,
  pbxdstnum: textField,
  user_id: textField,
  last_called: textField,
  transfer_from: textField,
  status: textField,
  call_start_timestamp: textField,
  call_answer_timestamp: textField,
  call_record_link: textField,
});
export type Notification = z.infer<typeof notificationSchema>;

export const fieldNames = {
  providerCallId: 'call_id',
  extension: 'short_dst_num',
  reason: 'status',
  recording: 'call_record_link',
} as const;

export function wasAnswered({ status }: Notification): boolean {
  return status?.toUpperCase() === 'ANSWER';
}
