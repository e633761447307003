import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  migrate,
  openDatabase,
  startEmbeddedPostgres,
  type Database,
  type EmbeddedPostgres,
} from '../../src/platform/database/index.ts';
import { makeCorpus, type Corpus } from '../callers/corpus/corpus.ts';
import { importCorpus } from '../callers/corpus/import-corpus.ts';
import { lookUpCorpus } from '../callers/corpus/look-up-corpus.ts';
import { scoreCalls, type Score } from '../callers/corpus/score.ts';
import { styles } from '../callers/corpus/styles.ts';
import { answerParent } from './answering.ts';
import { latenciesOf, type Latencies } from './latencies.ts';
import { addPeople } from './people.ts';
import { askAll, queryShapes } from './query-shapes.ts';

export interface Ours {
  score: Score;
  times: Latencies;
}

export interface ShapeFigures {
  name: string;
  score: Score;
  times: Latencies;
  /** Numbers for which the query and the join that stands for it do not answer the same. */
  differing: number;
}

const SEED = 4;
const LOOK_UP = { name: 'look-up', text: 'select directory_entries($1, $2, $3) as entries' };
const HOUSEHOLD_LIMIT = 8;

let folder: string | undefined;
let postgres: EmbeddedPostgres | undefined;
let database: Database | undefined;
let corpus: Corpus = { people: [], calls: [] };

async function start(options: {
  folder: string;
  people: number;
}): Promise<{ postgresVersion: string; styles: number }> {
  folder = await mkdtemp(join(options.folder, 'trubka-bench-'));
  await chmod(folder, 0o755);
  postgres = await startEmbeddedPostgres({ dataFolder: folder, settings: { max_wal_size: '4GB' } });
  database = openDatabase(postgres.url);
  await migrate(database.pool);
  corpus = makeCorpus({ people: options.people, seed: SEED });
  const { rows } = await database.pool.query<{ server_version: string }>('show server_version');
  return { postgresVersion: rows[0]?.server_version ?? '', styles: styles.length };
}

/** The people of the corpus from `from` to before `to` through the import, with a past and at times a next visit. */
async function importPeople({
  from,
  to,
}: {
  from: number;
  to: number;
}): Promise<{ seconds: number; doubtful: number }> {
  const { pool } = opened();
  const began = performance.now();
  const reports = await importCorpus(corpus.people.slice(from, to), { database: { pool }, now: new Date() });
  const seconds = Math.round((performance.now() - began) / 1000);
  await pool.query(
    `insert into visit (source, external_id, person_id, branch, zone, doctor, starts_at, ends_at, state, updated_at)
     select 'file:visits', 'corpus ' || id || state, id, 'center', 'Europe/Moscow', 'Врач ' || id % 40, at, at + interval '1 hour', state, now()
     from (
       select id, 'completed' as state, now() - (10 + id % 700) * interval '1 day' as at from person
       union all
       select id, 'planned', now() + (1 + id % 20) * interval '1 day' from person where id % 5 < 2
     ) visits
     on conflict do nothing`,
  );
  await pool.query('vacuum analyze person, person_phone, visit, directory_source');
  await pool.query('checkpoint');
  return { seconds, doubtful: reports.reduce((sum, { doubtfulCount }) => sum + doubtfulCount, 0) };
}

/** People beside the corpus, as the other measurements have them. */
async function grow({ by }: { by: number }): Promise<void> {
  await addPeople(opened().pool, { from: 0, to: by });
}

/** `of`: so many people of the corpus are imported. */
async function ours({ count, of }: { count: number; of: number }): Promise<Ours> {
  const { pool } = opened();
  const known = new Set(corpus.people.slice(0, of).map(({ id }) => id));
  const calls = corpus.calls
    .filter(({ people }) => people.length === 0 || people.some((id) => known.has(id)))
    .map((call) => ({ ...call, people: call.people.filter((id) => known.has(id)) }));
  const answers = await lookUpCorpus(calls, { pool });
  const asked = calls.map(({ e164 }) => e164);
  for (const e164 of spread(asked, 500))
    await pool.query({ ...LOOK_UP, values: [[e164], new Date(), HOUSEHOLD_LIMIT] });
  const times: number[] = [];
  for (const e164 of spread(asked, count)) {
    const sent = performance.now();
    await pool.query({ ...LOOK_UP, values: [[e164], new Date(), HOUSEHOLD_LIMIT] });
    times.push(performance.now() - sent);
  }
  return { score: scoreCalls(calls, (e164) => answers.get(e164) ?? []), times: latenciesOf(times) };
}

/** A table of cards as a MIS has it, and the numbers of all calls. */
async function prepareShapes(): Promise<void> {
  const { pool } = opened();
  await pool.query('create table card (id text not null, phone text not null)');
  await pool.query('create table asked (e164 text not null, digits text not null, ten text not null)');
  await pool.query('insert into card select * from unnest($1::text[], $2::text[])', [
    corpus.people.map(({ id }) => id),
    corpus.people.map(({ field }) => field),
  ]);
  await pool.query(`insert into asked select e164, substr(e164, 2), right(e164, 10) from unnest($1::text[]) e164`, [
    corpus.calls.map(({ e164 }) => e164),
  ]);
  await pool.query('alter table card add primary key (id)');
  await pool.query('vacuum analyze card, asked');
}

/** `scans`: so many queries of those that read the whole table, `count` of the others. */
async function shape({ index, count, scans }: { index: number; count: number; scans: number }): Promise<ShapeFigures> {
  const { pool } = opened();
  const one = queryShapes[index];
  if (one === undefined) throw new Error('no such query');
  if (one.prepare !== undefined) {
    await pool.query(one.prepare);
    await pool.query('vacuum analyze card');
  }
  const answers = await askAll(pool, one);
  const times: number[] = [];
  let differing = 0;
  for (const e164 of spread(
    corpus.calls.map((call) => call.e164),
    one.isScan ? scans : count,
  )) {
    const sent = performance.now();
    const { rows } = await pool.query<{ id: string }>({
      name: `shape ${index}`,
      text: one.query,
      values: one.values(e164),
    });
    times.push(performance.now() - sent);
    const all = answers.get(e164) ?? [];
    if (
      rows
        .map(({ id }) => id)
        .toSorted()
        .join() !== all.toSorted().join()
    )
      differing += 1;
  }
  return {
    name: one.name,
    score: scoreCalls(corpus.calls, (e164) => answers.get(e164) ?? []),
    times: latenciesOf(times),
    differing,
  };
}

/** So many from all over, each far from the one before. */
function spread<T>(all: readonly T[], count: number): T[] {
  return Array.from({ length: Math.min(count, all.length) }, (_, index) => all[(index * 7_919) % all.length]!);
}

function opened(): Database {
  if (database === undefined) throw new Error('not started');
  return database;
}

answerParent({ start, importPeople, grow, ours, prepareShapes, shape }, async () => {
  await database?.close();
  await postgres?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});
