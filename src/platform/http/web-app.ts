import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';

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

const guarded = { 'Content-Security-Policy': policy };
const forEver = { ...guarded, 'Cache-Control': 'public, max-age=31536000, immutable' };

/** The endings that the build gives to compressed copies, the smallest first. */
const copies = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

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
    '/assets',
    answerCompressed(join(folder, 'assets')),
    // Assets carry a hash in their name; the page itself must be asked for each time.
    express.static(join(folder, 'assets'), { index: false, setHeaders: (response) => response.set(forEver) }),
  );
  router.use(
    express.static(folder, {
      index: 'index.html',
      setHeaders: (response) => response.set({ ...guarded, 'Cache-Control': 'no-cache' }),
    }),
  );
  router.use((request, response, next) => {
    const up = stepsUp(request);
    if (up === null) next();
    else sendPage(response, readFileSync(index, 'utf8').replace('<base href="./"', `<base href="${up}"`));
  });
  return router;
}

/** Answers a file with the copy of it that was compressed when the app was built; goes on where there is none. */
function answerCompressed(folder: string): RequestHandler {
  const files = new Set(existsSync(folder) ? readdirSync(folder) : []);
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    const name = request.path.slice(1);
    const compressed = copies.filter(([, ending]) => files.has(name + ending));
    if (compressed.length === 0) return next();
    response.vary('Accept-Encoding');
    const agreed = compressed.find(([encoding]) => request.acceptsEncodings(encoding) !== false);
    if (agreed === undefined) return next();
    const [encoding, ending] = agreed;
    const headers = { ...forEver, 'Content-Encoding': encoding };
    response.type(extname(name)).sendFile(name + ending, { root: folder, cacheControl: false, headers }, (error) => {
      if (error === undefined || response.headersSent || response.destroyed) return;
      // A newer build took the file away, or there is no such range: what is answered then is neither packed nor kept.
      response.removeHeader('Content-Encoding');
      response.removeHeader('Cache-Control');
      next((error as { status?: number }).status === 404 ? undefined : error);
    });
  };
}

function sendPage(response: Response, page: string): void {
  response
    .set({ ...guarded, 'Cache-Control': 'no-cache' })
    .type('html')
    .send(page);
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
