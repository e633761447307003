import { z } from 'zod';
import { callerSchema, callClasses } from '../contracts/caller.ts';

export const PROTOCOL = 'trubka.v1';

export const closeCodes = {
  noToken: 4401,
  notAllowed: 4403,
  noPong: 4408,
  tooSlow: 4409,
} as const;

export const popTypes = ['call.ringing', 'call.answered', 'call.ended', 'call.updated', 'call.closed'] as const;
export type PopType = (typeof popTypes)[number];

export const closeReasons = ['answered-elsewhere', 'hung-up', 'expired', 'transferred', 'merged'] as const;
export type CloseReason = (typeof closeReasons)[number];

const instant = z.iso.datetime().describe('RFC 3339, UTC');

export const callFrameSchema = z.object({
  direction: z.enum(['in', 'out', 'internal']).nullable(),
  line: z.string().nullable().describe('the clinic’s number, E.164'),
  branch: z.string().nullable(),
  from: z.string().nullable().describe('who rings, E.164; null when withheld'),
  to: z.string().nullable().describe('who is rung, E.164'),
  state: z.enum(['new', 'in-menu', 'queued', 'ringing', 'answered', 'held', 'ended']),
  startedAt: instant,
  answeredAt: instant.nullable(),
  answeredBy: z
    .object({ extension: z.string().nullable(), seat: z.string().nullable() })
    .nullable()
    .describe('the telephone and the workplace, each where it is known'),
  class: z.enum(callClasses).nullable(),
});
export type CallFrame = z.infer<typeof callFrameSchema>;

const envelope = {
  cursor: z.string().describe('opaque; give it back as `since`'),
  callId: z.string(),
  version: z.number().int().describe('a client drops a frame with a lower version than it has'),
  at: instant,
};

const shownFrame = <T extends PopType>(type: T) =>
  z.object({ type: z.literal(type), ...envelope, call: callFrameSchema, caller: callerSchema });

export const serverFrames = {
  hello: z.object({
    type: z.literal('hello'),
    protocol: z.literal(PROTOCOL),
    seat: z.string().nullable(),
    branches: z.array(z.string()),
    cursor: z.string(),
    heartbeatSeconds: z.number(),
  }),
  'call.ringing': shownFrame('call.ringing'),
  'call.answered': shownFrame('call.answered'),
  'call.ended': shownFrame('call.ended'),
  'call.updated': shownFrame('call.updated'),
  'call.closed': z.object({
    type: z.literal('call.closed'),
    ...envelope,
    reason: z.enum(closeReasons),
    seat: z.string().optional().describe('answered-elsewhere: the workplace that has it, where that is known'),
  }),
  ping: z.object({ type: z.literal('ping') }),
  error: z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
} as const;

export const clientFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('subscribe'), since: z.string().max(2000).nullish() }),
  z.object({ type: z.literal('ack'), cursor: z.string().max(2000) }),
  z.object({ type: z.literal('pong') }),
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;

/** Something a feed was shown. A feed is a seat or, for people without one, a branch. */
export interface Pop {
  feed: string;
  cursor: number;
  callId: number;
  version: number;
  type: PopType;
  reason: CloseReason | null;
  at: Date;
}

export const seatFeed = (seat: string): string => `seat:${seat}`;
/** Calls whose branch is not known are seen by those who see every branch. */
export const branchFeed = (branch: string | null): string => (branch === null ? 'unassigned' : `branch:${branch}`);
