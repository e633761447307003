import nock from 'nock';
import type { AmocrmSettings } from './settings.ts';

export interface AmocrmContact {
  id: number;
  name: string;
  /** As the card writes them. */
  phones: readonly string[];
}

interface KeptNote {
  id: number;
  entity: number;
  type: string;
  params: Record<string, unknown>;
}

export interface AmocrmStub {
  /** Notes on cards: calls, put there by amoCRM itself or as notes, and ordinary ones. */
  notes: KeptNote[];
  unsorted: { uid: string; metadata: Record<string, unknown> }[];
  tasks: { id: number; text: string; entity: number }[];
  close(): void;
}

const digits = (phone: unknown): string => String(phone).replace(/\D/g, '');

/**
 * The account by https://www.amocrm.ru/developers: the search finds parts of texts, nothing found is 204, a call of a
 * number that nobody has is not added, the same unsorted call twice is refused, a refresh token works once.
 */
export function openAmocrmStub(
  { url, token, app }: AmocrmSettings,
  behaviour: 'sound' | 'refuses' | 'expired' | 'over-limit' | 'fails' = 'sound',
  known: { contacts?: readonly AmocrmContact[]; access?: string } = {},
): AmocrmStub {
  const { contacts = [], access = token ?? 'first-access-token' } = known;
  const stub: AmocrmStub = {
    ...{ notes: [], unsorted: [], tasks: [] },
    close: () => interceptors.forEach((one) => nock.removeInterceptor(one)),
  };
  let valid = behaviour === 'expired' ? null : access;
  let refresh = 'first-refresh-token';
  const problem = (status: number, title: string): nock.ReplyFnResult => [
    status,
    { title, status, detail: title },
    { 'content-type': 'application/problem+json' },
  ];
  const page = (rows: readonly unknown[], name: string): nock.ReplyFnResult =>
    rows.length === 0 ? [204, ''] : [200, { _page: 1, _embedded: { [name]: rows } }];
  const owners = (phone: unknown): readonly AmocrmContact[] =>
    contacts.filter(({ phones }) => phones.some((one) => digits(one).slice(-10) === digits(phone).slice(-10)));

  const get = (path: string, query: URLSearchParams): nock.ReplyFnResult => {
    if (path === 'account') return [200, { id: 77, name: 'clinic' }];
    if (path === 'contacts') {
      const part = digits(query.get('query'));
      const found = contacts.filter(({ phones }) => phones.some((phone) => digits(phone).includes(part)));
      const rows = found.map(({ id, name, phones }) => ({
        ...{ id, name },
        custom_fields_values: [{ field_code: 'PHONE', values: phones.map((value) => ({ value, enum_code: 'WORK' })) }],
      }));
      return page(rows, 'contacts');
    }
    if (path === 'contacts/notes') {
      const rows = stub.notes.filter(({ type }) => type === query.get('filter[note_type][]'));
      return page(
        rows.map(({ id, entity, type, params }) => ({ id, entity_id: entity, note_type: type, params })),
        'notes',
      );
    }
    const noted = /^contacts\/(\d+)\/notes$/.exec(path)?.[1];
    if (noted !== undefined) {
      const type = query.get('filter[note_type][]');
      const rows = stub.notes.filter((note) => String(note.entity) === noted && note.type === type).toReversed();
      return page(
        rows.map(({ id, entity, params }) => ({ id, entity_id: entity, note_type: type, params })),
        'notes',
      );
    }
    if (/^(leads|companies|customers)\/notes$/.test(path)) return [204, ''];
    if (path === 'leads/unsorted') {
      const forms = query.get('filter[category][]') === 'forms';
      return page(
        stub.unsorted.filter(({ metadata }) => (metadata['form_id'] !== undefined) === forms),
        'unsorted',
      );
    }
    if (path === 'tasks')
      return page(
        stub.tasks.filter(({ entity }) => String(entity) === query.get('filter[entity_id]')),
        'tasks',
      );
    return problem(404, 'Not Found');
  };
  const patch = (body: unknown): nock.ReplyFnResult => {
    const [row] = body as { id: number; params: Record<string, unknown> }[];
    const note = stub.notes.find(({ id }) => id === row?.id);
    if (row === undefined || note === undefined) return problem(404, 'Not Found');
    note.params = row.params;
    return [200, { _embedded: { notes: [{ id: note.id, entity_id: note.entity }] } }];
  };
  const post = (path: string, body: unknown): nock.ReplyFnResult => {
    const [row] = body as Record<string, unknown>[];
    if (row === undefined) return problem(400, 'Bad Request');
    if (path === 'calls') {
      const [owner] = owners(row['phone']);
      if (owner === undefined)
        return [200, { errors: [{ request_id: '0', title: 'Entity not found' }], _embedded: { calls: [] } }];
      const id = 1000 + stub.notes.length;
      const type = row['direction'] === 'inbound' ? 'call_in' : 'call_out';
      stub.notes.push({ id, entity: owner.id, type, params: row });
      return [200, { errors: [], _embedded: { calls: [{ id, entity_id: owner.id, entity_type: 'contact' }] } }];
    }
    if (path === 'leads/unsorted/sip' || path === 'leads/unsorted/forms') {
      const metadata = row['metadata'] as Record<string, unknown>;
      const mark = path.endsWith('sip') ? 'uniq' : 'form_id';
      if (stub.unsorted.some((one) => one.metadata[mark] === metadata[mark])) return problem(400, 'Bad Request');
      const uid = `uid-${stub.unsorted.length + 1}`;
      stub.unsorted.push({ uid, metadata });
      return [200, { _embedded: { unsorted: [{ uid, account_id: 77 }] } }];
    }
    const noted = /^contacts\/(\d+)\/notes$/.exec(path)?.[1];
    if (noted !== undefined) {
      const id = 1000 + stub.notes.length;
      const { note_type, params } = row as { note_type: string; params: Record<string, unknown> };
      stub.notes.push({ id, entity: Number(noted), type: note_type, params });
      return [200, { _embedded: { notes: [{ id, entity_id: Number(noted) }] } }];
    }
    if (path === 'tasks') {
      const id = 500 + stub.tasks.length;
      stub.tasks.push({ id, text: String(row['text']), entity: Number(row['entity_id']) });
      return [200, { _embedded: { tasks: [{ id }] } }];
    }
    return problem(404, 'Not Found');
  };

  const base = new URL(url).pathname.replace(/\/$/, '');
  const scope = nock(new URL(url).origin).persist();
  const interceptors = (['get', 'post', 'patch'] as const).map((method) =>
    scope[method]((uri) => uri.startsWith(base)),
  );
  interceptors.forEach((interceptor) =>
    interceptor.reply(function (uri, body): nock.ReplyFnResult {
      if (behaviour === 'over-limit') return problem(429, 'Too Many Requests');
      const [path = '', query = ''] = uri.slice(base.length + 1).split('?');
      if (path === 'oauth2/access_token') {
        const asked = body as Record<string, string>;
        const sound = asked['client_id'] === app?.clientId && asked['client_secret'] === app?.clientSecret;
        const granted = asked['refresh_token'] === refresh || asked['code'] === 'the-first-code';
        if (!sound || !granted || behaviour === 'refuses') return problem(400, 'Refresh token has been revoked');
        [valid, refresh] = ['second-access-token', 'second-refresh-token'];
        return [200, { token_type: 'Bearer', expires_in: 86400, access_token: valid, refresh_token: refresh }];
      }
      if (behaviour === 'refuses' || String(this.req.headers['authorization']) !== `Bearer ${valid}`)
        return problem(401, 'Unauthorized');
      if (behaviour === 'fails') return [200, { title: 'Validation error', status: 400 }];
      const asked = path.replace(/^api\/v4\//, '');
      if (this.req.method === 'PATCH') return patch(body);
      return this.req.method === 'GET' ? get(asked, new URLSearchParams(query)) : post(asked, body);
    }),
  );
  return stub;
}
