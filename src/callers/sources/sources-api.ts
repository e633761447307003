import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import type { Clock } from '../../contracts/clock.ts';
import type { Configuration } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { Problem } from '../../platform/http/index.ts';
import { readSources } from './read-sources.ts';
import { refreshStateSchema } from './refresh-state.ts';
import { sourceStore } from './source-store.ts';

const count = z.number().int();
const instant = z.iso.datetime();
export const sourcesSchema = z.object({
  sources: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['sql', 'csv', 'xlsx', 'mis']).nullable().describe('null: by an imported file or by hand'),
      people: z.string(),
      refreshedAt: instant.nullable().describe('when what is known was read'),
      ageSeconds: count.nullable(),
      count,
      withoutPhone: count,
      everyMinutes: count.nullable(),
      ...refreshStateSchema.shape,
    }),
  ),
});

/** Where the people come from, how old that is and how the last refresh went. `mayLook` and `mayAsk` check the role. */
export function createSourcesApi(options: {
  database: Database;
  configuration(): Configuration;
  clock: Clock;
  mayLook: RequestHandler;
  mayAsk: RequestHandler;
}): Router {
  const { database, clock } = options;
  const router = Router();
  router.get('/directory/sources', options.mayLook, async (_request, response) => {
    response.json({ sources: await readSources(database, options.configuration(), clock.now()) });
  });
  router.post('/directory/sources/:id/refresh', options.mayAsk, async (request, response) => {
    const id = String(request.params['id']);
    if (!options.configuration().directory.sources.some((source) => source.id === id))
      throw new Problem(404, 'not-found', 'Not found', 'The configuration has no such source of people.');
    await sourceStore(database.sql).ask(id, clock.now());
    response.status(202).json({ asked: true });
  });
  return router;
}
