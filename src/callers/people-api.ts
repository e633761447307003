import { Router } from 'express';
import { z } from 'zod';
import { callerSchema, type Caller } from '../contracts/caller.ts';
import type { Clock } from '../contracts/clock.ts';
import { toE164 } from '../contracts/phone-number.ts';
import type { Configuration } from '../platform/configuration/configuration.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import type { AskedNumber } from './people-store.ts';

export const peopleQuerySchema = z.object({
  phone: z.string().min(1).max(100).describe('the number, written anyhow'),
  branch: z.string().optional().describe('whose city code and day are meant; the first branch when absent'),
});

/** What a call from the number would show. */
export const peopleSchema = callerSchema;

export interface PeopleApiOptions {
  find(asked: AskedNumber): Promise<Caller>;
  configuration(): Configuration;
  clock: Clock;
}

/** `GET /people?phone=`: who has a number. Whoever mounts it checks who asks. */
export function createPeopleApi({ find, configuration, clock }: PeopleApiOptions): Router {
  const router = Router();
  router.get('/people', async (request, response) => {
    const asked = readInput(peopleQuerySchema, request.query);
    const current = configuration();
    const branch = asked.branch === undefined ? [...current.branches.values()][0] : current.branches.get(asked.branch);
    if (asked.branch !== undefined && branch === undefined)
      throw new Problem(400, 'invalid-input', 'Invalid input', 'branch: there is no such branch in the configuration.');
    // An unescaped plus arrives as a space.
    const written = /^ \d/.test(asked.phone) ? `+${asked.phone.slice(1)}` : asked.phone;
    const phone = toE164(written, { country: current.clinic.country, areaCode: branch?.areaCode });
    if (phone === null)
      throw new Problem(
        400,
        'invalid-input',
        'Invalid input',
        'phone: must be a telephone number, for example +79161234567.',
      );
    response.json(await find({ phone, at: clock.now(), configuration: current, zone: branch?.zone ?? 'UTC' }));
  });
  return router;
}
