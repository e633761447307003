import type { MisAccount, PullReply } from '../../../../src/contracts/mis.ts';
import type { InboundRequest } from '../../../../src/contracts/request.ts';
import { ident } from '../../../../adapters/mis/ident/adapter.ts';
import type { IdentSettings } from '../../../../adapters/mis/ident/settings.ts';
import { fakePullPorts, type FakePullPorts } from '../fake-pull-ports.ts';

export function request(told: Partial<InboundRequest> & { path: string }): InboundRequest {
  return {
    method: 'GET',
    query: {},
    rawQuery: '',
    headers: { 'ident-integration-key': 'demo', accept: 'application/json' },
    body: Buffer.alloc(0),
    remoteAddress: '127.0.0.1',
    ...told,
  };
}

export function identAccount(settings: Record<string, unknown> = {}): MisAccount<IdentSettings> {
  return {
    account: 'ident',
    settings: ident.settings.parse({ key: 'demo', ...settings }),
    branches: [
      { id: 'center', name: 'Центр', zone: 'Europe/Moscow' },
      { id: 'north', name: 'Север', zone: 'Asia/Yekaterinburg' },
    ],
  };
}

export const aDay = { dateTimeFrom: '2026-03-10T00:00:00+03:00', dateTimeTo: '2026-03-10T23:59:59+03:00' };

/** A GET of IDENT: the reply, and its rows when it is JSON. */
export async function ask(
  path: string,
  query: Record<string, string>,
  told: { ports?: FakePullPorts; settings?: Record<string, unknown>; accept?: string } = {},
): Promise<PullReply & { json: Record<string, unknown>[] }> {
  const headers = { 'ident-integration-key': 'demo', accept: told.accept ?? 'application/json' };
  const reply = await ident.pull!.answer(
    request({ path, query, headers }),
    identAccount(told.settings),
    told.ports ?? fakePullPorts(),
  );
  return { ...reply, json: reply.contentType.startsWith('application/json') ? JSON.parse(reply.body) : [] };
}

export async function upload(
  body: string | Buffer,
  told: { ports?: FakePullPorts; settings?: Record<string, unknown>; contentType?: string; path?: string } = {},
): Promise<PullReply> {
  return ident.pull!.answer(
    request({
      method: 'POST',
      path: told.path ?? '/PostTimeTable',
      headers: { 'ident-integration-key': 'demo', 'content-type': told.contentType ?? 'application/json' },
      body: Buffer.from(body),
    }),
    identAccount(told.settings),
    told.ports ?? fakePullPorts(),
  );
}
