import nock from 'nock';
import type { Bitrix24Settings } from './settings.ts';

export interface Bitrix24Card {
  type: 'CONTACT' | 'LEAD' | 'COMPANY';
  id: number;
  name: string;
  /** As the card writes it. */
  phone: string;
}

interface Registered {
  callId: string;
  externalId: string | null;
  phone: string;
  entity: string | null;
  lead: boolean;
}

export interface Bitrix24Stub {
  /** Finished calls, as the statistics list them. */
  finished: (Registered & { duration: number; status: string; files: number })[];
  /** Calls that were begun and not finished. */
  open: Registered[];
  /** In the timelines of cards, `CONTACT:651`. */
  comments: { id: string; card: string; text: string }[];
  close(): void;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const digits = (phone: unknown): string => String(phone).replace(/\D/g, '').slice(-10);
const refusal = (error: string, error_description = '', status = 400): nock.ReplyFnResult => [
  status,
  { error, error_description },
];

/**
 * The portal by https://apidocs.bitrix24.ru: calls are registered and finished; the same EXTERNAL_CALL_ID, or without one
 * the same number, gives the same unfinished call; finishing twice is refused as unknown.
 */
export function openBitrix24Stub(
  { portal, app, webhook }: Bitrix24Settings,
  behaviour: 'sound' | 'refuses' | 'expired' | 'over-limit' | 'fails' = 'sound',
  known: { cards?: readonly Bitrix24Card[]; innerPhones?: readonly string[]; token?: string } = {},
): Bitrix24Stub {
  const { cards = [], innerPhones = ['101'], token = 'first-access-token' } = known;
  const stub: Bitrix24Stub = {
    finished: [],
    open: [],
    comments: [],
    close: () => interceptors.forEach((one) => nock.removeInterceptor(one)),
  };
  let valid = behaviour === 'expired' ? null : token;
  let calls = 0;

  const userOf = (asked: Record<string, unknown>): nock.ReplyFnResult | null => {
    if (asked['USER_ID'] === undefined && asked['USER_PHONE_INNER'] === undefined)
      return refusal('ERROR_CORE', 'USER_ID or USER_PHONE_INNER should be set');
    const inner = asked['USER_PHONE_INNER'];
    return inner === undefined || innerPhones.includes(textOf(inner))
      ? null
      : refusal('ERROR_CORE', 'User is not found or is not active');
  };
  const methods: Record<string, (asked: Record<string, unknown>) => nock.ReplyFnResult> = {
    profile: () => [200, { result: { ID: '1', ADMIN: false, NAME: 'Анна' } }],
    'telephony.externalCall.searchCrmEntities': (asked) => {
      const found = cards.filter(({ phone }) => digits(phone) === digits(asked['PHONE_NUMBER']));
      const rows = found.map(({ type, id, name }) => ({
        ...{ CRM_ENTITY_TYPE: type, CRM_ENTITY_ID: id, ASSIGNED_BY_ID: 99, NAME: name },
        ASSIGNED_BY: { ID: '99', TIMEMAN_STATUS: 'CLOSED', USER_PHONE_INNER: null },
      }));
      return [200, { result: rows, time: {} }];
    },
    'telephony.externalCall.register': (asked) => {
      const refused = userOf(asked);
      if (refused !== null) return refused;
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(String(asked['CALL_START_DATE'])))
        return refusal('ERROR_CORE', 'CALL_START_DATE should be in the ISO-8601 format');
      const phone = digits(asked['PHONE_NUMBER']);
      const externalId = typeof asked['EXTERNAL_CALL_ID'] === 'string' ? asked['EXTERNAL_CALL_ID'] : null;
      const going = stub.open.find((call) =>
        externalId === null ? call.phone === phone : call.externalId === externalId,
      );
      const named =
        asked['CRM_ENTITY_TYPE'] === undefined
          ? null
          : `${textOf(asked['CRM_ENTITY_TYPE'])}:${textOf(asked['CRM_ENTITY_ID'])}`;
      const card = cards.find((one) => digits(one.phone) === phone);
      const own = card === undefined ? null : `${card.type}:${card.id}`;
      const call = going ?? {
        ...{ callId: `externalCall.${(calls += 1)}.1773130779`, externalId, phone, entity: named ?? own },
        lead: card === undefined && asked['CRM_CREATE'] === 1,
      };
      if (going === undefined) stub.open.push(call);
      return [200, { result: { CALL_ID: call.callId, CRM_CREATED_LEAD: call.lead ? 5 : null }, time: {} }];
    },
    'telephony.externalCall.finish': (asked) => {
      const refused = userOf(asked);
      if (refused !== null) return refused;
      const call = stub.open.find(({ callId }) => callId === asked['CALL_ID']);
      if (call === undefined)
        return refusal('ERROR_CORE', 'Call is not found (call should be registered prior to finishing');
      stub.open = stub.open.filter((one) => one !== call);
      stub.finished.push({
        ...call,
        duration: Number(asked['DURATION']),
        status: String(asked['STATUS_CODE']),
        files: 0,
      });
      return [
        200,
        { result: { CALL_ID: call.callId, EXTERNAL_CALL_ID: call.externalId, CRM_ACTIVITY_ID: 7943 }, time: {} },
      ];
    },
    'telephony.externalCall.attachRecord': (asked) => {
      const call = stub.finished.find(({ callId }) => callId === asked['CALL_ID']);
      if (call === undefined)
        return refusal('ERROR_CORE', 'Call is not found in the statistic table. Looks like it is not finished yet.');
      if (!/\.(wav|mp3)$/.test(String(asked['FILENAME'] ?? asked['RECORD_URL'])))
        return refusal('ERROR_CORE', 'Wrong file extension. Only wav and mp3 are allowed');
      call.files = 1;
      return [200, { result: { FILE_ID: 9079 }, time: {} }];
    },
    'crm.timeline.comment.add': (asked) => {
      const { ENTITY_TYPE, ENTITY_ID, COMMENT } = asked['fields'] as Record<string, unknown>;
      if (textOf(COMMENT) === '') return refusal('INVALID_ARG_VALUE', 'Empty comment message');
      const card = `${textOf(ENTITY_TYPE).toUpperCase()}:${textOf(ENTITY_ID)}`;
      if (!cards.some(({ type, id }) => card === `${type}:${id}`))
        return refusal('OWNER_NOT_FOUND', 'Owner not found.');
      const id = String(990 + stub.comments.length);
      stub.comments.push({ id, card, text: textOf(COMMENT) });
      return [200, { result: Number(id), time: {} }];
    },
    'crm.timeline.comment.get': (asked) => {
      const found = stub.comments.find(({ id }) => id === textOf(asked['id']));
      if (found === undefined) return refusal('NOT_FOUND', 'Not found.');
      return [200, { result: { ID: found.id, COMMENT: found.text, AUTHOR_ID: '1' }, time: {} }];
    },
    'crm.timeline.comment.list': (asked) => {
      const { ENTITY_TYPE, ENTITY_ID } = asked['filter'] as Record<string, unknown>;
      const card = `${textOf(ENTITY_TYPE).toUpperCase()}:${textOf(ENTITY_ID)}`;
      const found = stub.comments.filter((one) => one.card === card).toReversed();
      return [200, { result: found.slice(0, 50).map(({ id, text }) => ({ ID: id, COMMENT: text })), time: {} }];
    },
    'crm.timeline.comment.update': (asked) => {
      const found = stub.comments.find(({ id }) => id === textOf(asked['id']));
      if (found === undefined) return refusal('NOT_FOUND', 'Not found.');
      found.text = textOf((asked['fields'] as Record<string, unknown>)['COMMENT']);
      return [200, { result: Number(found.id), time: {} }];
    },
    'voximplant.statistic.get': (asked) => {
      const { CALL_ID } = (asked['FILTER'] ?? {}) as { CALL_ID?: string };
      const rows = stub.finished.filter(({ callId }) => callId === CALL_ID);
      return [
        200,
        { result: rows.map(({ callId, externalId }) => ({ CALL_ID: callId, EXTERNAL_CALL_ID: externalId })) },
      ];
    },
  };

  const prefix = `${new URL(portal).pathname.replace(/\/$/, '')}/rest/`;
  const rest = nock(new URL(portal).origin)
    .persist()
    .post((uri) => uri.startsWith(prefix));
  rest.reply((uri, body): nock.ReplyFnResult => {
    if (behaviour === 'over-limit') return refusal('QUERY_LIMIT_EXCEEDED', 'Too many requests', 503);
    const asked = body as Record<string, unknown>;
    const path = uri.slice(prefix.length).split('/');
    if (behaviour === 'refuses') return refusal('expired_token', 'The access token provided has expired.', 401);
    if (app === undefined && path.slice(0, -1).join('/') !== webhook) return refusal('INVALID_CREDENTIALS', '', 401);
    if (app !== undefined && asked['auth'] !== valid)
      return refusal('expired_token', 'The access token provided has expired.', 401);
    if (behaviour === 'fails') return [200, { error: 'ERROR_CORE', error_description: 'CRM is not installed.' }];
    const method = path.at(-1) ?? '';
    const restricted = /\.(register|finish)$/.test(method) && app === undefined;
    if (restricted) return refusal('WRONG_AUTH_TYPE', 'Current authorization type is denied for this method', 403);
    return methods[method]?.(asked) ?? refusal('ERROR_METHOD_NOT_FOUND', 'Method not found!', 404);
  });
  const oauth = nock(new URL(app?.oauth ?? 'https://oauth.bitrix24.tech').origin)
    .persist()
    .get((uri) => uri.startsWith('/oauth/token/'));
  oauth.reply((uri): nock.ReplyFnResult => {
    const query = new URL(uri, 'https://any').searchParams;
    const sound = query.get('client_id') === app?.clientId && query.get('client_secret') === app?.clientSecret;
    const granted = query.get('refresh_token') === 'first-refresh-token' || query.get('code') === 'the-first-code';
    if (!sound || !granted || behaviour === 'refuses') return [400, { error: 'invalid_grant' }];
    valid = 'second-access-token';
    return [200, { access_token: valid, refresh_token: 'second-refresh-token', expires_in: 3600, domain: 'x' }];
  });
  const interceptors = [rest, oauth];
  return stub;
}
