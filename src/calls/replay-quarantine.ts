import type { Clock } from '../contracts/clock.ts';
import { writeAudit } from '../access/index.ts';
import type { Sql } from '../platform/database/index.ts';
import { markReplayed, quarantineParts, readQuarantined, type QuarantinePart } from './quarantine-store.ts';
import type { Outcome, Receiver } from './receive-notification.ts';

/** Who reads what is kept again. */
export type QuarantineReaders = Partial<Readonly<Record<QuarantinePart, Pick<Receiver, 'replay'>['replay']>>>;

/** Reads one kept request again; null when nothing with this id is kept. What is stored now no longer waits. */
export async function replayOne(
  id: number,
  options: { sql: Sql; readers: QuarantineReaders; clock: Clock; who: string },
): Promise<Outcome | null> {
  const { sql, clock, who } = options;
  const kept = await readQuarantined(sql, id);
  if (kept === null) return null;
  const read = options.readers[kept.part];
  if (read === undefined)
    return { kind: 'quarantined', reason: 'receipts of SMS are read again by the running Trubka' };
  const outcome = await read(kept.account, kept.request, kept.receivedAt);
  const at = clock.now();
  await writeAudit(sql, { at, who, what: 'quarantine.replayed', subject: `notification ${kept.id}` });
  if (outcome.kind === 'stored') await markReplayed(sql, kept.id, at);
  return outcome;
}

/** Reads what waits in quarantine again, oldest first. `told` hears of each that still cannot be read. */
export async function replayQuarantine(
  asked: { account?: string | undefined; id?: number | undefined },
  options: Parameters<typeof replayOne>[1] & { told(id: number, reason: string): void },
): Promise<{ replayed: number; unreadable: number }> {
  const parts = quarantineParts.filter((part) => options.readers[part] !== undefined);
  let query = options.sql
    .selectFrom('quarantine')
    .select('id')
    .where('state', '=', 'waiting')
    .where('part', 'in', parts)
    .orderBy('id');
  if (asked.account !== undefined) query = query.where('account', '=', asked.account);
  if (asked.id !== undefined) query = query.where('id', '=', asked.id);
  const counts = { replayed: 0, unreadable: 0 };
  for (const { id } of await query.execute()) {
    const outcome = await replayOne(id, options);
    if (outcome?.kind === 'stored') counts.replayed += 1;
    else {
      counts.unreadable += 1;
      options.told(id, outcome?.kind === 'quarantined' ? outcome.reason : (outcome?.kind ?? 'it is gone'));
    }
  }
  return counts;
}
