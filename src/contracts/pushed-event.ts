import { z } from 'zod';
import { callClasses, callerKinds } from './caller.ts';
import { callOutcomes } from './outcomes.ts';

/** What an outside system can be told of. */
export const pushEvents = ['call.settled', 'call.updated', 'call.outcome', 'recording.ready', 'task.created'] as const;
export type PushEvent = (typeof pushEvents)[number];

/** Names that are kept free: nothing produces these events yet. */
export const reservedPushEvents = ['appointment.attributed'] as const;

const instant = z.iso.datetime();
const seconds = z.number().int().nullable();

export const pushedCandidateSchema = z.object({
  id: z.string().describe('of the person, in this Trubka'),
  source: z.string().nullable().describe('where the card comes from: file:patients, the account of a MIS, manual'),
  externalId: z.string().nullable().describe('of the person in that source: the number of the card'),
  name: z.string().nullable().describe('null where the account is told no names'),
  kind: z.enum(['patient', 'staff', 'contractor']),
  class: z.enum(callClasses),
  relation: z.string().nullable().describe('kinship, or the note beside the number; null where no names are told'),
  nextVisit: z.object({ id: z.string(), startsAt: instant }).nullable(),
  rank: z.number().int().describe('1 is the likeliest'),
  why: z.string(),
  chosen: z.boolean().describe('a person at the reception said that it is this one'),
});

/** A call as outside systems are told of it. Never a guess: a household is a list, until a person has chosen. */
export const pushedCallSchema = z.object({
  id: z.string(),
  account: z.string().describe('the PBX account that it came by'),
  direction: z.enum(['in', 'out']),
  external: z.string().nullable().describe('E.164; null for a withheld number'),
  line: z.string().nullable().describe('the number of the clinic, E.164'),
  lineName: z.string().nullable(),
  campaign: z.string().nullable(),
  branch: z.string().nullable(),
  zone: z.string().describe('IANA zone of the branch'),
  startedAt: instant,
  endedAt: instant.nullable(),
  result: z
    .enum(['answered', 'missed', 'unanswered'])
    .nullable()
    .describe('missed: nobody answered an incoming call; unanswered: nobody answered ours'),
  missedReason: z.string().nullable(),
  waitSeconds: seconds,
  talkSeconds: seconds.describe('null when nobody talked'),
  extension: z.string().nullable().describe('the internal number that answered'),
  kind: z.enum(callerKinds).nullable(),
  class: z.enum(callClasses).nullable(),
  reasons: z.array(z.string()),
  candidates: z.array(pushedCandidateSchema),
  recordingUrl: z.string().nullable().describe('plays the recording for whoever has it'),
  late: z
    .boolean()
    .describe('learnt long after its beginning (healed, imported): nothing to act upon as if it were live'),
  mergedIds: z.array(z.string()).describe('calls that turned out to be a part of this one: drop what you have of them'),
});
export type PushedCall = z.infer<typeof pushedCallSchema>;

export const pushedRecordingSchema = z.object({
  callId: z.string(),
  url: z
    .string()
    .nullable()
    .describe('plays the recording for whoever has it; null where no such address is given out'),
  recordings: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['talk', 'voicemail']),
      kept: z.enum(['here', 'at-pbx']).describe('here: a whole copy; at-pbx: played from the telephone system'),
      seconds: z.number().nullable(),
    }),
  ),
});
export type PushedRecording = z.infer<typeof pushedRecordingSchema>;

/** What the reception said of a call; a later word replaces it, taking it back included. */
export const pushedOutcomeSchema = z.object({
  callId: z.string(),
  outcome: z.enum(callOutcomes).nullable().describe('what came of it; null: nothing was said, or it was taken back'),
  reason: z.string().nullable().describe('why they refused, in the words of a person'),
  note: z.string().nullable().describe('in the words of a person; null where the account is told no names'),
  saidAt: instant.nullable(),
  person: z
    .object({
      id: z.string().describe('of the person, in this Trubka'),
      source: z.string().nullable(),
      externalId: z.string().nullable().describe('of the person in that source: the number of the card'),
      name: z.string().nullable().describe('null where the account is told no names'),
    })
    .nullable()
    .describe('who called, where that is certain: chosen by a person, or the only one who could'),
});
export type PushedOutcome = z.infer<typeof pushedOutcomeSchema>;

/** Something that is to be done; told once, when it is made. */
export const pushedTaskSchema = z.object({
  id: z.string(),
  type: z.string().describe('callback, confirm-visit, offer-slot, … or a type of the clinic'),
  what: z.string().nullable().describe('in the words of a rule or a person; null: its type says it'),
  priority: z.enum(['high', 'normal', 'low']).nullable(),
  branch: z.string().nullable(),
  zone: z.string().nullable().describe('IANA zone of the branch'),
  phone: z.string().nullable().describe('E.164'),
  name: z.string().nullable().describe('null where the account is told no names'),
  person: z
    .object({
      id: z.string().describe('of the person, in this Trubka'),
      source: z.string(),
      externalId: z.string().describe('of the person in that source: the number of the card'),
    })
    .nullable(),
  callIds: z.array(z.string()).describe('the missed calls that it stands for'),
  openedAt: instant,
  dueAt: instant.nullable(),
});
export type PushedTask = z.infer<typeof pushedTaskSchema>;

const revision = z.number().int().describe('of this call; a higher one replaces a lower one, whatever comes first');

/** What is sent, by its type. */
export const pushedEventSchemas = {
  'call.settled': z.object({
    type: z.literal('call.settled'),
    timestamp: instant,
    data: z.object({ revision, call: pushedCallSchema }),
  }),
  'call.updated': z.object({
    type: z.literal('call.updated'),
    timestamp: instant,
    data: z.object({ revision, call: pushedCallSchema }),
  }),
  'call.outcome': z.object({
    type: z.literal('call.outcome'),
    timestamp: instant,
    data: pushedOutcomeSchema.extend({ revision: z.number().int().describe('of what is said of this call') }),
  }),
  'recording.ready': z.object({
    type: z.literal('recording.ready'),
    timestamp: instant,
    data: pushedRecordingSchema,
  }),
  'task.created': z.object({
    type: z.literal('task.created'),
    timestamp: instant,
    data: z.object({ task: pushedTaskSchema }),
  }),
  ping: z.object({ type: z.literal('ping'), timestamp: instant, data: z.object({ account: z.string() }) }),
} as const;

export const pushedEventSchema = z.discriminatedUnion('type', [
  pushedEventSchemas['call.settled'],
  pushedEventSchemas['call.updated'],
  pushedEventSchemas['call.outcome'],
  pushedEventSchemas['recording.ready'],
  pushedEventSchemas['task.created'],
  pushedEventSchemas.ping,
]);
export type PushedEvent = z.infer<typeof pushedEventSchema>;
