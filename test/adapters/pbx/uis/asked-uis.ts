import nock from 'nock';
import { createHttpClient } from '../../../../adapters/kit/http.ts';
import type { UisContext } from '../../../../adapters/pbx/uis/ask-uis.ts';
import { uisSettings, type UisSettings } from '../../../../adapters/pbx/uis/settings.ts';
import { stubUis, type UisBehaviour, type UisStub, type UisWorld } from '../../../../adapters/pbx/uis/stub.ts';
import type { HttpRequest, HttpResponse } from '../../../../src/contracts/http-client.ts';
import { uisSubject, uisWorld } from '../../../contracts/pbx-api/uis.ts';

const opened: { close(): void }[] = [];

/** The stand-in with the day of the conformance suite, and what an account asks it with. */
export function askedUis(
  change: {
    settings?: Record<string, unknown>;
    api?: Record<string, unknown>;
    world?: Partial<UisWorld>;
    behaviour?: UisBehaviour;
  } = {},
): { context: UisContext; stub: UisStub } {
  nock.disableNetConnect();
  const settings = withApi(change.api, change.settings);
  const stub = stubUis(settings, { ...uisWorld, ...change.world }, change.behaviour);
  const http = createHttpClient({ timeoutMs: 2_000 });
  opened.push(stub, http);
  return { context: { account: 'uis', settings, http, clock: { now: () => uisSubject.now } }, stub };
}

function withApi(api: Record<string, unknown> = {}, settings: Record<string, unknown> = {}): UisSettings {
  const own = uisSubject.settings as { api: Record<string, unknown> };
  return uisSettings.parse({ ...own, ...settings, api: { ...own.api, ...api } });
}

/** An account whose every request is answered by hand. */
export function answeredBy(
  answer: (method: string, params: Record<string, unknown>) => Partial<HttpResponse> & { json?: unknown },
  api: Record<string, unknown> = {},
): UisContext {
  return {
    account: 'uis',
    settings: withApi(api),
    clock: { now: () => uisSubject.now },
    http: {
      send: async (request: HttpRequest) => {
        const { method, params } = JSON.parse(String(request.body)) as {
          method: string;
          params: Record<string, unknown>;
        };
        const { json, ...told } = answer(method, params);
        return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(json ?? null)), ...told };
      },
      close: () => undefined,
    },
  };
}

export function closeAsked(): void {
  for (const one of opened.splice(0)) one.close();
  nock.enableNetConnect();
}

export async function pagesOf<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const page of pages) read.push(page);
  return read;
}
