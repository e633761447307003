import { Router } from 'express';

/** `/health/live`, `/health/ready`, `/metrics`: for whoever keeps the process running. */
export function createOperationsApi(options: {
  /** Rejects or answers a reason while requests should go elsewhere. */
  ready(): Promise<string | null>;
  metrics(): Promise<{ contentType: string; text: string }>;
}): Router {
  const router = Router();
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/health/ready', async (_request, response) => {
    const reason = await options
      .ready()
      .catch((error: unknown) => (error instanceof Error ? error.message : 'not ready'));
    response
      .status(reason === null ? 200 : 503)
      .json(reason === null ? { status: 'ready' } : { status: 'not ready', reason });
  });
  router.get('/metrics', async (_request, response) => {
    const { contentType, text } = await options.metrics();
    response.type(contentType).send(text);
  });
  return router;
}
