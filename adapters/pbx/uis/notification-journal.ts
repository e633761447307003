import { z } from 'zod';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { UisContext } from './ask-uis.ts';
import { parse } from './parse.ts';
import { pagesOf } from './reports.ts';

/** A row of `get.notifications`, UIS's journal of what it sent. The message is the body, filled in. */
const sentRow = z.object({
  notification_message: z.string().nullish(),
  notification_channel: z.object({ value_id: z.string().nullish() }).nullish(),
});
const sentFields = ['notification_message', 'notification_channel'];

/**
 * What UIS sent about calls in this span, by the id of the call: the very facts that a lost notification told, under
 * the same keys. Nothing without `notificationsReport`; messages that are not ours are passed over.
 */
export async function notificationFacts(
  context: UisContext,
  span: { date_from: string; date_till: string },
): Promise<ReadonlyMap<string, CallEvent[]>> {
  const byCall = new Map<string, CallEvent[]>();
  const report = context.settings.api?.notificationsReport;
  if (report === undefined) return byCall;
  const params = { ...span, report_id: report, fields: sentFields };
  for await (const page of pagesOf(context, 'get.notifications', sentRow, params))
    for (const row of page) {
      if (row.notification_channel?.value_id !== 'http_request') continue;
      for (const event of factsOf(row.notification_message ?? '', context)) {
        const known = byCall.get(event.providerCallId) ?? [];
        if (!known.some(({ eventKey }) => eventKey === event.eventKey)) known.push(event);
        byCall.set(event.providerCallId, known);
      }
    }
  return byCall;
}

function factsOf(message: string, { account, settings }: UisContext): CallEvent[] {
  const body = Buffer.from(message);
  const request = { method: 'POST', path: '', query: {}, rawQuery: '', headers: {}, body, remoteAddress: '' } as const;
  try {
    return parse(request, { account, settings });
  } catch (error) {
    if (error instanceof UnreadableNotification) return [];
    throw error;
  }
}
