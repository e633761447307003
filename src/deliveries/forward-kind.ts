import { PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import type { HttpClient } from '../contracts/http-client.ts';
import type { DeliveryKind } from './delivery-kind.ts';
import { forwardAddress, type ForwardedRequest } from './forward-request.ts';

const ATTEMPT_MS = 15_000;

/**
 * Copies of webhooks for the former address of their account, at least once each: like a provider, they are sent again
 * when the outcome is unknown. Only 2xx counts as taken. Any other answer is tried again for 72 h, 404 and 403 too: a
 * receiver that is being moved gives them for a while.
 */
export function forwardKind(options: {
  http: HttpClient;
  /** The account's `forwardTo` as it is configured now, so that a corrected address serves what is already owed. */
  forwardTo(account: string): string | undefined;
}): DeliveryKind {
  return {
    kind: 'forward',
    lane: 'forward',
    afterDoubt: 'repeat',
    attemptMs: ATTEMPT_MS,
    // It holds a person's number, and nothing needs it any more.
    forgetSent: true,
    mask(payload) {
      const { method, bodyBase64 = '' } = payload as Partial<ForwardedRequest>;
      return { method, bytes: Buffer.from(bodyBase64, 'base64').length };
    },
    async send({ account, payload }) {
      const request = payload as ForwardedRequest;
      const forwardTo = options.forwardTo(account);
      if (forwardTo === undefined) throw new PermanentFailure('forwardTo is no longer configured');
      const { status } = await options.http.send({
        method: request.method,
        url: forwardAddress(forwardTo, request),
        headers: request.headers,
        ...(request.bodyBase64 !== '' && { body: Buffer.from(request.bodyBase64, 'base64') }),
        effect: 'write',
        ignoreBody: true,
      });
      if (status < 200 || status >= 300) throw new TransientFailure(`HTTP ${status}`);
    },
  };
}
