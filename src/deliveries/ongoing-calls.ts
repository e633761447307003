import type { CallRecord } from '../contracts/mis.ts';
import type { CallClass } from '../contracts/caller.ts';
import type { Selectable } from 'kysely';
import type { Sql } from '../platform/database/index.ts';
import type { Tables } from '../platform/database/tables.ts';
import { callContent, type ClinicLines } from './record-content.ts';

/** More at once than any clinic has; read whole where some are not to be told. */
const MOST = 1000;

/**
 * Calls with an outside party that have begun and not ended, in order of their start. `tells`, where rules keep calls
 * from a MIS, says which of them this one is told of.
 */
export async function ongoingCalls(
  sql: Sql,
  clinic: ClinicLines,
  page: { limit: number; offset: number },
  tells?: (row: Selectable<Tables['call']>) => boolean,
): Promise<CallRecord[]> {
  const rows = await sql
    .selectFrom('call')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('merged_into', 'is', null)
    .where('settled_at', 'is', null)
    .where('direction', 'in', ['in', 'out'])
    .orderBy('started_at')
    .orderBy('id')
    .limit(tells === undefined ? page.limit : MOST)
    .offset(tells === undefined ? page.offset : 0)
    .execute();
  const told = tells === undefined ? rows : rows.filter(tells).slice(page.offset, page.offset + page.limit);
  return told.flatMap((row) => {
    if (row.direction !== 'in' && row.direction !== 'out') return [];
    const content = callContent(
      {
        id: row.id,
        account: row.account,
        direction: row.direction,
        external: row.external,
        line: row.line,
        branch: row.branch,
        zone: row.zone,
        startedAt: row.started_at,
        endedAt: null,
        result: null,
        missedReason: null,
        waitSeconds: row.wait_seconds,
        talkSeconds: null,
        class: row.class as CallClass | null,
        reasons: [],
        recordingRef: null,
      },
      row.direction,
      clinic,
    );
    return {
      ...content,
      recordId: null,
      revision: row.version,
      startedAt: new Date(content.startedAt),
      publishedAt: null,
    };
  });
}
