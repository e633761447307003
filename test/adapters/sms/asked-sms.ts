import type { HttpRequest, HttpResponse } from '../../../src/contracts/http-client.ts';
import type { SmsAdapter, SmsLink, SmsMessage } from '../../../src/contracts/sms.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';

export const now = new Date('2026-03-10T09:00:00Z');

/** An account whose provider answers what it is told to, and what it was asked. */
export function openSms(
  adapter: SmsAdapter,
  settings: Record<string, unknown>,
  answers: readonly unknown[],
  { receiptUrl = null }: { receiptUrl?: string | null } = {},
): { link: SmsLink; asked: HttpRequest[] } {
  const asked: HttpRequest[] = [];
  const link = adapter.open({
    ...{ account: 'sms', settings: adapter.settings.parse(settings), clock: { now: () => now }, receiptUrl },
    http: {
      send(request) {
        const answer = answers[asked.length];
        asked.push(request);
        return Promise.resolve(isResponse(answer) ? answer : response(200, answer));
      },
      close: () => undefined,
    },
    received: () => Promise.resolve(),
    note: () => undefined,
  });
  return { link, asked };
}

export function response(status: number, body: unknown): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: {}, body: Buffer.from(text) };
}

export const message = (change: Partial<SmsMessage> = {}): SmsMessage => ({
  ...{ clientId: '4711', to: '+79001000001', text: 'Прием завтра', sender: null, templateId: null },
  ...{ class: 'service', validUntil: null },
  ...change,
});

export function query(providerId: string | null, clientId = '4711') {
  return { providerId, clientId, to: '+79001000001' as const, triedAt: now };
}

export function fieldsOf({ body }: HttpRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(String(body)));
}

export function jsonOf({ body }: HttpRequest): unknown {
  return JSON.parse(String(body));
}

export function posted(fields: Record<string, string>, headers: Record<string, string> = {}): InboundRequest {
  return {
    ...{ method: 'POST', path: '', query: {}, rawQuery: '', headers, remoteAddress: '203.0.113.9' },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  };
}

function isResponse(answer: unknown): answer is HttpResponse {
  return typeof answer === 'object' && answer !== null && 'headers' in answer && 'body' in answer;
}
