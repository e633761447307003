import { toldCall, type ToldCall } from '../contracts/mis-api.ts';
import { newKey } from '../deliveries/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';

const TALK_MS = 61_000;

/** A call that nobody made, for trying what would be written. */
export function sampleCall(
  { branches, lines }: Pick<Configuration, 'branches' | 'lines'>,
  { external, at, account }: { external: string; at: Date; account: string },
): ToldCall {
  const [line] = lines.values();
  const branch = line === undefined ? [...branches.values()][0] : branches.get(line.branch);
  return toldCall({
    ...{ key: newKey(), revision: 1, cards: [account] },
    call: {
      ...{ id: '0', account: 'sample', direction: 'in', external, line: line?.number ?? null },
      ...{ lineName: line?.name ?? null, campaign: null, branch: branch?.id ?? null, zone: branch?.zone ?? 'UTC' },
      ...{ startedAt: new Date(at.getTime() - TALK_MS).toISOString(), endedAt: at.toISOString(), result: 'answered' },
      ...{
        missedReason: null,
        waitSeconds: 5,
        talkSeconds: 56,
        extension: '101',
        kind: 'unknown',
        class: 'first-time',
      },
      ...{ reasons: [], candidates: [], recordingUrl: null, late: false, mergedIds: [] },
    },
  });
}
