import { TransientFailure } from '../../../src/contracts/failures.ts';
import type { HttpRequest } from '../../../src/contracts/http-client.ts';
import { defineSmsAdapter, type SmsContext, type SmsQuery, type SmsReport } from '../../../src/contracts/sms.ts';
import { askSmsJson } from '../../kit/ask-sms.ts';
import { smsAnswerAs, unitsUntil } from '../../kit/sms-answer.ts';
import { devinoFailure, devinoState, worstOf } from './codes.ts';
import { balanceAnswer, failedAnswer, sendAnswer, statusAnswer } from './replies.ts';
import { devinoSettings, type DevinoSettings } from './settings.ts';

const DAY_MINUTES = 1440;
// Ids hold neither; one of ours stands for all parts of a message.
const BETWEEN_PARTS = ',';

/** Devino Telecom by its HTTP API without sessions (`/rest/v2`): forms by POST, questions by GET. */
export const devino = defineSmsAdapter<DevinoSettings>({
  id: 'devino',
  name: 'Devino',
  settings: devinoSettings,
  capabilities: ['alpha-sender', 'status-query', 'balance'],
  timeoutMs: ({ timeoutSeconds }) => timeoutSeconds * 1000,
  rate: ({ perSecond }) => ({ perSecond, burst: perSecond }),
  open: (context) => ({
    async send({ to, text, sender, validUntil }) {
      const { settings, clock } = context;
      const minutes = unitsUntil(validUntil, { now: clock.now(), ms: 60_000, most: DAY_MINUTES });
      const request = asking(context, 'POST', '/Sms/Send', {
        ...{ SourceAddress: sender ?? settings.sourceAddress, DestinationAddress: to.slice(1), Data: text },
        ...(minutes !== null && { Validity: String(minutes) }),
      });
      const ids = smsAnswerAs(sendAnswer, await ask(context, request), request);
      return { providerId: ids.join(BETWEEN_PARTS), parts: ids.length, cost: null };
    },
    async status(queries) {
      const [query] = queries;
      if (query === undefined || query.providerId === null) return queries.map(() => null);
      return [await reportOf(context, query, query.providerId.split(BETWEEN_PARTS))];
    },
    async balance() {
      const request = asking(context, 'GET', '/User/Balance', {});
      return { amount: smsAnswerAs(balanceAnswer, await ask(context, request), request), currency: 'RUB' };
    },
  }),
});

/** Each part is asked about by itself. */
async function reportOf(
  context: SmsContext<DevinoSettings>,
  { providerId, clientId }: SmsQuery,
  ids: readonly string[],
): Promise<SmsReport | null> {
  const told = [];
  for (const messageId of ids) {
    const request = asking(context, 'GET', '/Sms/State', { messageId });
    told.push(smsAnswerAs(statusAnswer, await ask(context, request), request));
  }
  const known = told.map(({ State }) => devinoState(State)).filter((each) => each !== null);
  const worst = known.length < ids.length ? null : worstOf(known);
  if (worst === null) return null;
  const prices = told.map(({ Price }) => Price ?? null).filter((price) => price !== null);
  return {
    ...{
      providerId,
      clientId,
      ...worst,
      code: told
        .map(({ State }) => State)
        .join(BETWEEN_PARTS)
        .slice(0, 40),
    },
    at: dateOf(told.at(-1)?.ReportedDateUtc),
    cost: prices.length < ids.length ? null : prices.reduce((sum, price) => sum + price, 0),
  };
}

type Asking = HttpRequest & { what: string };

function asking(
  { settings: { url, login, password } }: SmsContext<DevinoSettings>,
  method: 'GET' | 'POST',
  path: string,
  fields: Record<string, string>,
): Asking {
  const all = { Login: login, Password: password, ...fields };
  const request = { what: `Devino ${path}`, method, url: `${url}${path}` };
  if (method === 'GET') return { ...request, query: all };
  return {
    ...request,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(all).toString(),
  };
}

/** Errors have their code in the body; 403 is money as well. */
async function ask({ http }: SmsContext<DevinoSettings>, request: Asking): Promise<unknown> {
  const readable = (status: number) => status === 400 || status === 401 || status === 403;
  const answer = await askSmsJson(http, { ...request, readable });
  const failed = failedAnswer.safeParse(answer);
  if (!failed.success) return answer;
  const failure = devinoFailure(failed.data);
  // A question changes nothing, so nothing is in doubt.
  throw request.method === 'GET' && failed.data.Code >= 8 ? new TransientFailure(failure.message) : failure;
}

/** `/Date(1294045911213)/`, Unix milliseconds; before 1970 it says that there is none. */
function dateOf(written: string | null | undefined): Date | null {
  const milliseconds = Number(/^\/Date\((\d{10,14})\)\/$/.exec(written ?? '')?.[1] ?? Number.NaN);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds);
}
