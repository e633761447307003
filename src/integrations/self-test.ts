import { z } from 'zod';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../contracts/failures.ts';

export const selfTestSchema = z.object({
  ok: z.boolean(),
  milliseconds: z.number().int(),
  problem: z
    .object({ kind: z.enum(['transient', 'permanent']), message: z.string() })
    .nullable()
    .describe('permanent: somebody must change what the message names'),
});

/** `ask` is the cheapest thing that proves address and credentials. */
export async function selfTest(ask: () => Promise<unknown>): Promise<z.infer<typeof selfTestSchema>> {
  const began = performance.now();
  const took = (): number => Math.round(performance.now() - began);
  try {
    await ask();
    return { ok: true, milliseconds: took(), problem: null };
  } catch (error) {
    if (error instanceof PermanentFailure)
      return { ok: false, milliseconds: took(), problem: { kind: 'permanent', message: error.message } };
    if (error instanceof TransientFailure || error instanceof AmbiguousFailure)
      return { ok: false, milliseconds: took(), problem: { kind: 'transient', message: error.message } };
    throw error;
  }
}
