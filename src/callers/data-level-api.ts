import { Router } from 'express';
import { identityOf } from '../access/index.ts';
import { Problem } from '../platform/http/index.ts';
import type { DataLevelView } from './data-level.ts';

/** `GET /branches/{id}/data-level`: what can truly be known of the calls of a branch. */
export function createDataLevelApi({ read }: { read(branch: string): Promise<DataLevelView> }): Router {
  const router = Router();
  router.get('/branches/:id/data-level', async (request, response) => {
    const { id } = request.params;
    if (!identityOf(request).branches.includes(id))
      throw new Problem(
        404,
        'no-such-branch',
        'No such branch',
        'There is no such branch among those that the token may see.',
      );
    response.json(await read(id));
  });
  return router;
}
