import { z } from 'zod';
import { once, operation, page, pathId, reading, type Operations } from '../platform/http/index.ts';
import { visitsQuerySchema } from './appointments-api.ts';
import { visitBodySchema } from './put-visit.ts';
import { slotsQuerySchema, slotsSchema } from './slots-api.ts';
import { visitSourcesSchema } from './sources/read-visit-sources.ts';
import { visitViewSchema } from './visit-view.ts';

/** What `/api/openapi.json` says of visits and free times. */
export const appointmentOperations: Operations = {
  '/appointments': {
    get: reading('Visits in order of their start', page(visitViewSchema), { query: visitsQuerySchema }),
  },
  '/appointments/{source}/{id}': {
    put: once('A visit of a system that tells us by itself; roles it, manager and senior', visitViewSchema, {
      path: pathId.extend({ source: z.string() }),
      body: visitBodySchema,
    }),
  },
  '/appointments/sources': {
    get: reading('Where the visits come from, how old that is and how the last refresh went', visitSourcesSchema),
  },
  '/appointments/sources/{id}/refresh': {
    post: operation('Read a source of visits as soon as possible', {
      path: pathId,
      answer: z.object({ asked: z.literal(true) }),
      status: '202',
      description: 'it is read within the minute',
    }),
  },
  '/slots': { get: reading('Free slots of the MIS’s timetable', slotsSchema, { query: slotsQuerySchema }) },
};
