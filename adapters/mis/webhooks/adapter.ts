import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { HttpResponse } from '../../../src/contracts/http-client.ts';
import { defineMisAdapter } from '../../../src/contracts/mis.ts';
import { signWebhook } from '../../kit/standard-webhooks.ts';
import { retryAfterSeconds } from '../../kit/retry-after.ts';
import { webhookSettings, type WebhookSettings } from './settings.ts';

/** Any receiver that takes signed events, by https://www.standardwebhooks.com. */
export const webhooks = defineMisAdapter<WebhookSettings>({
  id: 'webhooks',
  name: 'Webhooks',
  settings: webhookSettings,
  capabilities: [],
  push: {
    wants: ({ events, branches, names, recordingLinks }) => ({
      ...{ events, names, links: recordingLinks },
      branches: branches ?? null,
    }),
    target: ({ url, trusted }) => ({ url, trusted }),
    timeoutMs: ({ timeoutSeconds }) => timeoutSeconds * 1000,
    // The receiver drops what it has by `webhook-id`.
    afterDoubt: 'repeat',
    render({ id, event }, { settings, now }) {
      const body = JSON.stringify(event);
      return {
        method: 'POST',
        url: settings.url,
        headers: {
          'user-agent': 'Trubka',
          ...settings.headers,
          'content-type': 'application/json',
          ...signWebhook({ id, at: now, body, secrets: settings.secret }),
        },
        body,
      };
    },
    judge(response) {
      const { status } = response;
      if (status >= 200 && status < 300) {
        if (isPage(response))
          throw new AmbiguousFailure(
            `Webhooks: HTTP ${status} with a page in HTML, which no receiver answers: look at the address`,
          );
        return null;
      }
      throw failureOf(response);
    },
  },
});

function failureOf({ status, headers }: HttpResponse): Error {
  if (status === 410)
    return new PermanentFailure('Webhooks: the receiver wants no more events (HTTP 410); sending to it is stopped', {
      stops: true,
    });
  if (status >= 500) return new AmbiguousFailure(`Webhooks: HTTP ${status}; it may have been accepted`);
  if (status === 408 || status === 429)
    return new TransientFailure(`Webhooks: HTTP ${status}`, {
      retryAfterSeconds: retryAfterSeconds(headers['retry-after']),
    });
  if (status >= 300 && status < 400)
    return new PermanentFailure(`Webhooks: HTTP ${status}; redirects are not followed, write the final address in url`);
  if (status === 401 || status === 403)
    return new PermanentFailure(`Webhooks: the receiver refuses (HTTP ${status}); compare secret and headers`);
  return new PermanentFailure(`Webhooks: HTTP ${status}`);
}

/** A captive portal or the site of a hosting provider answers 200 to everything; taken for success, calls would be lost. */
function isPage({ body }: HttpResponse): boolean {
  return /^\s*<(!doctype|html)/i.test(body.subarray(0, 512).toString('latin1').replace('\u00ef\u00bb\u00bf', ''));
}
