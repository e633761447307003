import { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { HistoryWindow } from '../../../src/contracts/pbx-api.ts';
import { flagOf } from '../../kit/flag-of.ts';
import { textField } from '../../kit/field.ts';
import { instantOf, localTimeOf } from '../../kit/instant-of.ts';
import { numberOf } from '../../kit/number-of.ts';
import type { ZadarmaClient, ZadarmaContext } from './client.ts';

const rowSchema = z.object({
  pbx_call_id: textField,
  call_id: textField,
  sip: textField,
  clid: textField,
  destination: textField,
  disposition: textField,
  callstart: textField,
  seconds: z.unknown().optional().transform(numberOf),
  is_recorded: z.unknown().optional().transform(flagOf),
});

/** One attempt of a call, as `/v1/statistics/pbx/` lists it in its second version. */
export type StatisticsRow = z.infer<typeof rowSchema> & { pbx_call_id: string; startedAt: string };

/** The most that one request may ask for. */
const MOST_ROWS = 1000;

const LONGEST_ID = 200;

/** All rows that start in the window, oldest first. Asks page by page, three pages a minute. */
export async function readRows(
  client: ZadarmaClient,
  context: ZadarmaContext,
  window: HistoryWindow,
): Promise<StatisticsRow[]> {
  const { zone } = context.settings;
  const rows: StatisticsRow[] = [];
  for (let skip = 0; ; skip += MOST_ROWS) {
    const { stats } = await client.ask(context, {
      method: '/v1/statistics/pbx/',
      limit: 'statistics',
      parameters: {
        start: localTimeOf(window.from.toISOString(), zone),
        end: localTimeOf(window.to.toISOString(), zone),
        version: '2',
        skip: String(skip),
        limit: String(MOST_ROWS),
      },
    });
    const page = z.array(rowSchema).safeParse(stats);
    if (!page.success) throw new PermanentFailure('Zadarma: the statistics are not as documented');
    rows.push(...page.data.flatMap((row) => whole(row, zone)));
    if (page.data.length < MOST_ROWS) break;
  }
  return rows.sort((one, other) => (one.startedAt < other.startedAt ? -1 : one.startedAt > other.startedAt ? 1 : 0));
}

/** Rows without an id or a start are no calls of the PBX. */
function whole(row: z.infer<typeof rowSchema>, zone: string): StatisticsRow[] {
  const startedAt = instantOf(row.callstart, zone);
  const { pbx_call_id } = row;
  if (pbx_call_id === null || pbx_call_id.length > LONGEST_ID || startedAt === null) return [];
  return [{ ...row, pbx_call_id, startedAt, call_id: (row.call_id?.length ?? 0) > LONGEST_ID ? null : row.call_id }];
}
