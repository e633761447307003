import { ERASED_SOURCE, type ErasedPerson } from '../contracts/erased-person.ts';
import type { PoolClient } from '../platform/database/index.ts';

/**
 * Empties the cards of a person and keeps of each only a hash, so that a source which still has it does not bring it
 * back. Answers how many cards and numbers went.
 */
export async function forgetPeople(
  tx: PoolClient,
  { cards, phones }: ErasedPerson,
  { erasure, at }: { erasure: number; at: Date },
): Promise<{ cards: number; numbers: number }> {
  await tx.query(`insert into erasure_salt (salt) values (gen_random_uuid()) on conflict do nothing`);
  await tx.query(
    `insert into erased_card (source, hash, erasure_id)
     select p.source, erased_card_hash(p.source, p.external_id), $2 from person p
     where p.id = any($1) and p.source not in ('manual', '${ERASED_SOURCE}')
     on conflict (source, hash) do update set
       erasure_id = excluded.erasure_id, last_seen_at = null, readmitted_at = null`,
    [cards, erasure],
  );
  const numbers = await tx.query('delete from person_phone where person_id = any($1) or e164 = any($2)', [
    cards,
    phones,
  ]);
  const { rowCount } = await tx.query(
    `update person set source = '${ERASED_SOURCE}', external_id = id::text, surname = '', given_name = '', patronymic = '',
       full_name = '', birth_date = null, note = null, household = null, valid_from = null, valid_to = null,
       deleted_at = coalesce(deleted_at, $2), updated_at = $2
     where id = any($1) and source <> '${ERASED_SOURCE}'`,
    [cards, at],
  );
  return { cards: rowCount ?? 0, numbers: numbers.rowCount ?? 0 };
}

/** Who stands for a caller without a card, so that the calls of one person stay those of one. */
export async function addNobody(tx: PoolClient, at: Date): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into person (source, external_id, kind, full_name, deleted_at, updated_at)
     values ('${ERASED_SOURCE}', gen_random_uuid()::text, 'patient', '', $1, $1) returning id`,
    [at],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('the row was not stored');
  return id;
}

/** Of these cards of a source those that were erased; it is noted that the source still has them. */
export async function erasedAmong(
  tx: Pick<PoolClient, 'query'>,
  source: string,
  externalIds: readonly string[],
  at: Date,
): Promise<ReadonlySet<string>> {
  if (externalIds.length === 0) return new Set();
  const { rows: any } = await tx.query('select from erased_card where source = $1 and readmitted_at is null limit 1', [
    source,
  ]);
  // A directory of which nobody was erased pays one look-up.
  if (any.length === 0) return new Set();
  const { rows } = await tx.query<{ id: string }>(
    `update erased_card c set last_seen_at = $3
     from (select distinct t.id, erased_card_hash($1, t.id) as hash from unnest($2::text[]) t (id)) x
     where c.source = $1 and c.hash = x.hash and c.readmitted_at is null returning x.id`,
    [source, externalIds, at],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Files of people that wait to be imported are packed and cannot be looked into: they go, whoever sent them sends them again. */
export async function forgetUploads(tx: PoolClient): Promise<number> {
  const { rowCount } = await tx.query(`delete from people_upload where state <> 'running'`);
  return rowCount ?? 0;
}
