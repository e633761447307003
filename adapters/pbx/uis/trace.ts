import { z } from 'zod';
import { flagOf } from '../../kit/flag-of.ts';
import { textOf } from '../../kit/text-of.ts';
import { askUis, rowsOf, type UisContext } from './ask-uis.ts';
import { ExtensionBook } from './employees.ts';
import { findCall, spanOfCalls } from './history.ts';
import { asNumber, readLegs, type CallRow } from './reports.ts';

const text = z.unknown().optional().transform(textOf);

interface Step {
  event_time: string | null;
  event_text: string | null;
  fail_hint: string | null;
  is_failed: boolean;
  data: Step[];
}
/** An event of `get.call_details`; an operation of the scenario holds what happened in it. */
const step: z.ZodType<Step> = z.object({
  event_time: text,
  event_text: text,
  fail_hint: text,
  is_failed: z.unknown().optional().transform(flagOf),
  data: z.lazy(() =>
    z
      .array(step)
      .nullish()
      .transform((told) => told ?? []),
  ),
}) as z.ZodType<Step>;
const detailsRow = z.object({
  call_events: z
    .array(step)
    .nullish()
    .transform((told) => told ?? []),
});

/** Why nobody answered: the cabinet's own account with `callDetailsReport`, else the end of each leg. */
export async function trace(context: UisContext, providerCallId: string): Promise<string[]> {
  const call = await findCall(context, providerCallId);
  if (call === null) return [];
  const report = context.settings.api?.callDetailsReport;
  return report === undefined ? await byLegs(context, call) : await byDetails(context, call, report);
}

async function byDetails(context: UisContext, call: CallRow, report: number): Promise<string[]> {
  const { data } = await askUis(context, {
    api: 'data',
    method: 'get.call_details',
    params: {
      ...spanOfCalls(context, [call]),
      report_id: report,
      entity_ids: [asNumber(call.id)],
      fields: ['call_events'],
    },
    effect: 'read',
    answer: rowsOf(detailsRow),
  });
  return data.flatMap((row) => row.call_events.flatMap(linesOf));
}

function linesOf(told: Step): string[] {
  const said = told.event_text?.replace(/<[^>]*>/g, '') ?? null;
  const hint = told.is_failed ? told.fail_hint : null;
  const line = [told.event_time, [said, hint].filter((part) => part !== null).join(' — ') || null]
    .filter((part) => part !== null)
    .join(' ');
  return [...(said === null && hint === null ? [] : [line]), ...told.data.flatMap(linesOf)];
}

async function byLegs(context: UisContext, call: CallRow): Promise<string[]> {
  const legs = (await readLegs(context, spanOfCalls(context, [call]), [call.id])).filter((leg) => leg.is_operator);
  const book = new ExtensionBook(context);
  await book.learn(legs.map((leg) => leg.employee_id));
  const lines = legs.map((leg) => {
    const number = leg.employee_id === null ? null : book.extensionOf(leg.employee_id);
    const who = [leg.employee_full_name, number && `(${number})`].filter(Boolean).join(' ') || 'оператор';
    return `${timeOfDay(leg.start_time)} ${who}: ${leg.finish_reason_description ?? leg.finish_reason ?? '—'}`;
  });
  const end = call.finish_time === null || call.finish_reason === null;
  return end ? lines : [...lines, `${timeOfDay(call.finish_time!)} ${call.finish_reason}`];
}

/** Of `YYYY-MM-DD hh:mm:ss`, in the zone of the account, as the cabinet shows it. */
function timeOfDay(time: string): string {
  return time.slice(11, 19);
}
