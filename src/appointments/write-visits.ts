import { VANISHED, type ToldVisit, type Visit } from '../contracts/appointments.ts';
import { ERASED_SOURCE } from '../contracts/erased-person.ts';
import { erasedAmong, ImportRefused } from '../callers/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { diffVisit, mergeVisit } from './diff-visit.ts';
import { resolvePeople } from './resolve-people.ts';
import { visitOfRow, type VisitRow } from './stored-visit.ts';
import { appendChanges, type OwedChange } from './visit-log.ts';

export type VisitSourceKind = 'file' | 'report' | 'sql' | 'mis' | 'push';

export interface WriteVisits {
  source: string;
  kind: VisitSourceKind;
  /** Source of the people whose cards the visits name; the same one when left out. */
  patients?: string;
  now: Date;
  /**
   * It tells every visit that starts in this span (`to` excluded), of these branches if given: one that is open here
   * and missing there is cancelled.
   */
  window?: { from: Date; to: Date; branches?: readonly string[] | null } | undefined;
  /** Even if most visits of the window are missing. */
  allowLoss?: boolean;
  /** It is read so often that a new visit which does not tell when it was added was added now. */
  live?: boolean;
  /** History, nothing that happens now; when left out: whether the source was never read before. */
  initial?: boolean | undefined;
  /** As of when it is; `now` when left out. */
  asOf?: Date | undefined;
  /** Our branches that the source has; null or left out: all. */
  branches?: readonly string[] | null;
}

/** `repeated`: told before in the same run, `older`: a later state is known; neither is written. */
export type WrittenAs = 'added' | 'changed' | 'unchanged' | 'repeated' | 'older';

export interface VisitCounts {
  added: number;
  changed: number;
  unchanged: number;
  repeated: number;
  older: number;
  /** Open ones that the complete list no longer has. */
  vanished: number;
}

export interface VisitWriter {
  /** The source was never read before. */
  initial: boolean;
  /** What became of each, in the order told, and whether the directory knows its person. */
  add(visits: readonly ToldVisit[]): Promise<{ as: WrittenAs; personId: number | null }[]>;
  /** Ends the run: what is missing, the log of changes, the age of the source. */
  finish(): Promise<VisitCounts>;
}

const LOG_AFTER = 5000;
const FEW = 10;

/**
 * Compares what a source tells with what is stored, and writes and logs what differs; the same again changes nothing.
 * One run of a source at a time: another one waits. Throws ImportRefused where too much is missing.
 */
export async function openVisitWriter(tx: PoolClient, options: WriteVisits): Promise<VisitWriter> {
  const { source, now } = options;
  const patients = options.patients ?? source;
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('visits ' || $1, 0))`, [source]);
  const known = await tx.query('select 1 from visit_source where source = $1', [source]);
  const initial = options.initial ?? (known.rows.length === 0 && options.kind !== 'push');
  const seen = new Set<string>();
  const counts: VisitCounts = { added: 0, changed: 0, unchanged: 0, repeated: 0, older: 0, vanished: 0 };
  let owed: OwedChange[] = [];

  async function owe(changes: readonly OwedChange[], atLeast: number): Promise<void> {
    owed.push(...changes);
    if (owed.length < atLeast) return;
    await appendChanges(tx, owed, { source, at: now, initial });
    owed = [];
  }

  return {
    initial,
    async add(told) {
      const stored = await storedVisits(tx, source, told);
      const visits = await withoutErased(tx, told, { patients, stored, now });
      const personOf = await resolvePeople(tx, patients, visits);
      const changes: (Omit<OwedChange, 'visitId'> & { updatedAt: Date | null })[] = [];
      const touched: { externalId: string; updatedAt: Date }[] = [];
      const answers = visits.map((fact): { as: WrittenAs; personId: number | null } => {
        const personId = personOf(fact.person ?? null);
        const before = stored.get(fact.externalId) ?? null;
        const as = ((): WrittenAs => {
          if (seen.has(fact.externalId)) return 'repeated';
          seen.add(fact.externalId);
          const updatedAt = fact.updatedAt ?? null;
          if (updatedAt !== null && before?.updatedAt != null && updatedAt < before.updatedAt) return 'older';
          const addedAt = fact.addedAt ?? (before === null && options.live === true && !initial ? now : null);
          const after = mergeVisit(before?.visit ?? null, { ...fact, addedAt }, personId);
          const kinds = diffVisit(before?.visit ?? null, after);
          if (kinds.length === 0) {
            if (updatedAt !== null && updatedAt.getTime() !== before?.updatedAt?.getTime())
              touched.push({ externalId: fact.externalId, updatedAt });
            return 'unchanged';
          }
          changes.push({ externalId: fact.externalId, kinds, before: before?.visit ?? null, after, updatedAt });
          return before === null ? 'added' : 'changed';
        })();
        counts[as] += 1;
        return { as, personId };
      });
      await owe(await store(tx, source, changes, now), LOG_AFTER);
      if (touched.length > 0)
        await tx.query(
          `update visit v set source_updated_at = x.at from unnest($2::text[], $3::timestamptz[]) as x (id, at)
           where v.source = $1 and v.external_id = x.id`,
          [source, touched.map(({ externalId }) => externalId), touched.map(({ updatedAt }) => updatedAt)],
        );
      return answers;
    },
    async finish() {
      if (options.window !== undefined) {
        const vanished = await findVanished(tx, { ...options, window: options.window, seen });
        counts.vanished = vanished.length;
        await owe(await store(tx, source, vanished, now), LOG_AFTER);
      }
      await owe(await store(tx, source, await findTheirPeople(tx, source, patients), now), LOG_AFTER);
      await owe([], 1);
      await tx.query(
        `insert into visit_source (source, kind, refreshed_at, branches) values ($1, $2, $3, $4)
         on conflict (source) do update set
           kind = excluded.kind, branches = excluded.branches,
           refreshed_at = greatest(visit_source.refreshed_at, excluded.refreshed_at)`,
        [source, options.kind, options.asOf ?? now, options.branches ?? null],
      );
      return counts;
    },
  };
}

/** Stores what a source tells in one go; see `openVisitWriter`. */
export async function writeVisits(
  tx: PoolClient,
  options: WriteVisits & { visits: readonly ToldVisit[] },
): Promise<VisitCounts> {
  const writer = await openVisitWriter(tx, options);
  for (let from = 0; from < options.visits.length; from += 1000)
    await writer.add(options.visits.slice(from, from + 1000));
  return writer.finish();
}

type Stored = ReadonlyMap<string, { visit: Visit; updatedAt: Date | null; erased: boolean }>;

/** Nobody who was erased comes back with a visit: those of before stay as they were left, further ones are of nobody. */
async function withoutErased(
  tx: PoolClient,
  visits: readonly ToldVisit[],
  { patients, stored, now }: { patients: string; stored: Stored; now: Date },
): Promise<readonly ToldVisit[]> {
  const cards = visits.flatMap(({ person }) => person?.card ?? []);
  const erased = await erasedAmong(tx, patients, cards, now);
  return visits.map(({ person, cancelReason, ...rest }) => {
    if (stored.get(rest.externalId)?.erased === true) return { ...rest, cancelReason: null };
    const told = { ...rest, ...(cancelReason !== undefined && { cancelReason }) };
    if (person === undefined) return told;
    return { ...told, person: erased.has(person?.card ?? '') ? null : person };
  });
}

async function storedVisits(tx: PoolClient, source: string, visits: readonly ToldVisit[]): Promise<Stored> {
  const { rows } = await tx.query<VisitRow & { erased: boolean }>(
    `select v.*, exists (select from person p where p.id = v.person_id and p.source = '${ERASED_SOURCE}') as erased
     from visit v where v.source = $1 and v.external_id = any ($2) for update of v`,
    [source, visits.map(({ externalId }) => externalId)],
  );
  return new Map(
    rows.map((row) => [
      row.external_id,
      { visit: visitOfRow(row), updatedAt: row.source_updated_at, erased: row.erased },
    ]),
  );
}

type Wanted = Omit<OwedChange, 'visitId'> & { updatedAt?: Date | null };

/** Writes each visit as it is after its change. */
async function store(tx: PoolClient, source: string, changes: readonly Wanted[], now: Date): Promise<OwedChange[]> {
  if (changes.length === 0) return [];
  const values = changes.map(({ externalId, after, updatedAt = null }) => ({
    external_id: externalId,
    person_id: after.personId,
    person_card: after.person.card,
    person_phone: after.person.phone,
    person_name: after.person.name,
    branch: after.branch,
    zone: after.zone,
    doctor: after.doctor?.name ?? null,
    doctor_id: after.doctor?.id ?? null,
    specialty: after.specialty,
    service: after.service,
    starts_at: after.startsAt,
    ends_at: after.endsAt,
    state: after.state,
    cancel_reason: after.cancelReason,
    cancelled_by: after.cancelledBy,
    marks: after.marks,
    is_consultation: after.isConsultation,
    added_at: after.addedAt,
    added_by: after.addedBy,
    source_updated_at: updatedAt,
  }));
  const { rows } = await tx.query<{ id: number; external_id: string }>(upsert, [source, now, JSON.stringify(values)]);
  const ids = new Map(rows.map((row) => [row.external_id, row.id]));
  return changes.map(({ externalId, kinds, before, after }) => {
    const visitId = ids.get(externalId);
    if (visitId === undefined) throw new Error('A visit was not stored');
    return { visitId, externalId, kinds, before, after };
  });
}

const columns: Readonly<Record<string, string>> = {
  external_id: 'text',
  person_id: 'bigint',
  person_card: 'text',
  person_phone: 'text',
  person_name: 'text',
  branch: 'text',
  zone: 'text',
  doctor: 'text',
  doctor_id: 'text',
  specialty: 'text',
  service: 'text',
  starts_at: 'timestamptz',
  ends_at: 'timestamptz',
  state: 'text',
  cancel_reason: 'text',
  cancelled_by: 'text',
  marks: 'text[]',
  is_consultation: 'boolean',
  added_at: 'timestamptz',
  added_by: 'text',
  source_updated_at: 'timestamptz',
};
const names = Object.keys(columns);
const upsert = `
  insert into visit (source, updated_at, ${names.join(', ')})
  select $1, $2, ${names.map((name) => `x.${name}`).join(', ')}
  from jsonb_to_recordset($3::jsonb) as x (${names.map((name) => `${name} ${columns[name]}`).join(', ')})
  on conflict (source, external_id) do update set updated_at = excluded.updated_at,
    ${names
      .slice(1)
      .map(
        (name) =>
          `${name} = ${name === 'source_updated_at' ? 'coalesce(excluded.source_updated_at, visit.source_updated_at)' : `excluded.${name}`}`,
      )
      .join(', ')}
  returning id, external_id`;

async function findVanished(
  tx: PoolClient,
  {
    source,
    window,
    seen,
    allowLoss,
  }: WriteVisits & { window: NonNullable<WriteVisits['window']>; seen: ReadonlySet<string> },
): Promise<Wanted[]> {
  const { rows } = await tx.query<VisitRow>(
    `select * from visit
     where source = $1 and not of_card and state in ('planned', 'confirmed', 'arrived')
       and starts_at >= $2 and starts_at < $3 and ($4::text[] is null or branch = any ($4))
     order by starts_at, id for update`,
    [source, window.from, window.to, window.branches ?? null],
  );
  const missing = rows.filter((row) => !seen.has(row.external_id));
  const tooMany = (rows.length >= FEW && missing.length > rows.length / 2) || (seen.size === 0 && rows.length > 0);
  if (allowLoss !== true && tooMany)
    throw new ImportRefused(
      `The list would cancel ${missing.length} of ${rows.length} visits that are still ahead; they stay as they are.`,
      'Check that it is whole. If it is, repeat with --allow-loss.',
    );
  return missing.map((row) => {
    const before = visitOfRow(row);
    const after: Visit = { ...before, state: 'cancelled', cancelReason: VANISHED, cancelledBy: null };
    return { externalId: row.external_id, kinds: ['cancelled'], before, after };
  });
}

/** A card may come later than its visits. */
async function findTheirPeople(tx: PoolClient, source: string, patients: string): Promise<Wanted[]> {
  const { rows } = await tx.query<VisitRow & { found: number }>(
    `select v.*, p.id as found from visit v
     join person p on p.source = $2 and p.external_id = v.person_card
     where v.source = $1 and v.person_id is null for update of v`,
    [source, patients],
  );
  return rows.map(({ found, ...row }) => {
    const before = visitOfRow(row);
    return { externalId: row.external_id, kinds: ['person'], before, after: { ...before, personId: found } };
  });
}
