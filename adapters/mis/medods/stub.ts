import { createHmac } from 'node:crypto';
import nock from 'nock';
import type { MedodsSettings } from './settings.ts';

type Row = Record<string, unknown>;

export interface MedodsStub {
  /** Requests that were answered. */
  asked: number;
  close(): void;
}

const digits = (phone: unknown): string => String(phone).replace(/\D/g, '');

/** The clinic's MEDODS: lists in pages, numbers found as a part of what is written, tokens of HS512 for 60 seconds. */
export function openMedodsStub(
  { url, identity, secret, rangeQuery }: MedodsSettings,
  behaviour: 'sound' | 'refuses' | 'expired' | 'over-limit' | 'fails' = 'sound',
  known: {
    clients?: readonly Row[];
    appointments?: readonly Row[];
    /** When an appointment was changed, by its id; the others were changed never. */
    changes?: Readonly<Record<string, Date>>;
    now?: Date;
  } = {},
): MedodsStub {
  const { clients = [], appointments = [], changes = {}, now } = known;
  const stub: MedodsStub = { asked: 0, close: () => nock.removeInterceptor(interceptor) };

  const isSound = (authorization: string): boolean => {
    const [header = '', payload = '', signature] = authorization.replace(/^Bearer /, '').split('.');
    const signed = createHmac('sha512', secret).update(`${header}.${payload}`).digest('base64url');
    if (signed !== signature) return false;
    const { iss, iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, number>;
    const at = (now ?? new Date()).getTime() / 1000;
    return String(iss) === identity && exp! - iat! <= 60 && iat! <= at && at < exp!;
  };
  const get = (path: string, query: URLSearchParams): nock.ReplyFnResult => {
    const page = (rows: readonly Row[]): nock.ReplyFnResult => {
      const offset = Number(query.get('offset'));
      return [200, { data: rows.slice(offset, offset + Number(query.get('limit'))) }];
    };
    const phone = query.get('phone');
    if (path === 'clients')
      return page(clients.filter((row) => phone === null || digits(row['phone']).includes(digits(phone))));
    if (path !== 'appointments') return [404, ''];
    const first = query.get(rangeQuery?.from ?? 'none') ?? '';
    const last = query.get(rangeQuery?.to ?? 'none') ?? '9999';
    const since = Number(query.get('updatedAtAfter') ?? 0) * 1000;
    const isChanged = ({ id }: Row): boolean => (changes[String(id)]?.getTime() ?? 0) >= since;
    return page(
      appointments.filter((row) => String(row['date']) >= first && String(row['date']) <= last && isChanged(row)),
    );
  };

  const base = `${new URL(url).pathname.replace(/\/$/, '')}/api/v2/`;
  const interceptor = nock(new URL(url).origin)
    .persist()
    .get((uri) => uri.startsWith(base));
  interceptor.reply(function (uri): nock.ReplyFnResult {
    stub.asked += 1;
    if (behaviour === 'over-limit') return [429, ''];
    if (behaviour === 'refuses' || !isSound(String(this.req.headers['authorization'])))
      return [403, { errors: [{ message: 'Forbidden' }] }];
    if (behaviour === 'fails') return [422, { errors: [{ message: 'Unprocessable' }] }];
    const [path = '', query = ''] = uri.slice(base.length).split('?');
    return get(path, new URLSearchParams(query));
  });
  return stub;
}
