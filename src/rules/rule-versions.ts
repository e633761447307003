import type { Pool, PoolClient } from '../platform/database/index.ts';

/** Rules as they were saved once. */
export interface RuleVersion {
  id: number;
  at: Date;
  who: string;
  /** The rule sections as YAML; null: from then on those of the file. */
  text: string | null;
  note: string;
  /** The version that was changed, or returned to. */
  parent: number | null;
  /** Fingerprint of the file's own rule sections at that time. */
  file: string;
}

type Reader = Pick<Pool, 'query'> | Pick<PoolClient, 'query'>;

const COLUMNS = 'id, at, who, text, note, parent, file';

/** Null while nothing was ever saved. */
export async function newestVersionId(client: Reader): Promise<number | null> {
  const { rows } = await client.query<{ id: number | null }>({
    name: 'newest-rule-version',
    text: 'select max(id) as id from rule_version',
  });
  return rows[0]?.id ?? null;
}

export async function readVersion(client: Reader, id: number): Promise<RuleVersion | null> {
  const { rows } = await client.query<RuleVersion>(`select ${COLUMNS} from rule_version where id = $1`, [id]);
  return rows[0] ?? null;
}

export async function newestVersion(client: Reader): Promise<RuleVersion | null> {
  const { rows } = await client.query<RuleVersion>(`select ${COLUMNS} from rule_version order by id desc limit 1`);
  return rows[0] ?? null;
}

/** Newest first, without their texts. */
export async function listVersions(
  client: Reader,
  { before, limit }: { before: number | null; limit: number },
): Promise<(Omit<RuleVersion, 'text'> & { ofFile: boolean })[]> {
  const { rows } = await client.query<Omit<RuleVersion, 'text'> & { ofFile: boolean }>(
    `select id, at, who, note, parent, file, text is null as "ofFile" from rule_version
     where $1::integer is null or id < $1 order by id desc limit $2`,
    [before, limit],
  );
  return rows;
}

/**
 * Saves rules if `base` is still the newest version (null: nothing was saved), in the caller's transaction; else answers
 * null. Rules that are saved already are not saved again.
 */
export async function saveVersion(
  client: PoolClient,
  { base, ...version }: Omit<RuleVersion, 'id'> & { base: number | null },
): Promise<RuleVersion | null> {
  await client.query('lock table rule_version in exclusive mode');
  const newest = await newestVersion(client);
  if (newest !== null && newest.text === version.text && newest.file === version.file) return newest;
  if ((newest?.id ?? null) !== base) return null;
  const { at, who, text, note, parent, file } = version;
  const { rows } = await client.query<RuleVersion>(
    `insert into rule_version (at, who, text, note, parent, file) values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
    [at, who, text, note, parent, file],
  );
  return rows[0] ?? null;
}
