import { z } from 'zod';
import type { InboundRequest } from '../../src/contracts/request.ts';
import { sameSecret } from './signature.ts';

/** The secret of an account whose PBX signs nothing and knows nothing but an address. */
export const pathSecret = z
  .string()
  .min(8, 'must have at least 8 characters')
  .regex(/^[A-Za-z0-9._~-]+$/, 'may hold letters, digits and . _ ~ - only, because it stands in an address')
  .meta({ writeOnly: true, generated: true });

/** True when the whole path is the secret, with or without a slash behind it. */
export function hasPathSecret({ path }: Pick<InboundRequest, 'path'>, secret: string): boolean {
  return sameSecret(path.replace(/^\/|\/$/g, ''), secret);
}

/**
 * What follows the secret that the path begins with, with its slash: empty where the secret is the whole path. Null
 * when the path begins with anything else.
 */
export function pathBehindSecret({ path }: Pick<InboundRequest, 'path'>, secret: string): string | null {
  const [first = '', ...rest] = path.replace(/^\//, '').split('/');
  if (!sameSecret(first, secret)) return null;
  return rest.length === 0 ? '' : `/${rest.join('/')}`;
}
