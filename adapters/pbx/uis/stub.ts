import nock from 'nock';
import { addressesOf } from './brands.ts';
import { apiOf, type UisSettings } from './settings.ts';

type Row = Readonly<Record<string, unknown>>;
type Params = Readonly<Record<string, unknown>>;

/** What the stand-in has in its cabinet, in the vendor's own fields and local times. */
export interface UisWorld {
  dataToken: string;
  callToken: string;
  zone: string;
  calls: readonly Row[];
  legs: readonly Row[];
  employees: readonly Row[];
  tags: readonly Row[];
  active: readonly Row[];
  /** By id of the call, as `get.call_details` gives them. */
  details: Readonly<Record<string, readonly Row[]>>;
  notifications: readonly Row[];
  reports: readonly number[];
  virtualNumbers: readonly string[];
  /** No answer has more rows than this, whatever `limit` asks for. */
  mostRows?: number;
}

export type UisBehaviour = 'sound' | 'refuses' | 'over-limit' | 'fails';

export interface UisStub {
  /** What was asked, in order, without the key. */
  asked: { method: string; params: Params }[];
  /** Tags of each communication as they were set and taken off. */
  tagsOf(communication: number): number[];
  close(): void;
}

interface Refusal {
  code: number;
  mnemonic: string;
  message: string;
  metadata?: unknown;
}

const day = 86_400_000;

/** The Data API v2.0 and the Call API v4.0 as the vendor's documents describe them, strict about what is asked. */
export function stubUis(settings: UisSettings, world: UisWorld, behaviour: UisBehaviour = 'sound'): UisStub {
  const asked: UisStub['asked'] = [];
  const tags = new Map<number, Set<number>>();
  for (const call of world.calls)
    tags.set(
      Number(call['communication_id']),
      new Set(((call['tags'] ?? []) as Row[]).map((tag) => Number(tag['tag_id']))),
    );
  const interceptors = (['dataApi', 'callApi'] as const).map((api) => {
    const { origin, pathname } = new URL(addressesOf(apiOf(settings))[api]);
    const interceptor = nock(origin).persist().post(pathname);
    interceptor.reply(function (_uri, body) {
      const type = this.req.headers['content-type'];
      return [200, answer(api, String(type), body) as nock.Body, { 'content-type': 'application/json; charset=UTF-8' }];
    });
    return interceptor;
  });

  function answer(api: 'dataApi' | 'callApi', contentType: string, body: unknown): unknown {
    const { id, jsonrpc, method, params } = (body ?? {}) as Record<string, unknown>;
    const refuse = (refusal: Refusal) => ({
      jsonrpc: '2.0',
      id: id ?? null,
      error: {
        code: refusal.code,
        message: refusal.message,
        data: {
          mnemonic: refusal.mnemonic,
          field: null,
          value: null,
          params: { object: null },
          extended_helper: null,
          metadata: refusal.metadata ?? {},
        },
      },
    });
    if (contentType.toLowerCase() !== 'application/json; charset=utf-8') return refuse(invalidRequest);
    if (jsonrpc !== '2.0' || typeof method !== 'string' || typeof params !== 'object' || params === null)
      return refuse(invalidRequest);
    if (id === undefined) return refuse(notifications);
    const { access_token: token, ...rest } = params as Record<string, unknown>;
    if (token !== (api === 'dataApi' ? world.dataToken : world.callToken) || behaviour === 'refuses')
      return refuse(invalidToken);
    if (behaviour === 'over-limit') return refuse(limitExceeded);
    if (behaviour === 'fails') return refuse(internalError);
    asked.push({ method, params: rest });
    const handler = (api === 'dataApi' ? dataMethods : callMethods)[method];
    if (handler === undefined) return refuse(methodNotFound);
    const result = handler(rest);
    return 'mnemonic' in result ? refuse(result as unknown as Refusal) : { jsonrpc: '2.0', id, result };
  }

  /** A method with the verb `get`: what it takes, pages and columns. */
  function list(
    rows: readonly Row[],
    params: Params,
    own: { takes: string[]; filters: string[]; sorts: string[] },
  ): Row {
    const takes = ['limit', 'offset', 'filter', 'fields', 'sort', 'user_id', ...own.takes];
    if (Object.keys(params).some((name) => !takes.includes(name))) return { ...unexpectedParameters };
    if (own.takes.includes('date_from')) {
      const [from, till] = [params['date_from'], params['date_till']].map((time) => Date.parse(`${String(time)}Z`));
      if (![from, till].every((time) => Number.isFinite(time))) return { ...requiredMissed };
      if (till! - from! > 92 * day) return { ...tooLong };
    }
    const { limit = 1000, offset = 0 } = params as { limit?: number; offset?: number };
    if (limit > 10_000 || offset > 100_000) return { ...invalidValue };
    const { filter, sort, fields } = params as {
      filter?: { field: string; operator: string; value: unknown };
      sort?: { field: string; order?: string }[];
      fields?: string[];
    };
    if (filter !== undefined && !own.filters.includes(filter.field)) return { ...filterProhibited };
    if (sort?.some(({ field }) => !own.sorts.includes(field))) return { ...sortProhibited };
    const [known] = rows;
    if (known !== undefined && fields?.some((field) => !(field in known))) return { ...unexpectedParameters };
    const kept = rows
      .filter((row) => !own.takes.includes('date_from') || within(row, params))
      .filter((row) => filter === undefined || holds(row, filter))
      .toSorted((one, other) => compare(one, other, sort?.[0]?.field));
    const page = kept.slice(offset, offset + Math.min(limit, world.mostRows ?? limit));
    const data = page.map((row) =>
      fields === undefined ? row : Object.fromEntries(fields.map((field) => [field, row[field] ?? null])),
    );
    const limits = { day_limit: 5000, day_remaining: 4990, day_reset: 3600, minute_limit: 60, minute_remaining: 50 };
    return { data, metadata: { limits: { ...limits, minute_reset: 12 }, total_items: kept.length } };
  }

  const dates = ['date_from', 'date_till'];
  const dataMethods: Readonly<Record<string, (params: Params) => Row>> = {
    'get.account': () => ({ metadata: {}, data: [{ app_id: 1, name: 'Клиника', timezone: world.zone }] }),
    'get.employees': (params) => list(world.employees, params, { takes: [], filters: ['id'], sorts: ['full_name'] }),
    'get.tags': (params) => list(world.tags, params, { takes: [], filters: ['id', 'name'], sorts: ['name'] }),
    'get.calls_report': ({ include_ongoing_calls: ongoing, ...params }) => {
      const rows = world.calls
        .filter((row) => ongoing === true || row['finish_time'] !== null)
        .map((row) => ({ ...row, tags: tagRows(row) }));
      return list(rows, params, { takes: dates, filters: ['id'], sorts: ['start_time'] });
    },
    'get.call_legs_report': (params) =>
      list(world.legs, params, { takes: dates, filters: ['id', 'call_session_id'], sorts: ['start_time'] }),
    'get.call_details': (params) => {
      if (!world.reports.includes(Number(params['report_id']))) return { ...invalidValue };
      const ids = (params['entity_ids'] ?? []) as number[];
      const wanted = (params['fields'] ?? []) as string[];
      const data = ids
        .filter((one) => world.details[one] !== undefined)
        .map((one) => (wanted.includes('call_events') ? { call_events: world.details[one] } : {}));
      return { data, metadata: { total_items: data.length, version: null, limits: {} } };
    },
    'get.notifications': ({ report_id: report, ...params }) => {
      if (!world.reports.includes(Number(report))) return { ...invalidValue };
      return list(world.notifications, params, { takes: dates, filters: [], sorts: [] });
    },
    'set.tag_communications': (params) => changeTag(params, (own, tag) => own.add(tag)),
    'unset.tag_communications': (params) => changeTag(params, (own, tag) => own.delete(tag)),
  };

  const callMethods: Readonly<Record<string, (params: Params) => Row>> = {
    'list.calls': () => ({ data: world.active }),
    'start.employee_call': (params) => {
      const { first_call: first, virtual_phone_number: line, contact, employee, direction } = params;
      if (typeof first !== 'string' || typeof contact !== 'string') return { ...requiredMissed };
      if (!/^\d+$/.test(contact) || !/^\d+$/.test(String(line))) return { ...invalidValue };
      if (direction !== undefined && direction !== 'in' && direction !== 'out') return { ...invalidValue };
      if (!world.virtualNumbers.includes(String(line))) return { ...virtualNumberNotFound };
      const known = world.employees.some((row) => row['id'] === (employee as Row | undefined)?.['id']);
      return known ? { data: { call_session_id: 237859081 } } : { ...employeeNotFound };
    },
    'release.call': ({ call_session_id: session }) =>
      world.active.some((call) => call['call_session_id'] === session)
        ? { data: { success: 'true' } }
        : { ...callSessionNotFound },
  };

  function tagRows(call: Row): Row[] {
    const own = tags.get(Number(call['communication_id'])) ?? new Set();
    return world.tags
      .filter((tag) => own.has(Number(tag['id'])))
      .map((tag) => ({ tag_id: tag['id'], tag_name: tag['name'], tag_type: 'manual' }));
  }

  function changeTag(params: Params, change: (own: Set<number>, tag: number) => void): Row {
    const own = tags.get(Number(params['communication_id']));
    const tag = Number(params['tag_id']);
    if (params['communication_type'] !== 'call') return { ...invalidValue };
    if (own === undefined || !world.tags.some((known) => known['id'] === tag)) return { ...entityNotFound };
    change(own, tag);
    return {};
  }

  return {
    asked,
    tagsOf: (communication) => [...(tags.get(communication) ?? [])].toSorted((one, other) => one - other),
    close: () => interceptors.forEach((one) => nock.removeInterceptor(one)),
  };
}

/** The report takes the ends as they are; rows of the journal have another name for their time. */
function within(row: Row, params: Params): boolean {
  const time = String(row['start_time'] ?? row['notification_start_date_time']);
  return time >= String(params['date_from']) && time <= String(params['date_till']);
}

function holds(row: Row, { field, operator, value }: { field: string; operator: string; value: unknown }): boolean {
  if (operator === 'in') return Array.isArray(value) && value.includes(row[field]);
  return operator === '=' && row[field] === value;
}

function compare(one: Row, other: Row, field: string | undefined): number {
  if (field === undefined) return 0;
  const [a, b] = [String(one[field]), String(other[field])];
  return a < b ? -1 : a > b ? 1 : 0;
}

const error = (code: number, mnemonic: string, message: string): Refusal => ({ code, mnemonic, message });
const invalidRequest = error(-32600, 'invalid_request', 'Invalid Request The JSON sent is not a valid Request object');
const notifications = error(-32099, 'notifications_not_supported', 'Notifications not supported');
const invalidToken = error(-32001, 'access_token_invalid', 'Access token is invalid');
const methodNotFound = error(-32601, 'method_not_found', 'The method does not exist / is not available');
const unexpectedParameters = error(-32602, 'unexpected_parameters', 'Unexpected method parameter(s)');
const requiredMissed = error(-32602, 'required_parameter_missed', 'The required parameter has been missed');
const invalidValue = error(-32602, 'invalid_parameter_value', 'Invalid parameter value');
const filterProhibited = error(-32602, 'filter_prohibited', 'Filter by parameter is prohibited');
const sortProhibited = error(-32602, 'sort_prohibited', 'Sort by parameter is prohibited');
const tooLong = error(-32602, 'date_interval_limit_reached', 'Max value of requested date interval is 3 months');
const entityNotFound = error(-32602, 'entity_not_found', 'Entity not found');
const callSessionNotFound = error(-32602, 'call_session_not_found', 'Call session not found');
const employeeNotFound = error(-32602, 'employee_not_found', 'Employee with id 1 not found. It is not your employee.');
const virtualNumberNotFound = error(-32007, 'virtual_phone_number_not_found', 'It is not your virtual phone number.');
const internalError = error(-32603, 'internal_error', 'Internal error, contact the support service');
const limitExceeded: Refusal = {
  ...error(-32029, 'limit_exceeded', 'Limit per minute has been exceeded. Value of current limit per minute is 60'),
  metadata: {
    limits: {
      day_limit: 5000,
      day_remaining: 4990,
      day_reset: 3600,
      minute_limit: 60,
      minute_remaining: 0,
      minute_reset: 42,
    },
  },
};
