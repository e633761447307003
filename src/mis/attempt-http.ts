import { TransientFailure } from '../contracts/failures.ts';
import type { HttpClient } from '../contracts/http-client.ts';

/** Requests of one attempt: none begins when its time is over, and none outlives it. */
export function attemptHttp(http: HttpClient, options: { endsAt: number; timeoutMs: number }): HttpClient {
  return {
    async send(request) {
      const left = options.endsAt - performance.now();
      if (left <= 0) throw new TransientFailure('the steps took too long; the rest is done later');
      return http.send({ ...request, timeoutMs: Math.min(request.timeoutMs ?? options.timeoutMs, left) });
    },
    close: () => undefined,
  };
}
