import { z } from 'zod';

/** `success: false` comes with HTTP 200 and 202 too. */
export const answerReply = z.object({ success: z.boolean(), data: z.unknown() });

/** https://developer.alteg.io: search of clients with `fields: [id, name, phone]`. */
export const clientsReply = z.array(
  z.object({ id: z.number().int(), name: z.string().nullish(), phone: z.string().nullish() }),
);
/** Of a telephony command: it says nothing, whatever became of it. */
export const acceptedReply = z.unknown();
