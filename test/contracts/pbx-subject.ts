import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { CallEvent } from '../../src/contracts/call-event.ts';
import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../src/contracts/request.ts';

export interface PbxFixture {
  /** File name without `.json`. */
  name: string;
  settings: Record<string, unknown>;
  account: string;
  request: Pick<InboundRequest, 'method' | 'path' | 'query' | 'headers'> & { body: string };
  events: CallEvent[];
}

/** An adapter and what its folder holds for the conformance suite. */
export interface PbxSubject {
  adapter: PbxAdapter;
  fixtures: readonly PbxFixture[];
  /** A value for every placeholder of the adapter's templates. */
  templateValues: Readonly<Record<string, unknown>>;
}

export const pbxFolder = new URL('../../adapters/pbx/', import.meta.url);

export function readPbxSubject(adapter: PbxAdapter): PbxSubject {
  const folder = new URL(`${adapter.id}/`, pbxFolder);
  const names = readdirSync(new URL('fixtures/', folder)).filter((file) => file.endsWith('.json'));
  const fixtures = names.map((file) => ({
    name: file.replace(/\.json$/, ''),
    ...(readJson(new URL(`fixtures/${file}`, folder)) as Omit<PbxFixture, 'name'>),
  }));
  // Owed by templates with placeholders only; one that is missing then is named by the rule.
  const values = new URL('template-values.json', folder);
  const templateValues = existsSync(values) ? readJson(values) : {};
  return { adapter, fixtures, templateValues: templateValues as Record<string, unknown> };
}

function readJson(file: URL): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function inboundRequest(
  request: Partial<Omit<InboundRequest, 'body'>> & { body?: string | Buffer },
): InboundRequest {
  const query = request.query ?? {};
  return {
    method: 'POST',
    path: '',
    headers: {},
    rawQuery: new URLSearchParams(query).toString(),
    remoteAddress: '192.0.2.1',
    ...request,
    query,
    body: Buffer.from(request.body ?? ''),
  };
}
