import { Router } from 'express';
import type { Configuration } from '../platform/configuration/index.ts';
import { identityOf } from './identity-api.ts';
import type { Identity } from './tokens.ts';

/** Who the token is and the names that the screen needs. */
export function createMeApi(
  configuration: () => Configuration,
  /** What other features tell the screen about the token. */
  more: (identity: Identity) => Record<string, unknown> = () => ({}),
): Router {
  const router = Router();
  router.get('/me', (request, response) => {
    const { label, role, seat, branches, user } = identityOf(request);
    const clinic = configuration();
    response.json({
      ...more(identityOf(request)),
      label,
      role,
      seat,
      // Null behind the key of a workplace.
      user:
        user === undefined
          ? null
          : { login: user.login, mustChangePassword: user.mustChangePassword, usualSeat: user.usualSeat },
      seatName: seat === null ? null : (clinic.seats.get(seat)?.name ?? seat),
      clinic: clinic.clinic.name,
      language: clinic.clinic.language,
      branches: [...clinic.branches.values()]
        .filter(({ id }) => branches.includes(id))
        .map(({ id, name, zone }) => ({ id, name, zone })),
      lines: [...clinic.lines.values()].map(({ number, name, branch, campaign }) => ({
        number,
        name,
        branch,
        campaign: campaign ?? null,
      })),
      seats: [...clinic.seats.values()]
        .filter(({ branch }) => branches.includes(branch))
        .map(({ id, name, branch }) => ({ id, name, branch })),
    });
  });
  return router;
}
