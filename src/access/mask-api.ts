import type { RequestHandler } from 'express';
import { seesWholeNumbers } from '../contracts/role.ts';
import { identityOf } from './identity-api.ts';
import { maskNumbers } from './mask-numbers.ts';

/**
 * Rules and settings hold numbers that IT itself writes, an import shows the file that it sent, lines that are not bound
 * are to be written into the settings, and alarms are about them; erasing a person needs to know whom.
 */
const whole = /^\/(rules|configuration|import|alarms|integrations\/unbound|privacy)(\/|$)/;

/** Masks the numbers in every answer to somebody whose role reads none. */
export function maskForRole(own: () => { has(number: string): boolean }): RequestHandler {
  return (request, response, next) => {
    if (seesWholeNumbers(identityOf(request).role) || whole.test(request.path)) {
      next();
      return;
    }
    const send = response.send.bind(response);
    response.send = (body: unknown) => {
      const json = typeof body === 'string' && response.get('content-type')?.includes('json') === true;
      return send(json ? JSON.stringify(maskNumbers(JSON.parse(body), own())) : body);
    };
    next();
  };
}
