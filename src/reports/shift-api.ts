import { Router, json } from 'express';
import { guarded, identityOf } from '../access/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import { inTransaction } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import type { ScopeOptions } from './scope.ts';
import { leaveSeat, onShift, shiftBodySchema, shiftNames, takeShift } from './shift.ts';

const LONGEST_MS = 16 * 3_600_000;
/** Who has not sat here for so long writes the name again. */
const NAMES_MS = 60 * 24 * 3_600_000;

/** `/shift`: who sits where, so that calls have an administrator and not only a telephone. */
export function createShiftApi({ pool, clock, configuration }: ScopeOptions): Router {
  const router = Router();

  router.get('/shift', async (request, response) => {
    const { seat, branches } = identityOf(request);
    const seats = [...configuration().seats.values()].filter((one) =>
      seat === null ? branches.includes(one.branch) : one.id === seat || branches.includes(one.branch),
    );
    response.json({
      items: await onShift(
        pool,
        seats.map(({ id }) => id),
      ),
      names: await shiftNames(
        pool,
        seats.map(({ id }) => id),
        new Date(clock.now().getTime() - NAMES_MS),
      ),
    });
  });

  router.post('/shift', json(), async (request, response) => {
    const { seat, name, pin, since } = readInput(shiftBodySchema, request.body);
    mayTake(identityOf(request), seat, configuration());
    const now = clock.now();
    const began = since === undefined ? now : new Date(since);
    if (began > now || now.getTime() - began.getTime() > LONGEST_MS)
      throw new Problem(400, 'bad-time', 'Bad time', 'since: not in the future, and at most 16 hours ago.');
    const taken = await guarded(
      { pool, clock },
      // Four digits are soon tried through; who tries many names does so at one workplace.
      [
        { of: `pin of ${name.toLowerCase()}`, free: 5 },
        { of: `pins at ${seat}`, free: 20 },
      ],
      async () => {
        const answer = await inTransaction(pool, (tx) => takeShift(tx, { seat, name, pin, since: began, now }));
        return { right: answer.kind === 'taken', answer };
      },
    );
    if (taken.kind === 'wrong-pin')
      throw new Problem(403, 'wrong-pin', 'Wrong digits', 'These are not the four digits of this name.');
    response.json({ items: await onShift(pool, [seat]) });
  });

  router.delete('/shift/:seat', async (request, response) => {
    const { seat } = request.params;
    mayTake(identityOf(request), seat, configuration());
    await inTransaction(pool, (tx) => leaveSeat(tx, seat, clock.now()));
    response.status(204).end();
  });

  return router;
}

/** A screen its own seat; somebody without a seat those of the branches. */
function mayTake(identity: ReturnType<typeof identityOf>, seat: string, configuration: Configuration): void {
  const known = configuration.seats.get(seat);
  const own = identity.seat === null ? identity.branches.includes(known?.branch ?? '') : identity.seat === seat;
  if (known === undefined || !own)
    throw new Problem(404, 'no-such-seat', 'No such seat', 'seat: there is no such workplace among yours.');
}
