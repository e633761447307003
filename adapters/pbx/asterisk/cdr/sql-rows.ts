import { localTimeOf } from '../../../kit/instant-of.ts';
import { queryMysql } from '../../../kit/mysql.ts';
import type { AsteriskSettings } from '../settings.ts';
import { rowOf, type CdrRow } from './row.ts';

/** The table of FreePBX (asteriskcdrdb.cdr); `calldate` is local to the machine of Asterisk. */
export async function sqlRows(
  { database, table }: { database: string; table: string },
  window: { from: number; to: number },
  settings: AsteriskSettings,
): Promise<CdrRow[]> {
  const local = (at: number): string => localTimeOf(new Date(at).toISOString(), settings.zone);
  return await select(
    database,
    `select * from ${table} where calldate between ? and ? order by calldate`,
    [local(window.from), local(window.to)],
    settings,
  );
}

/** All rows of one call. */
export async function sqlRowsOfCall(
  { database, table }: { database: string; table: string },
  linkedid: string,
  settings: AsteriskSettings,
): Promise<CdrRow[]> {
  return await select(database, `select * from ${table} where linkedid = ? order by calldate`, [linkedid], settings);
}

async function select(url: string, sql: string, values: string[], settings: AsteriskSettings): Promise<CdrRow[]> {
  const rows = await queryMysql({ url, sql, values, timeoutMs: 20_000, setting: 'cdr.database' });
  return rows
    .map((fields) =>
      rowOf(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value])), settings),
    )
    .filter((row) => row !== null);
}
