import { z } from 'zod';

/** `error: 0` with rows, or with what is wrong. */
export const answerReply = z.object({ error: z.coerce.number(), data: z.unknown() });
export const problemReply = z.object({ code: z.union([z.string(), z.number()]).nullish() });

/** Fields of a row are where the settings say. */
const row = z.record(z.string(), z.unknown());
export type RenovatioRow = z.infer<typeof row>;
/** One row comes without a list around it. */
export const rowsReply = z.union([z.array(row), row.transform((one) => [one]), z.null().transform(() => [])]);
