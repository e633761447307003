import type { IncomingMessage } from 'node:http';

const NAME = 'trubka_session';

/** The part of a request and of its answer that is used here. */
interface Asked {
  secure: boolean;
}
interface CookieOptions {
  httpOnly: boolean;
  sameSite: 'strict';
  secure: boolean;
  path: string;
  maxAge?: number;
}
interface CookieJar {
  cookie(name: string, value: string, options: CookieOptions): unknown;
  clearCookie(name: string, options: CookieOptions): unknown;
}

/** What the session cookie of a request holds, null without one. */
export function sessionWord(request: IncomingMessage): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === NAME && value !== undefined && /^[\w-]{20,100}$/.test(value)) return value;
  }
  return null;
}

/** No script reads it, no other site sends it along; over HTTPS it never leaves unencrypted. */
export function setSessionCookie(request: Asked, response: CookieJar, word: string, maximumMs: number): void {
  response.cookie(NAME, word, { ...flags(request), maxAge: maximumMs });
}

export function clearSessionCookie(request: Asked, response: CookieJar): void {
  response.clearCookie(NAME, flags(request));
}

function flags(request: Asked): CookieOptions {
  return { httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/' };
}
