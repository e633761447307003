import { z } from 'zod';
import { callEvent } from '../../src/contracts/call-event.ts';
import type { PbxApi, PbxQuestion } from '../../src/contracts/pbx-api.ts';
import { definePbxAdapter, type PbxAdapter } from '../../src/contracts/pbx.ts';
import type { PbxAccount } from '../../src/platform/configuration/index.ts';

interface Told {
  ask?: boolean;
  call?: string;
  kind?: 'started' | 'ringing' | 'answered' | 'ended';
  from?: string | null;
  extension?: string;
  talk?: number;
  at?: string;
}

/** A PBX whose notifications are JSON in our own words; `ask` makes it wait for our word. */
export function askingAdapter(options: { asks: boolean; api?: PbxApi<unknown> }): PbxAdapter {
  const read = (body: Buffer): Told => JSON.parse(body.toString()) as Told;
  return definePbxAdapter<unknown>({
    id: 'asking',
    name: 'Asking',
    settings: z.looseObject({}),
    capabilities: [],
    finalKinds: ['ended'],
    authenticate: (request) => request.path === '/s3cret',
    parse(request, { account }) {
      const { call, kind, from, extension, talk, at } = read(request.body);
      if (call === undefined || kind === undefined) return [];
      return [
        callEvent({
          eventKey: `${call} ${kind} ${extension ?? ''}`,
          account,
          providerCallId: call,
          kind,
          direction: 'in',
          external: from ?? null,
          line: '+74950000101',
          extension: extension ?? null,
          occurredAt: at ?? new Date().toISOString(),
          seconds: talk === undefined ? null : { wait: 1, talk, total: talk + 1 },
        }),
      ];
    },
    ...(options.asks && {
      question(request): PbxQuestion | null {
        const { ask, from, call } = read(request.body);
        if (ask !== true) return null;
        return {
          external: from ?? null,
          line: '+74950000101',
          providerCallId: call ?? null,
          wants: ['caller-name', 'route'],
        };
      },
      reply: ({ callerName, extension }) => ({
        status: 200,
        contentType: 'application/json',
        body: JSON.stringify({ ...(callerName !== null && { callerName }), ...(extension !== null && { extension }) }),
      }),
    }),
    ...(options.api && { api: options.api }),
  });
}

export function askingAccount(told: Partial<PbxAccount> = {}): PbxAccount {
  return {
    id: 'asking',
    provider: 'asking',
    allowFrom: [],
    forwardTo: undefined,
    settings: {},
    settleSeconds: undefined,
    answers: { callerName: true, route: 'last-operator', lastOperatorDays: 90 },
    ...told,
  };
}
