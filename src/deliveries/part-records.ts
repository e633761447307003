import type { PlannedRecord } from './plan-records.ts';

const block = 64;

/**
 * Moves the start of records that a MIS could not tell from others by whole seconds, each to the first free one.
 * `taken` answers which of these keys other records of the account hold. Earlier calls choose first.
 */
export async function partRecords<Planned extends PlannedRecord>(
  records: readonly Planned[],
  taken: (account: string, keys: string[]) => Promise<Iterable<string>>,
): Promise<Planned[]> {
  const parted: Planned[] = [];
  for (const account of new Set(records.map((record) => record.account.account))) {
    const used = new Set<string>();
    const ofAccount = records.filter((record) => record.account.account === account);
    let open = ofAccount.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.callId - b.callId);
    // Nearly every record is alone in its second, so the first question is about that second only.
    for (let from = 0, tried = 1; open.length > 0; from += tried, tried = block) {
      const choices = open.map((record) => ({ record, moves: movesOf(record, from, tried) }));
      for (const key of await taken(
        account,
        choices.flatMap((choice) => choice.moves.map((move) => move.key)),
      ))
        used.add(key);
      open = [];
      for (const { record, moves } of choices) {
        const free = moves.find(({ key }) => !used.has(key));
        if (free === undefined) open.push(record);
        else {
          used.add(free.key);
          parted.push({ ...record, startsAt: free.startsAt, recordKey: free.key });
        }
      }
    }
  }
  return parted;
}

function movesOf(
  { account, content, startsAt }: PlannedRecord,
  from: number,
  count: number,
): { startsAt: Date; key: string }[] {
  return Array.from({ length: count }, (_, index) => {
    const moved = new Date(startsAt.getTime() + (from + index) * 1000);
    return { startsAt: moved, key: account.recordKey({ ...content, startedAt: moved }) };
  });
}
