import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type Response, Router } from 'express';

const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'none'",
  "form-action 'self'",
  "base-uri 'self'",
].join('; ');

/** What the server itself answers under; a wrong address there is an error, never a page of the app. */
const reserved = new Set(['api', 'webhooks', 'ident', 'ws', 'health', 'metrics', 'docs', 'assets']);

/** The built browser app: its files, and its page for every address that a page of it may have. */
export function serveWebApp(folder: string): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' });
    next();
  });
  const index = join(folder, 'index.html');
  if (!existsSync(index)) {
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
  router.use((request, response, next) => {
    const up = stepsUp(request);
    if (up === null) next();
    else sendPage(response, readFileSync(index, 'utf8').replace('<base href="./"', `<base href="${up}"`));
  });
  return router;
}

function sendPage(response: Response, page: string): void {
  response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-cache' }).type('html').send(page);
}

/**
 * The way from an address of the app (`/settings/users`) to its root (`../`), null for what is none. Relative, because
 * a proxy may serve the app under a path that only the browser knows.
 */
function stepsUp(request: Request): string | null {
  const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
  const segments = request.path.split('/').slice(1);
  if (!wantsPage || segments.length > 5 || !segments.every((segment) => /^[\w-]*$/.test(segment))) return null;
  if (reserved.has(segments[0] ?? '')) return null;
  return segments.length === 1 ? './' : '../'.repeat(segments.length - 1);
}
