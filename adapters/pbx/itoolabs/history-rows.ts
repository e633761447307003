import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import { numberField, textField } from '../../kit/field.ts';
import { instantOf } from '../../kit/instant-of.ts';
import { apiOf, command, rest, type ItoolabsContext } from './client.ts';

/** A call of the PBX's own list, the same for both generations. */
export interface HistoryRow {
  uid: string;
  /** RFC 3339 UTC. */
  startedAt: string;
  type: string | null;
  /** The older generation has none: there the type says `missed`. */
  status: string | null;
  client: string | null;
  user: string | null;
  group: string | null;
  diversion: string | null;
  wait: number | null;
  duration: number | null;
  record: string | null;
}

const restRow = z.object({
  uid: textField,
  type: textField,
  status: textField,
  client: textField,
  user: textField,
  group_name: textField,
  diversion: textField,
  start: textField,
  wait: numberField,
  duration: numberField,
  record: textField,
});

/** The columns of the older generation, which names none; `quality` may follow. */
const columns = ['uid', 'type', 'client', 'user', 'diversion', 'start', 'wait', 'duration', 'record'] as const;

/** `filter` narrows the list where the PBX can. Calls of the span by their start, both ends included. */
export async function readHistoryRows(
  context: ItoolabsContext,
  { from, to }: { from: Date; to: Date },
  filter: { uid?: string } = {},
): Promise<HistoryRow[]> {
  const api = apiOf(context);
  const span = { start: compactTimeOf(from), end: compactTimeOf(to), type: 'all' };
  const told =
    api.generation === 'rest'
      ? await rest(context, api, '/history/json', { ...span, ...filter })
      : rowsOfCsv(await command(context, api, 'history', span));
  const rows = z.array(restRow).safeParse(told);
  if (!rows.success) throw notAsDocumented();
  return rows.data.map(({ uid, start, group_name, ...row }) => {
    const startedAt = instantOf(start, 'UTC');
    if (uid === null || startedAt === null) throw notAsDocumented();
    return { ...row, uid, startedAt, group: group_name };
  });
}

/** `20170703T121110Z`; fractions of a second are cut. */
export function compactTimeOf(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d+/g, '');
}

function rowsOfCsv(text: string): Record<string, string | undefined>[] {
  let lines: string[][];
  try {
    lines = parse(text, { relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  } catch {
    throw notAsDocumented();
  }
  return lines
    .filter(([first]) => first?.toLowerCase() !== 'uid')
    .map((line) => {
      if (line.length < columns.length) throw notAsDocumented();
      return Object.fromEntries(columns.map((name, at) => [name, line[at]]));
    });
}

function notAsDocumented(): PermanentFailure {
  return new PermanentFailure('ITooLabs: the history is not as documented; look at api of the account');
}
