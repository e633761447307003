import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';

const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** The built browser app; says how to build it when it is not there. */
export function serveWebApp(folder: string): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' });
    next();
  });
  if (!existsSync(join(folder, 'index.html'))) {
    router.get('/', (_request, response) => {
      response.status(503).type('text/plain').send('The screen is not built. Run: npm run build');
    });
    return router;
  }
  router.use(
    express.static(folder, {
      index: 'index.html',
      setHeaders(response, path) {
        response.setHeader('Content-Security-Policy', policy);
        // Assets carry a hash in their name; the page itself must be asked for each time.
        response.setHeader(
          'Cache-Control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    }),
  );
  return router;
}
