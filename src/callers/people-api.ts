import { Router, type Request } from 'express';
import { z } from 'zod';
import { callerSchema, type Caller } from '../contracts/caller.ts';
import type { Clock } from '../contracts/clock.ts';
import { toE164 } from '../contracts/phone-number.ts';
import type { Configuration } from '../platform/configuration/configuration.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import type { AskedNumber } from './people-store.ts';
import { foundPersonSchema, type FoundPerson } from './search-people.ts';

export const peopleQuerySchema = z.object({
  phone: z.string().min(1).max(100).optional().describe('the number, written anyhow: what a call from it would show'),
  name: z.string().min(2).max(100).optional().describe('beginnings of the words of a name, instead of a number'),
  limit: z.coerce.number().int().min(1).max(50).default(10),
  branch: z.string().optional().describe('whose city code and day are meant; that of the token when absent'),
});

/** By number what a call from it would show; by name the cards. */
export const peopleSchema = z.union([callerSchema, z.object({ items: z.array(foundPersonSchema) })]);

export interface PeopleApiOptions {
  find(asked: AskedNumber): Promise<Caller>;
  search(asked: { name: string; limit: number }): Promise<FoundPerson[]>;
  configuration(): Configuration;
  clock: Clock;
  /** The branch of whoever asks; left out: the first one. */
  ownBranch?(request: Request): string | undefined;
}

/** `GET /people?phone=` and `?name=`: who has a number, whose name begins so. Whoever mounts it checks who asks. */
export function createPeopleApi({ find, search, configuration, clock, ownBranch }: PeopleApiOptions): Router {
  const router = Router();
  router.get('/people', async (request, response) => {
    const asked = readInput(peopleQuerySchema, request.query);
    if (asked.phone === undefined) {
      if (asked.name === undefined) throw new Problem(400, 'invalid-input', 'Invalid input', 'Give phone or name.');
      response.json({ items: await search({ name: asked.name, limit: asked.limit }) });
      return;
    }
    const current = configuration();
    const own = asked.branch ?? ownBranch?.(request) ?? '';
    const branch =
      current.branches.get(own) ?? (asked.branch === undefined ? [...current.branches.values()][0] : undefined);
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
