import { z } from 'zod';
import { PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { HttpRequest } from '../../src/contracts/http-client.ts';
import type { KeptToken, MisApiContext } from '../../src/contracts/mis-api.ts';

const grantSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().optional(),
});

/**
 * The token that an OAuth server answers. A refused grant stops the account until a person connects it again. An answer
 * that is lost did nothing here: where the server counted the old refresh token as used, the next attempt is refused.
 */
export async function grantToken(
  { http, clock, account }: Pick<MisApiContext<unknown>, 'http' | 'clock' | 'account'>,
  request: HttpRequest & { what: string; remedy?: string },
  formerRefresh: string | null = null,
): Promise<KeptToken> {
  const { what, remedy = `connect the account again: trubka mis connect ${account}`, ...sent } = request;
  const { status, body } = await http.send({ ...sent, effect: 'read' });
  if (status >= 500) throw new TransientFailure(`${what}: HTTP ${status}`);
  if (status < 200 || status >= 300)
    throw new PermanentFailure(`${what}: refused (HTTP ${status}); ${remedy}`, { stops: true });
  const grant = grantSchema.safeParse(parsed(body));
  if (!grant.success) throw new TransientFailure(`${what}: the answer has no access_token`);
  const { access_token: access, refresh_token, expires_in } = grant.data;
  return {
    access,
    refresh: refresh_token ?? formerRefresh,
    expiresAt: expires_in === undefined ? null : new Date(clock.now().getTime() + expires_in * 1000),
  };
}

/** For an account that nobody has connected yet. */
export function notConnected(what: string, account: string): PermanentFailure {
  return new PermanentFailure(`${what}: the account is not connected yet: trubka mis connect ${account}`, {
    stops: true,
  });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
