import { createHash, timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import { UnreadableNotification } from '../contracts/failures.ts';
import type { InboundRequest } from '../contracts/request.ts';
import type { SmsReceived } from '../contracts/sms.ts';
import type { Clock } from '../contracts/clock.ts';
import { inboundRequest, readRawBody } from '../platform/http/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { OpenSmsAccount, SmsAccounts } from './sms-accounts.ts';

const MAXIMUM_BODY = 1024 * 1024;

export interface UnreadableReceipt {
  account: string;
  request: InboundRequest;
  receivedAt: Date;
  truncated: boolean;
  reason: string;
  field: string | null;
}

/**
 * `/sms/{account}/{secret}`: receipts and answers, by GET or POST. The answer leaves when it is durable; what cannot be
 * read is kept as it came and answered like the rest; only a wrong account, secret or signature is refused, never saying
 * which.
 */
export function createReceiptsApi(options: {
  accounts: SmsAccounts;
  clock: Clock;
  log: Log;
  addressAllowed(address: string, ranges: readonly string[]): boolean;
  received(account: string, told: SmsReceived): Promise<void>;
  /** Keeps a request that could not be read, as it came. */
  keepUnreadable(kept: UnreadableReceipt): Promise<void>;
  onOutcome?(account: string, outcome: 'stored' | 'quarantined' | 'refused' | 'busy'): void;
}): Router {
  const { clock, log } = options;
  const router = Router();
  router.all('/sms/:account/:secret{/*rest}', async (request, response) => {
    const { account: id, secret } = request.params as { account: string; secret: string };
    const account = options.accounts.find(id);
    const receive = account?.adapter.receive;
    const { body, truncated } = await readRawBody(request, MAXIMUM_BODY);
    const rest = (request.params as { rest?: string[] }).rest ?? [];
    const inbound: InboundRequest = inboundRequest(request, rest.length === 0 ? '' : `/${rest.join('/')}`, body);
    const known = sameText(secret, account?.configured.receiptSecret ?? null);
    if (
      account === undefined ||
      receive === undefined ||
      !known ||
      (account.configured.allowFrom.length > 0 &&
        !options.addressAllowed(inbound.remoteAddress, account.configured.allowFrom)) ||
      receive.authenticate?.(inbound, account.configured.settings) === false
    ) {
      options.onOutcome?.(account?.id ?? 'unknown', 'refused');
      response.status(403).type('text/plain').send('forbidden');
      return;
    }
    const acknowledge = (): void => {
      const { status, contentType, body: text } = receive.acknowledgement ?? taken;
      response.status(status).type(contentType).send(text);
    };
    try {
      const told = truncated ? null : readReceipt(account, inbound);
      if (told === null || told instanceof Error) {
        const reason = told === null ? 'longer than 1 MB' : told.message;
        const field = told instanceof UnreadableNotification ? (told.field ?? null) : null;
        await options.keepUnreadable({
          ...{ account: id, request: inbound, receivedAt: clock.now(), truncated, reason, field },
        });
        log.warn({ account: id, reason }, 'sms.receipt could not be read and is kept as it came');
        options.onOutcome?.(id, 'quarantined');
      } else {
        await options.received(id, told);
        options.onOutcome?.(id, 'stored');
      }
      acknowledge();
    } catch (error) {
      log.error({ err: error, account: id }, 'sms.receipt could not be stored; the provider is asked to repeat it');
      options.onOutcome?.(id, 'busy');
      response.status(503).set('Retry-After', '5').type('text/plain').send('not stored, send it again');
    }
  });
  return router;
}

const taken = { status: 200, contentType: 'text/plain', body: 'ok' };

/** What the adapter reads of it, or why it cannot. */
export function readReceipt({ adapter, configured }: OpenSmsAccount, request: InboundRequest): SmsReceived | Error {
  try {
    if (adapter.receive === undefined) return new Error('the provider of the account sends no receipts');
    return adapter.receive.parse(request, configured.settings);
  } catch (error) {
    if (error instanceof UnreadableNotification) return error;
    return new Error('the adapter failed to read it; please report this', { cause: error });
  }
}

/** In a time that tells nothing; false where there is no secret. */
function sameText(given: string, expected: string | null): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected ?? '')) && expected !== null;
}
