import { json, Router, type Request } from 'express';
import type { z } from 'zod';
import { identityOf, requireRole } from '../access/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { bindChanges } from './bind-changes.ts';
import { changesOf } from './changes-of.ts';
import type { Planned, Setup } from './setup.ts';
import type { SetupPort } from './setup-port.ts';
import { bindBodySchema, setupBodySchema, type setupWrittenSchema } from './setup-schemas.ts';

/** The configuration file by forms: what it says, what would change, writing it, beginning anew with it. */
export function createSetupApi(options: { setup: Setup; port: SetupPort; language(): 'ru' | 'en' }): Router {
  const { setup, port } = options;
  const router = Router();
  const it = requireRole('it');
  const body = json({ limit: '512kb' });

  router.get('/configuration', it, async (_request, response) => {
    response.set('Cache-Control', 'no-store').json(await setup.state());
  });

  router.post('/configuration/check', it, body, async (request, response) => {
    const { base: _base, ...asked } = readInput(setupBodySchema, request.body);
    response.json(await setup.check(changesOf(asked, await setup.state())));
  });

  router.put('/configuration', it, body, async (request, response) => {
    const { base, ...asked } = readInput(setupBodySchema, request.body);
    response.json(await write(request, base, changesOf(asked, await setup.state())));
  });

  router.post('/configuration/bind', it, body, async (request, response) => {
    const asked = readInput(bindBodySchema, request.body);
    const changes = bindChanges(asked, await setup.state(), options.language());
    if (changes === null)
      throw new Problem(409, 'cannot-bind', 'Nothing to bind it to', 'That branch, workplace or account is not there.');
    response.json(await write(request, asked.base, { changes, secrets: [] }));
  });

  router.post('/configuration/apply', it, (_request, response) => {
    if (port.restart === undefined)
      throw new Problem(
        409,
        'restart-by-hand',
        'Start Trubka anew by hand',
        'This process cannot begin anew by itself: stop it and start it again.',
      );
    const { restart } = port;
    // The answer leaves before the server closes.
    response.on('finish', () => restart());
    response.status(202).json({ restarting: true });
  });

  return router;

  async function write(
    request: Request,
    base: string | null,
    planned: Planned,
  ): Promise<z.input<typeof setupWrittenSchema>> {
    const written = await setup.write(planned, { base, who: identityOf(request).label });
    switch (written.kind) {
      case 'written':
        return { base: written.base, backup: written.backup, applied: written.base === port.startedWith };
      case 'outdated':
        throw new Problem(
          409,
          'configuration-changed',
          'The file changed meanwhile',
          'Somebody wrote the configuration after this page was opened. Load it again.',
        );
      case 'wrong':
        throw new Problem(
          422,
          'wrong-configuration',
          'The configuration would have mistakes',
          written.problems.map(({ key, message, remedy }) => `${key}: ${message} ${remedy}`).join('\n'),
          written.problems.map(({ key, message, remedy }) => ({ path: key, message, remedy })),
        );
      case 'not-writable': {
        const { code, place } = written.obstacle;
        throw new Problem(409, `configuration-${code}`, 'The file cannot be written', place, undefined, { place });
      }
    }
  }
}
