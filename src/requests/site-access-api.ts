import { Router } from 'express';

/**
 * Lets the page of a site leave a request: before the door, because a browser asks first without a token. Any site may
 * ask; what it may do is said by its token alone, for a browser sends no cookie of ours along.
 */
export function createSiteAccess(): Router {
  const router = Router();
  const allowed = {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key',
    'Access-Control-Max-Age': '86400',
  };
  router.options('/requests', (_request, response) => {
    response.set(allowed).status(204).end();
  });
  router.post('/requests', (_request, response, next) => {
    response.set('Access-Control-Allow-Origin', '*');
    next();
  });
  return router;
}
