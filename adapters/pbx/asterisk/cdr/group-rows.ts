import type { CdrRow } from './row.ts';

/** The rows of one call. */
export interface CdrCall {
  id: string;
  rows: CdrRow[];
}

/**
 * Rows by call: by Linkedid, and where the records have none, by the channel that placed the call and by the pairs of
 * Local channels that lead on from it. Calls whose first channel has no row yet still go on and are left out.
 */
export function groupRows(rows: readonly CdrRow[]): CdrCall[] {
  const calls = new Map<string, CdrRow[]>();
  const leadsFrom = new Map<string, string>();
  for (const row of rows) {
    const pair = row.linkedid === null && row.dstchannel !== null ? localPair(row.dstchannel, ';1') : null;
    if (pair !== null) leadsFrom.set(pair, row.uniqueid);
  }
  const idOf = (row: CdrRow, depth = 0): string => {
    if (row.linkedid !== null) return row.linkedid;
    const pair = localPair(row.channel, ';2');
    const from = pair === null ? undefined : leadsFrom.get(pair);
    const parent = from === undefined || depth > 5 ? undefined : rows.find((other) => other.uniqueid === from);
    return parent === undefined || parent === row ? row.uniqueid : idOf(parent, depth + 1);
  };
  for (const row of rows) {
    const id = idOf(row);
    const members = calls.get(id);
    if (members === undefined) calls.set(id, [row]);
    else members.push(row);
  }
  return [...calls]
    .filter(([id, members]) => members.some((row) => row.uniqueid === id))
    .map(([id, members]) => ({ id, rows: members.sort((a, b) => a.start - b.start) }));
}

function localPair(channel: string, half: ';1' | ';2'): string | null {
  return /^Local\//i.test(channel) && channel.endsWith(half) ? channel.slice(0, -2) : null;
}
