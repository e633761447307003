import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import nock from 'nock';
import type { FhirSettings } from './settings.ts';

type Resource = Record<string, unknown> & { id: string };

export interface FhirStub {
  communications: Resource[];
  /** Those that were made here. */
  appointments: Resource[];
  close(): void;
}

const PAGE = 2;
const digits = (phone: unknown): string => String(phone).replace(/\D/g, '');
const outcomeOf = (code: string, severity = 'error'): Record<string, unknown> => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code, diagnostics: 'told by the server' }],
});

/**
 * A server by https://hl7.org/fhir/R4/http.html: searches answer Bundles in pages, a conditional create makes one
 * resource of an identifier; tokens by SMART backend services, with a secret or a signed assertion.
 */
export function openFhirStub(
  { url, client }: FhirSettings,
  behaviour: 'sound' | 'refuses' | 'expired' | 'over-limit' | 'fails' = 'sound',
  known: {
    patients?: readonly Resource[];
    appointments?: readonly Resource[];
    encounters?: readonly Resource[];
    token?: string;
  } = {},
): FhirStub {
  const { patients = [], appointments = [], encounters = [], token = 'first-access-token' } = known;
  const stub: FhirStub = {
    ...{ communications: [], appointments: [] },
    close: () => interceptors.forEach((one) => nock.removeInterceptor(one)),
  };
  let valid = behaviour === 'expired' || client === undefined ? null : token;

  const bundleOf = (resources: readonly unknown[], uri: string, more: readonly unknown[] = []): nock.ReplyFnResult => {
    const next = new URL(uri, url);
    const offset = Number(next.searchParams.get('offset') ?? 0);
    next.searchParams.set('offset', String(offset + PAGE));
    const entry = [...resources.slice(offset, offset + PAGE), ...more].map((resource) => ({ resource }));
    const link = offset + PAGE < resources.length ? [{ relation: 'next', url: next.href }] : [];
    return [200, { resourceType: 'Bundle', type: 'searchset', link, entry }];
  };
  const search = (path: string, query: URLSearchParams, uri: string): nock.ReplyFnResult => {
    if (path === 'Patient') {
      const numbers = query.get('phone')?.split(',').map(digits);
      const has = ({ telecom }: Resource): boolean =>
        (telecom as { value: string }[]).some(({ value }) => numbers?.some((part) => digits(value).includes(part)));
      return bundleOf(numbers === undefined ? patients : patients.filter(has), uri, [
        outcomeOf('informational', 'information'),
      ]);
    }
    if (path === 'Communication') {
      const identifier = query.get('identifier') ?? '';
      return bundleOf(
        stub.communications.filter((one) => hasIdentifier(one, identifier)),
        uri,
      );
    }
    const one = stub.communications.find(({ id }) => path === `Communication/${id}`);
    if (one !== undefined) return [200, one];
    const since = Date.parse((query.get('_lastUpdated') ?? 'ge1970-01-01').slice(2));
    const isChanged = ({ meta }: Resource): boolean =>
      Date.parse((meta as { lastUpdated: string }).lastUpdated) >= since;
    if (path === 'Encounter') {
      const changed = encounters.filter(isChanged);
      const ofThem = appointments.filter(({ id }) =>
        changed.some((encounter) => JSON.stringify(encounter['appointment']).includes(`Appointment/${id}"`)),
      );
      return bundleOf(changed, uri, query.get('_include') === 'Encounter:appointment' ? ofThem : []);
    }
    if (path !== 'Appointment') return [404, outcomeOf('not-supported')];
    const [first = '', last = '9'] = query.getAll('date').map((written) => written.slice(2));
    const doctor = query.get('practitioner');
    const isOf = ({ participant }: Resource): boolean =>
      doctor === null || JSON.stringify(participant).includes(`"reference":"${doctor}"`);
    const rows = [...appointments, ...stub.appointments].filter(
      (row) => Date.parse(String(row['start'])) >= Date.parse(first) && isChanged(row) && isOf(row),
    );
    const found = rows.filter(({ start }) => Date.parse(String(start)) <= Date.parse(last));
    return bundleOf(found, uri, query.get('_revinclude') === 'Encounter:appointment' ? encounters : []);
  };
  const write = (method: string, path: string, condition: string, body: Resource): nock.ReplyFnResult => {
    const { resourceType, status, start, end, participant } = body;
    const type = resourceType === 'Appointment' ? resourceType : 'Communication';
    const isSound = type === 'Appointment' ? Boolean(start && end && participant) : resourceType === type;
    if (!isSound || typeof status !== 'string') return [422, outcomeOf('required')];
    if (method === 'PUT') {
      const at = stub.communications.findIndex(({ id }) => path === `Communication/${id}` && body.id === id);
      if (at === -1) return [404, outcomeOf('not-found')];
      stub.communications[at] = body;
      return [200, body];
    }
    const identifier = new URLSearchParams(condition).get('identifier') ?? '';
    const kept = type === 'Appointment' ? stub.appointments : stub.communications;
    const there = kept.find((one) => hasIdentifier(one, identifier));
    if (there !== undefined) return [200, there, { location: `${url}/${type}/${there.id}/_history/1` }];
    const made = { ...body, id: `${type === 'Appointment' ? 'n' : 'c'}-${kept.length + 1}` };
    kept.push({ ...made, meta: { lastUpdated: '2026-03-10T09:02:00Z' } });
    return [201, made, { location: `${url}/${type}/${made.id}/_history/1` }];
  };

  const base = `${new URL(url).pathname.replace(/\/$/, '')}/`;
  const scope = nock(new URL(url).origin).persist();
  const interceptors = (['get', 'post', 'put'] as const).map((method) => scope[method]((uri) => uri.startsWith(base)));
  interceptors.forEach((interceptor) =>
    interceptor.reply(function (uri, body): nock.ReplyFnResult {
      if (behaviour === 'over-limit') return [429, outcomeOf('throttled')];
      const { authorization, 'if-none-exist': condition } = this.req.headers as Record<string, string | undefined>;
      const sound = client === undefined || String(authorization) === `Bearer ${valid}`;
      if (behaviour === 'refuses' || !sound) return [401, outcomeOf('login')];
      if (behaviour === 'fails') return [200, outcomeOf('exception')];
      const [path = '', query = ''] = uri.slice(base.length).split('?');
      return this.req.method === 'GET'
        ? search(path, new URLSearchParams(query), uri)
        : write(this.req.method, path, condition ?? '', resourceOf(body));
    }),
  );
  if (client !== undefined) {
    const { origin, pathname } = new URL(client.tokenUrl);
    const granting = nock(origin).persist().post(pathname);
    granting.reply(function (_uri, body): nock.ReplyFnResult {
      const form = new URLSearchParams(typeof body === 'string' ? body : (body as Record<string, string>));
      const header = String((this.req.headers as Record<string, unknown>)['authorization']);
      const granted = form.get('grant_type') === 'client_credentials' && isClient(client, form, header);
      if (!granted || behaviour === 'refuses') return [401, { error: 'invalid_client' }];
      valid = 'second-access-token';
      return [200, { access_token: valid, token_type: 'bearer', expires_in: 300, scope: form.get('scope') }];
    });
    interceptors.push(granting);
  }
  return stub;
}

function hasIdentifier({ identifier }: Resource, asked: string): boolean {
  const [system, value] = asked.split('|');
  return (identifier as Record<string, string>[]).some((one) => one['system'] === system && one['value'] === value);
}

/** Of `application/fhir+json` nock gives the text. */
function resourceOf(body: unknown): Resource {
  return (typeof body === 'string' ? JSON.parse(body) : body) as Resource;
}

function isClient(client: NonNullable<FhirSettings['client']>, form: URLSearchParams, header: string): boolean {
  if (client.privateKey === undefined)
    return header === `Basic ${Buffer.from(`${client.id}:${client.secret ?? ''}`).toString('base64')}`;
  const [head = '', payload = '', signature = ''] = (form.get('client_assertion') ?? '').split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}') as Record<string, unknown>;
  const key = createPublicKey(createPrivateKey(client.privateKey));
  const signed = verify(
    'sha384',
    Buffer.from(`${head}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const { iss, sub, aud, jti } = claims;
  return signed && iss === client.id && sub === client.id && aud === client.tokenUrl && typeof jti === 'string';
}
