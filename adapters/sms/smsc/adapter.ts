import type { HttpRequest } from '../../../src/contracts/http-client.ts';
import { defineSmsAdapter, type SmsContext, type SmsQuery } from '../../../src/contracts/sms.ts';
import { askSmsJson } from '../../kit/ask-sms.ts';
import { smsAnswerAs, unitsUntil } from '../../kit/sms-answer.ts';
import { smscFailure, smscState, UNKNOWN_MESSAGE } from './codes.ts';
import { isSigned, readNotice } from './receipts.ts';
import { balanceAnswer, failedAnswer, sendAnswer, statusAnswer, type SmscState } from './replies.ts';
import { smscSettings, type SmscSettings } from './settings.ts';

const HOUR_MS = 3_600_000;
const LARGEST_ID = 2_147_483_647;

/** SMSC by its HTTP API with answers in JSON (`fmt=3`). */
export const smsc = defineSmsAdapter<SmscSettings>({
  id: 'smsc',
  name: 'SMSC',
  settings: smscSettings,
  capabilities: ['alpha-sender', 'replies', 'client-id', 'status-query', 'receipts', 'balance'],
  timeoutMs: ({ timeoutSeconds }) => timeoutSeconds * 1000,
  rate: ({ perSecond }) => ({ perSecond, burst: perSecond }),
  statusBatch: 100,
  answerable: (sender, { replies }) => replies && sender !== null && /^\+?\d{3,15}$/.test(sender),
  open: (context) => ({
    async send({ clientId, to, text, sender, validUntil }) {
      const id = ownId(clientId, context.settings);
      const hours = unitsUntil(validUntil, { now: context.clock.now(), ms: HOUR_MS, most: 24 });
      const fields = {
        ...{ phones: to.slice(1), mes: text, charset: 'utf-8', cost: '3' },
        ...(id !== null && { id }),
        ...(sender !== null && { sender }),
        ...(hours !== null && { valid: String(hours) }),
      };
      const request = post(context, '/sys/send.php', fields, 'write');
      const answer = await askSmsJson(context.http, request);
      const failed = failedAnswer.safeParse(answer);
      if (failed.success) throw smscFailure(failed.data.error_code);
      const taken = smsAnswerAs(sendAnswer, answer, request);
      return { providerId: taken.id, parts: taken.cnt ?? null, cost: taken.cost ?? null };
    },
    async status(queries) {
      const asked = queries.map((query) => ({
        query,
        id: query.providerId ?? ownId(query.clientId, context.settings),
      }));
      const known = asked.filter(({ id }) => id !== null);
      if (known.length === 0) return queries.map(() => null);
      const fields = {
        phone: known.map(({ query }) => query.to.slice(1)).join(','),
        id: known.map(({ id }) => id).join(','),
      };
      const request = post(context, '/sys/status.php', fields, 'read');
      const answer = await askSmsJson(context.http, request);
      const failed = failedAnswer.safeParse(answer);
      if (failed.success && failed.data.error_code !== UNKNOWN_MESSAGE) throw smscFailure(failed.data.error_code);
      const states = failed.success ? [] : smsAnswerAs(statusAnswer, answer, request);
      return asked.map(({ query, id }) =>
        reportOf(query, id, known.length === 1 ? states[0] : stateOf(states, query, id)),
      );
    },
    async balance() {
      const request = post(context, '/sys/balance.php', {}, 'read');
      const answer = await askSmsJson(context.http, request);
      const failed = failedAnswer.safeParse(answer);
      if (failed.success) throw smscFailure(failed.data.error_code);
      return { amount: smsAnswerAs(balanceAnswer, answer, request).balance, currency: null };
    },
  }),
  receive: { authenticate: isSigned, parse: readNotice },
});

/** In the body, so that the password stands in nobody's access log. */
function post(
  { settings: { url, login, password, apiKey } }: SmsContext<SmscSettings>,
  path: string,
  fields: Record<string, string>,
  effect: 'read' | 'write',
): HttpRequest & { what: string } {
  const credentials = apiKey === undefined ? { login: login ?? '', psw: password ?? '' } : { apikey: apiKey };
  return {
    ...{ what: `SMSC ${path}`, method: 'POST', url: `${url}${path}`, effect },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...credentials, fmt: '3', ...fields }).toString(),
  };
}

/** SMSC takes ids up to 2^31 − 1. */
function ownId(clientId: string, { idBase }: SmscSettings): string | null {
  const id = Number(clientId) + idBase;
  return id >= 1 && id <= LARGEST_ID ? String(id) : null;
}

function stateOf(states: readonly SmscState[], query: SmsQuery, id: string | null): SmscState | undefined {
  return states.find((each) => each.id === id && (each.phone === undefined || each.phone === query.to.slice(1)));
}

function reportOf({ providerId, clientId }: SmsQuery, id: string | null, told: SmscState | undefined) {
  const state = told === undefined || id === null ? null : smscState(told.status);
  if (told === undefined || state === null) return null;
  const at = told.last_timestamp == null || told.last_timestamp <= 0 ? null : new Date(told.last_timestamp * 1000);
  return { providerId: providerId ?? id, clientId, ...state, at, code: String(told.status), cost: null };
}
