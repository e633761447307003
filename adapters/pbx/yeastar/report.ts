import { z } from 'zod';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readRecord } from '../../kit/body.ts';
import { numberField as number, textField as text } from '../../kit/field.ts';
import { numberOf } from '../../kit/number-of.ts';

const extension = z.object({ number: text, channel_id: text, member_status: text });
const trunkParty = z.object({ from: text, to: text, trunk_name: text, channel_id: text, member_status: text });

/** Exactly one of the three is there: an extension, a caller from outside, somebody outside who is called. */
const member = z.object({
  extension: extension.optional(),
  inbound: trunkParty.optional(),
  outbound: trunkParty.optional(),
});
export type Member = z.infer<typeof member>;

/** `msg` of 30011, 30013 and 30016 (help.yeastar.com, P-Series developer guide). */
const membersSchema = z.object({ call_id: text, members: z.array(member).nullish() });
export type MembersReport = z.infer<typeof membersSchema>;

/** `msg` of 30012. */
const detailsSchema = z.object({
  call_id: text,
  time_start: text,
  call_from: text,
  call_to: text,
  call_duration: number,
  talk_duration: number,
  src_trunk_name: text,
  dst_trunk_name: text,
  status: text,
  type: text,
  did_number: text,
  recording: text,
});
export type DetailsReport = z.infer<typeof detailsSchema>;

export type Report =
  | { type: 'members' | 'transfer'; msg: MembersReport; callId: string }
  | { type: 'details'; msg: DetailsReport; callId: string }
  | { type: 'other' };

const typeNames: Readonly<Record<number, Exclude<Report['type'], 'other'>>> = {
  30011: 'members',
  30012: 'details',
  30013: 'transfer',
  30016: 'members',
};

/** A report of the PBX: `{ type, sn, msg }` where `msg` is JSON put into a text. Throws `UnreadableNotification`. */
export function readReport(request: InboundRequest): Report {
  const record = readRecord(request);
  if (record === null) throw new UnreadableNotification('The body is not the JSON of a Yeastar event');
  const event = numberOf(record['type']);
  if (event === null) throw new UnreadableNotification('type is missing or no number of an event', 'type');
  const type = typeNames[event];
  if (type === undefined) return { type: 'other' };
  const msg = openedMessage(record['msg']);
  if (type === 'details') return withCallId(detailsSchema, msg, (read) => ({ type, ...read }));
  return withCallId(membersSchema, msg, (read) => ({ type, ...read }));
}

function openedMessage(msg: unknown): unknown {
  if (typeof msg !== 'string') return msg;
  try {
    return JSON.parse(msg);
  } catch {
    throw new UnreadableNotification('msg is not JSON', 'msg');
  }
}

function withCallId<Message extends { call_id: string | null }>(
  schema: z.ZodType<Message>,
  msg: unknown,
  report: (read: { msg: Message; callId: string }) => Report,
): Report {
  const read = schema.safeParse(msg);
  if (!read.success) throw new UnreadableNotification('msg has not the fields of this event', 'msg');
  const callId = read.data.call_id;
  if (callId === null) throw new UnreadableNotification('msg.call_id is missing', 'msg.call_id');
  return report({ msg: read.data, callId });
}
