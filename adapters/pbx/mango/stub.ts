import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import nock from 'nock';
import type { MangoSettings } from './settings.ts';

/** A call of the statistics as the document's example writes it; more fields may stand beside these. */
export interface MangoStubCall {
  entry_id: string;
  context_start_time: number;
  [field: string]: unknown;
}

export interface MangoStubKnown {
  calls?: readonly MangoStubCall[];
  users?: readonly { user_id: number; name: string; extension?: string }[];
  /** By recording id. `absent` is one that is not saved yet or was deleted. */
  recordings?: Readonly<Record<string, 'saved' | 'absent' | 'too-short'>>;
  /** How often prepared statistics are asked for before they are complete. */
  polls?: number;
  now?: () => Date;
}

export interface MangoStub {
  /** Every request that was understood, in order. */
  received: { path: string; told: Record<string, unknown> }[];
  close(): void;
}

type Answer = [status: number, body?: nock.Body, headers?: nock.ReplyHeaders];

const limitsOfRows = new Set([1, 5, 10, 20, 50, 100, 500, 1000, 2000, 5000]);
const PENALTY_MS = 120_000;

/** The API as sections 1.4, 3.2, 3.4, 3.5 and 3.7 of the vendor's document have it. */
export function openMangoStub(
  settings: MangoSettings,
  behaviour: 'sound' | 'refuses' | 'over-limit' | 'fails' = 'sound',
  known: MangoStubKnown = {},
): MangoStub {
  const { origin, pathname } = new URL(settings.apiUrl);
  const base = pathname.replace(/\/+$/, '');
  const now = known.now ?? (() => new Date());
  const orders = new Map<string, { told: Record<string, unknown>; polls: number }>();
  let firstWrongAt = -Infinity;
  let closedUntil = -Infinity;
  const stub: MangoStub = { received: [], close: () => nock.removeInterceptor(interceptor) };

  const interceptor = nock(origin)
    .persist()
    .post((uri) => uri.startsWith(`${base}/`));
  interceptor.reply((uri, body): Answer => {
    const at = now().getTime();
    const closed: Answer = [401, { name: 'Unauthorized', status: 401 }];
    if (at < closedUntil) return closed;
    const answer = answerTo(uri.slice(base.length).replace(/\/+$/, ''), new URLSearchParams(body as string));
    if (!isWrong(answer)) return answer;
    if (at < firstWrongAt + PENALTY_MS) {
      closedUntil = firstWrongAt + PENALTY_MS;
      return closed;
    }
    firstWrongAt = at;
    return answer;
  });

  function answerTo(path: string, form: URLSearchParams): Answer {
    if (behaviour === 'over-limit')
      return [429, { name: 'Service Unavailable', message: 'Rate limit exceeded.', code: 0, status: 429 }];
    if (behaviour === 'fails') return [200, { result: 5003 }];
    if (form.get('vpbx_api_key') !== settings.apiKey) return [200, { result: 3105 }];
    const json = form.get('json') ?? '';
    const signature = createHash('sha256')
      .update(settings.apiKey + json + settings.apiSalt)
      .digest('hex');
    if (behaviour === 'refuses' || form.get('sign') !== signature) return [200, { result: 3102 }];
    const told = JSON.parse(json) as Record<string, unknown>;
    stub.received.push({ path, told });
    return methods[path]?.(told) ?? [404, { name: 'Not Found', status: 404 }];
  }

  const command = (...required: string[]): ((told: Record<string, unknown>) => Answer) => {
    return (told) => [200, { result: required.every((name) => told[name] !== undefined) ? 1000 : 3103 }];
  };
  const methods: Readonly<Record<string, (told: Record<string, unknown>) => Answer>> = {
    '/account/balance': () => [
      200,
      { result: 1000, balance: 963592.45, currency: 'RUB', response_at: '2026-03-02 17:55:24' },
    ],
    '/config/users/request': ({ ext_fields }) => [
      200,
      {
        users: (known.users ?? []).map(({ user_id, name, extension }) => ({
          general: {
            name,
            email: null,
            department: '',
            position: '',
            ...(Array.isArray(ext_fields) && ext_fields.includes('general.user_id') && { user_id }),
          },
          telephony: { ...(extension !== undefined && { extension }), outgoingline: null, numbers: [] },
        })),
      },
    ],
    '/commands/callback': command('command_id', 'from', 'to_number'),
    '/commands/call/hangup': command('command_id', 'call_id'),
    '/commands/route': command('command_id', 'call_id', 'to_number'),
    '/queries/recording/post': ({ recording_id }) => {
      const state = known.recordings?.[String(recording_id)] ?? 'absent';
      if (state === 'absent') return [200, { result: 3320 }];
      if (state === 'too-short') return [200, { result: 4002 }];
      return [
        302,
        '',
        { location: `https://files.mango-office.ru/${Buffer.from(String(recording_id)).toString('hex')}` },
      ];
    },
    '/stats/calls/request': (told) => {
      if (!['start_date', 'end_date', 'limit', 'offset'].every((name) => told[name] !== undefined))
        return [200, { result: 3103 }];
      const [from, to] = [instantOf(told['start_date']), instantOf(told['end_date'])];
      if (from === null || to === null || !limitsOfRows.has(Number(told['limit']))) return [200, { result: 3104 }];
      if (to < from || to - from >= 30 * 86_400_000) return [200, { result: 3100, fields: { end_date: 3111 } }];
      const key = `BK7TWiy3+Lku1yV0lfHJ2mmMBZ1Cnu${orders.size}`;
      orders.set(key, { told, polls: 0 });
      return [200, { key }];
    },
    '/stats/calls/result': ({ key }) => {
      const order = orders.get(String(key));
      if (order === undefined) return [200, { result: 1000, status: 'not-found', data: [] }];
      order.polls += 1;
      const rows = rowsOf(order.told);
      const left = (known.polls ?? 0) - order.polls + 1;
      if (left > 1) return [204];
      // A part of the work is shown before it is done.
      if (left === 1) return [200, { result: 1000, status: 'work', data: daysOf(rows.slice(0, 1)) }];
      return [200, { result: 1000, status: 'complete', data: daysOf(rows) }];
    },
  };

  function rowsOf({ start_date, end_date, limit, offset }: Record<string, unknown>): MangoStubCall[] {
    const [from, to] = [instantOf(start_date) ?? 0, instantOf(end_date) ?? 0];
    return (known.calls ?? [])
      .filter(({ context_start_time: at }) => at * 1000 >= from && at * 1000 <= to)
      .toSorted((a, b) => b.context_start_time - a.context_start_time)
      .slice(Number(offset), Number(offset) + Number(limit));
  }

  return stub;
}

function isWrong([, body]: Answer): boolean {
  const result = typeof body === 'object' && 'result' in body ? Number(body.result) : 0;
  return result >= 3000 && result < 4000;
}

function instantOf(text: unknown): number | null {
  const read = DateTime.fromFormat(String(text), 'dd.MM.yyyy HH:mm:ss', { zone: 'Europe/Moscow' });
  return read.isValid ? read.toMillis() : null;
}

function daysOf(rows: readonly MangoStubCall[]): nock.DataMatcherMap[] {
  const days = new Map<string, MangoStubCall[]>();
  for (const row of rows) {
    const day = DateTime.fromSeconds(row.context_start_time, { zone: 'Europe/Moscow' }).toISODate() ?? '';
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return [...days].map(
    ([period, list]) => ({ list, period, total_calls_count: list.length }) as unknown as nock.DataMatcherMap,
  );
}
