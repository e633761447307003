import { z } from 'zod';
import type { MisApiCan, MisApiWants } from '../../src/contracts/mis-api.ts';

/** What every account of a system that we call can be told: which calls, and what of them. */
export const misTarget = {
  branches: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({
      description: 'Only calls of these branches; all when left out, with those whose branch is not known.',
      examples: ['[center]'],
    }),
  names: z.boolean().default(true).meta({ description: 'Names of people are told where the system takes them.' }),
  writeCalls: z.boolean().default(true).meta({ description: 'Calls are written there.' }),
  recordings: z.boolean().default(true).meta({ description: 'Recordings are attached to calls where it takes them.' }),
  outcomes: z.boolean().default(true).meta({
    description: 'What the reception says of a call is written to the card of who called, where it takes that.',
  }),
  ringing: z.boolean().default(true).meta({
    description: 'It is told of calls that ring, where it shows a card of its own.',
  }),
  missedCalls: z
    .strictObject({
      afterMinutes: z.number().int().min(0).max(1440).default(5).meta({
        description: 'Written so long after the call, and only if nobody talked to the caller since.',
      }),
    })
    .optional()
    .meta({
      description: 'Missed calls become requests to call back; left out: they do not.',
      examples: ['{ afterMinutes: 5 }'],
    }),
  requests: z.boolean().default(true).meta({
    description: 'What people ask for on the site is written there too, where it takes requests to call back.',
  }),
  newVisits: z.boolean().default(false).meta({
    description:
      'What a workplace asks for at the card of a call with a doctor and a time is entered there as a visit, where it takes that and nothing else stands at that time.',
  }),
  trusted: z
    .boolean()
    .default(false)
    .meta({ description: 'Its address may be in the clinic’s own network, and plain http there.' }),
} as const;

export type MisTarget = z.infer<z.ZodObject<typeof misTarget>>;

/** What the account wants of what the system can. */
export function wantsOf(settings: Omit<MisTarget, 'trusted'>, can: MisApiCan): MisApiWants {
  const { branches, names, writeCalls, recordings, outcomes, ringing, missedCalls, requests, newVisits } = settings;
  return {
    branches: branches ?? null,
    names,
    calls: writeCalls && can.calls !== false,
    recordings: recordings && can.recordings !== false,
    outcomes: outcomes && can.outcomes !== false,
    ringing: ringing && can.ringing,
    tickets: can.tickets === false ? null : (missedCalls ?? null),
    requests: requests && can.tickets !== false,
    newVisits: newVisits && can.newVisits !== false,
  };
}
