import { z } from 'zod';

/** Fields of a row are where the settings say. */
const row = z.record(z.string(), z.unknown());
export type MedodsRow = z.infer<typeof row>;

export const listReply = z.object({ data: z.array(row) }).transform(({ data }) => data);
