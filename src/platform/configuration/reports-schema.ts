import { z } from 'zod';

const count = (minimum: number, maximum: number): z.ZodInt => z.int().min(minimum).max(maximum);

/** How reports count; see docs/reports.md. */
export const reportsSchema = z
  .strictObject({
    conversationSeconds: count(1, 300)
      .default(15)
      .meta({ description: "A shorter talk is no conversation: operators' voice assistants answer too." }),
    joinDays: count(1, 14)
      .default(7)
      .meta({ description: 'A call of ours belongs to the contact of the same party of at most so many days before.' }),
    channelDays: count(0, 30)
      .default(30)
      .meta({ description: 'The channel of a contact is that of the first one of the same party in so many days.' }),
    strongMinutes: count(0, 240).default(30).meta({
      description: 'A visit that is added at most so many minutes after a conversation surely came of it.',
    }),
    weakBookings: z
      .boolean()
      .default(true)
      .meta({ description: 'Visits that were added later, up to the next working day, count as booked too.' }),
    longWaitSeconds: count(5, 600)
      .default(30)
      .meta({ description: 'A caller who waited longer than this waited too long.' }),
    siteInitiators: z
      .array(z.string().trim().min(1).max(200))
      .default(['CallbackWidget', 'sitephone', 'consultant'])
      .meta({
        description:
          'What the PBX calls the initiator of a call that the site ordered for a visitor: such a call opens a contact.',
        examples: ['[CallbackWidget]'],
      }),
  })
  .meta({ description: 'How reports count.' });

export type ReportSettings = Readonly<z.infer<typeof reportsSchema>>;
