import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  createHttpApp,
  noSuchRoute,
  problemHandler,
  serveWebApp,
  type HttpApp,
} from '../../../src/platform/http/index.ts';

describe('the browser app as the server answers it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trubka-web-'));
  const written = 'export const greeting = "Здравствуйте";';
  let app: HttpApp;
  let url: string;

  beforeAll(async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<html><head><base href="./" /></head></html>');
    writeFileSync(join(folder, 'assets/index-1.js'), '1');
    writeFileSync(join(folder, 'assets/app-1.js'), written);
    writeFileSync(join(folder, 'assets/app-1.js.br'), brotliCompressSync(written));
    writeFileSync(join(folder, 'assets/app-1.js.gz'), gzipSync(written));
    for (const name of ['former-1.js', 'former-1.js.br']) writeFileSync(join(folder, 'assets', name), '1');
    app = createHttpApp([serveWebApp(folder), noSuchRoute, problemHandler(() => {})]);
    url = `http://127.0.0.1:${await app.listen(0, '127.0.0.1')}`;
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(url + path, { ...init, headers: { accept: 'text/html', ...(init.headers as object) } });

  it.each([
    ['/', './'],
    ['/tasks', './'],
    ['/tasks/', '../'],
    ['/settings/users', '../'],
    ['/history/12/recordings', '../../'],
  ])('answers %s with the page, whose files lie at %s', async (path, base) => {
    const response = await ask(path);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await response.text()).toContain(`<base href="${base}"`);
  });

  it.each([
    '/api/v1/nothing',
    '/api/nothing.json',
    '/webhooks/nobody/secret',
    '/ident/nobody/GetTickets',
    '/health/other',
    '/metrics/other',
    '/docs/other',
    '/ws/v2',
    '/assets/index-0.js',
    '/favicon.ico',
    '/.env',
    '/a/b/c/d/e/f',
  ])('does not answer %s with a page', async (path) => {
    const response = await ask(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('answers programs and writes with what is wrong, not with a page', async () => {
    expect((await ask('/tasks', { headers: { accept: 'application/json' } })).status).toBe(404);
    expect((await ask('/tasks', { method: 'POST' })).status).toBe(404);
  });

  it('lets files with a hash in their name be kept', async () => {
    expect((await ask('/assets/index-1.js')).headers.get('cache-control')).toContain('immutable');
  });

  it.each([
    ['br', 'gzip, deflate, br'],
    ['gzip', 'gzip, deflate'],
    [null, 'identity'],
    ['gzip', 'br;q=0, gzip'],
  ])('answers with the copy that was compressed as %s when the browser takes %s', async (encoding, accepted) => {
    const { status, headers, ...answer } = await ask('/assets/app-1.js', {
      headers: { 'accept-encoding': accepted },
    }).then(async (response) => ({ status: response.status, headers: response.headers, text: await response.text() }));
    expect([status, headers.get('content-encoding'), answer.text]).toEqual([200, encoding, written]);
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect([headers.get('vary'), headers.get('cache-control')]).toEqual([
      'Accept-Encoding',
      'public, max-age=31536000, immutable',
    ]);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('packs neither the answer to a write nor what is wrong', async () => {
    for (const name of ['former-1.js', 'former-1.js.br']) rmSync(join(folder, 'assets', name));
    const packed = { 'accept-encoding': 'br' };
    const wrong: readonly [string, RequestInit, number][] = [
      ['/assets/app-1.js', { method: 'POST', headers: packed }, 404],
      ['/assets/former-1.js', { headers: packed }, 404],
      ['/assets/app-1.js', { headers: { ...packed, range: 'bytes=9999-' } }, 416],
    ];
    for (const [path, init, status] of wrong) {
      const { headers, ...answer } = await ask(path, init).then(async (response) => ({
        headers: response.headers,
        status: response.status,
        body: (await response.json()) as { detail: string },
      }));
      expect([path, answer.status, headers.get('content-encoding'), headers.get('cache-control')]).toEqual([
        ...[path, status, null, null],
      ]);
      expect(answer.body.detail).not.toContain(folder);
    }
  });

  it('does not leave the folder of the built files', async () => {
    expect((await ask('/assets/..%2f..%2fpackage.json')).status).toBe(404);
  });
});
