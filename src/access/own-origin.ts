import type { IncomingMessage } from 'node:http';
import { Problem, senderOf } from '../platform/http/index.ts';

/**
 * Whether a browser sent this from a page of ours: its Origin names the host that it asked. SameSite keeps the cookie
 * from other sites; this also keeps it from another program on another port of the same host.
 */
export function isFromOwnPage(request: IncomingMessage): boolean {
  const { origin } = request.headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  return hostsOf(request).includes(new URL(origin).host);
}

export function refuseForeignPage(request: IncomingMessage): void {
  if (!isFromOwnPage(request))
    throw new Problem(
      403,
      'foreign-origin',
      'Not from a page of this server',
      'A request with the session cookie must carry the Origin of this server. A program uses "Authorization: Bearer <token>" instead.',
    );
}

/** The host as the browser knows it: a proxy on the same machine may tell it apart from its own. */
function hostsOf(request: IncomingMessage): string[] {
  const forwarded = request.headers['x-forwarded-host'];
  const believed = forwarded !== undefined && isBehindOwnProxy(request);
  return [request.headers.host, ...(believed ? [String(forwarded).split(',').at(-1)?.trim()] : [])].filter(
    (host) => host !== undefined,
  );
}

/** A browser cannot set X-Forwarded-For; only then the proxy's other words count. */
function isBehindOwnProxy(request: IncomingMessage): boolean {
  return senderOf(request) !== (request.socket.remoteAddress ?? '');
}
