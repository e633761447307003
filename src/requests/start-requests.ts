import type { Identity } from '../access/index.ts';
import { bookingWays, type BookingWays } from './booking-ways.ts';
import { createRequestsApi } from './requests-api.ts';
import type { MakingOptions } from './make-request.ts';
import { createSiteAccess } from './site-access-api.ts';

export interface Requests {
  /** Before the door. */
  open: ReturnType<typeof createSiteAccess>;
  /** Behind it. */
  router: ReturnType<typeof createRequestsApi>;
  ways(identity: Pick<Identity, 'seat'>, booksIn: string | null): BookingWays;
}

/** What people ask for on the site, and workplaces for people. */
export function startRequests(options: MakingOptions): Requests {
  const { targets, configuration } = options;
  return {
    open: createSiteAccess(),
    router: createRequestsApi(options),
    ways: (identity, booksIn) => bookingWays(identity, configuration(), { booksIn, targets }),
  };
}
