import { Router, type RequestHandler } from 'express';
import { sourceStore } from '../../callers/index.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { Configuration } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { Problem } from '../../platform/http/index.ts';
import { forgetPosition } from './read-position.ts';
import { readVisitSources } from './read-visit-sources.ts';
import { refreshId } from './refresh-visits.ts';

/** Where the visits come from, how old that is and how the last refresh went. `mayLook` and `mayAsk` check the role. */
export function createVisitSourcesApi(options: {
  database: Database;
  configuration(): Configuration;
  clock: Clock;
  mayLook: RequestHandler;
  mayAsk: RequestHandler;
}): Router {
  const { database, clock } = options;
  const router = Router();
  router.get('/appointments/sources', options.mayLook, async (_request, response) => {
    response.json(await readVisitSources(database, options.configuration(), clock.now()));
  });
  router.post('/appointments/sources/:id/refresh', options.mayAsk, async (request, response) => {
    const id = String(request.params['id']);
    if (options.configuration().appointments?.sources.some((source) => source.id === id) !== true)
      throw new Problem(404, 'not-found', 'Not found', 'The configuration has no such source of visits.');
    // Who asks wants to see what was deleted there, too.
    await forgetPosition(database.sql, id);
    await sourceStore(database.sql).ask(refreshId(id), clock.now());
    response.status(202).json({ asked: true });
  });
  return router;
}
