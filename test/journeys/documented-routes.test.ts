import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiDocuments } from '../../src/documents-api.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Routes of files that are mounted elsewhere than under `/api/v1`. */
const elsewhere = /^\/(?:health\/|metrics$|api\/|r\/|mis\/|start\.js$|$)/u;

function documented(): Set<string> {
  const { paths } = apiDocuments().openApi as { paths: Record<string, Record<string, unknown>> };
  return new Set(
    Object.entries(paths).flatMap(([path, item]) =>
      METHODS.filter((method) => method in item).map((method) => `${method} ${path}`),
    ),
  );
}

/** Every route that the source adds to a router, `:id` written as `{id}`. */
function written(): Set<string> {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const routes = files.flatMap((file) => [
    ...readFileSync(join('src', file), 'utf8').matchAll(/\b\w+\.(get|post|put|patch|delete)\(\s*'(\/[^']*)'/gu),
  ]);
  return new Set(
    routes.flatMap(([, method, path]) =>
      elsewhere.test(path ?? '') ? [] : `${method} ${path?.replace(/:(\w+)/gu, '{$1}')}`,
    ),
  );
}

describe('what /api/openapi.json says', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await runApp();
  });
  afterAll(() => app.stop());

  it('leaves no route of the source out', () => {
    const told = documented();
    expect(told.size).toBeGreaterThan(100);
    expect([...written()].filter((route) => !told.has(route))).toEqual([]);
  });

  it('names no address that nothing answers', async () => {
    const dead: string[] = [];
    for (const route of documented()) {
      const [method, path] = route.split(' ') as [string, string];
      const answer = await app.api(path.replace(/\{\w+\}/gu, '0'), 'demo-it', { method: method.toUpperCase() });
      const body = await answer.text();
      if (body.includes('"no-such-address"')) dead.push(route);
    }
    expect(dead).toEqual([]);
  });
});
