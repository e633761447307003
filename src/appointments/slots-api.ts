import { Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../contracts/clock.ts';
import type { Database } from '../platform/database/index.ts';
import { readInput } from '../platform/http/index.ts';
import { freeSlots } from './free-slots.ts';

export const slotsQuerySchema = z.object({
  branch: z.string().min(1).optional().describe('only of this branch'),
  from: z.iso.datetime({ offset: true }).optional().describe('not before this, RFC 3339; now when absent or past'),
  limit: z.coerce.number().int().min(1).max(200).default(10).describe('slots of each doctor'),
});

export const slotsSchema = z.object({
  asOf: z.iso.datetime().nullable().describe('when the MIS last sent its timetable'),
  doctors: z.array(
    z.object({
      doctor: z.string(),
      doctorId: z.string().describe('in the MIS'),
      branch: z.string().nullable(),
      branchName: z.string().describe('as the MIS calls it'),
      slots: z.array(z.object({ startsAt: z.iso.datetime(), minutes: z.number().int() })),
    }),
  ),
});

/** `GET /slots`: free slots to read aloud. Whoever mounts it checks who asks. */
export function createSlotsApi({ database, clock }: { database: Pick<Database, 'sql'>; clock: Clock }): Router {
  const router = Router();
  router.get('/slots', async (request, response) => {
    const { branch, from, limit } = readInput(slotsQuerySchema, request.query);
    response.json(
      await freeSlots({ database, clock, branch, from: from === undefined ? undefined : new Date(from), limit }),
    );
  });
  return router;
}
