import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  migrate,
  openDatabase,
  startEmbeddedPostgres,
  type Database,
  type EmbeddedPostgres,
} from '../../src/platform/database/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { listCalls } from '../../src/calls/index.ts';
import { listHistory } from '../../src/history/index.ts';
import { bookedBy } from '../../src/reports/conversion.ts';
import { conversionReport, directorReport } from '../../src/reports/reports.ts';
import { listContacts } from '../../src/reports/list-contacts.ts';
import { recountDue } from '../../src/reports/recount.ts';
import { answerParent } from './answering.ts';
import { latenciesOf, type Latencies } from './latencies.ts';

export interface Counted {
  calls: number;
  contacts: number;
  seconds: number;
}
export interface Asked {
  name: string;
  times: Latencies;
}

const FIRST_DAY = '2025-10-01';
const DAYS = 365;
const now = new Date('2026-10-01T12:00:00Z');
const clock = { now: () => now };

let folder: string | undefined;
let postgres: EmbeddedPostgres | undefined;
let database: Database | undefined;
const configuration = testConfiguration();

async function start(options: { folder: string }): Promise<{ postgresVersion: string }> {
  folder = await mkdtemp(join(options.folder, 'trubka-bench-'));
  await chmod(folder, 0o755);
  postgres = await startEmbeddedPostgres({ dataFolder: folder, settings: { max_wal_size: '4GB' } });
  database = openDatabase(postgres.url);
  await migrate(database.pool);
  const { rows } = await database.pool.query<{ server_version: string }>('show server_version');
  return { postgresVersion: rows[0]?.server_version ?? '' };
}

/**
 * A year of calls of two branches: of five, three come in from patients with a card, one from somebody without, one is
 * ours; a third of what comes in is missed, and three of four of those are called back within two hours; every eighth
 * conversation brings a visit, every twentieth call a request of the site.
 */
async function fill({ calls }: { calls: number }): Promise<void> {
  const { pool } = database!;
  const people = Math.round(calls / 10);
  await pool.query(
    `insert into person (source, external_id, kind, full_name, updated_at) select 'bench', n::text, 'patient', 'Пациент ' || n, now()
     from generate_series(1, $1::int) n`,
    [people],
  );
  await pool.query(
    `insert into person_phone (person_id, e164) select id, '+7916' || lpad((external_id::int)::text, 7, '0') from person where source = 'bench'`,
  );
  await withoutIndexes('call', () =>
    pool.query(
      `insert into call (id, account, branch, zone, line, direction, external, state, result, missed_reason, started_at, answered_at,
       ended_at, answered_extension, wait_seconds, talk_seconds, kind, class, outcome, fold, caller, learnt_at, settled_at, version)
     select n, 'uis', branch, 'Europe/Moscow', case branch when 'center' then '+74950000101' else '+74950000102' end, direction,
       number, 'ended', case when answered then 'answered' when direction = 'in' then 'missed' else 'unanswered' end,
       case when not answered and direction = 'in' then 'no-answer' end, at, case when answered then at + interval '12 seconds' end,
       at + make_interval(secs => 12 + talk), case when answered then (array['101','102','103','201'])[1 + n % 4] end, 5 + n % 40,
       case when answered then talk end, 'patient', class,
       case when answered and n % 7 = 0 then (array['booked','question','refused','waiting-list'])[1 + n % 4] end,
       jsonb_build_object('legs', '[]'::jsonb, 'recordings', '[]'::jsonb),
       jsonb_build_object('phone', number, 'kind', 'patient', 'class', class, 'reasons', '[]'::jsonb, 'candidates',
         case when card is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object('id', card::text, 'name', 'Пациент', 'chosen', false)) end),
       at, at + interval '5 minutes', 1
     from (
       select n, case when n % 3 = 0 then 'north' else 'center' end as branch, case when n % 5 = 4 then 'out' else 'in' end as direction,
         case when n % 5 = 3 then '+7926' || lpad((hash % 2000000)::text, 7, '0') else '+7916' || lpad((1 + hash % $2)::text, 7, '0') end as number,
         case when n % 5 <> 3 then 1 + hash % $2 end as card, hash % 3 <> 0 as answered, 5 + hash % 240 as talk,
         (array['first-time','returning','returning','about-own-visit','about-own-visit','unknown','staff','contractor'])[1 + hash % 8] as class,
         $3::timestamptz + (n::float8 / $1) * make_interval(days => ${DAYS}) as at
       from (select n, abs(hashint4(n)) as hash from generate_series(1, $1::int) n) numbered
     ) told order by n`,
      [calls, people, FIRST_DAY],
    ),
  );
  await pool.query(
    `insert into visit (source, external_id, person_id, branch, zone, starts_at, ends_at, state, added_at, updated_at)
     select 'bench', c.id::text, (c.caller -> 'candidates' -> 0 ->> 'id')::bigint, c.branch, c.zone, c.ended_at + interval '5 days',
       c.ended_at + interval '5 days 1 hour', case c.id % 8 when 3 then 'completed' else 'cancelled' end, c.ended_at + interval '3 minutes', now()
     from call c where c.result = 'answered' and c.id % 8 in (3, 5) and c.caller -> 'candidates' -> 0 is not null and c.talk_seconds > 15`,
  );
  await pool.query('truncate contact_due');
  await placeContacts();
  await pool.query('vacuum analyze');
}

/** Contacts by a few statements, as a year of counting would have left them; visits of the last days are still to come. */
async function placeContacts(): Promise<void> {
  const { pool } = database!;
  await pool.query(
    `create unlogged table touch as
     select id as call_id, coalesce('person:' || (caller -> 'candidates' -> 0 ->> 'id'), external) as key,
       (caller -> 'candidates' -> 0 ->> 'id')::bigint as person_id, external as number, started_at as at, ended_at, direction = 'in' as opens,
       branch, zone, (started_at at time zone zone)::date as day, line, class, class in ('first-time', 'returning') as target, outcome,
       coalesce(talk_seconds, 0) as talk_seconds, wait_seconds, missed_reason as missed, 'ext:' || answered_extension as operator,
       case when missed_reason is not null and id % 4 <> 0 then started_at + make_interval(secs => id % 7200 + 60) end as answered_at
     from call`,
  );
  await withoutIndexes('contact', async () => {
    for (const scope of ['branch', `'*'::text`])
      await pool.query(
        `insert into contact (scope, key, day, branch, zone, person_id, number, opened_at, grp, reason, openings, missed, answered_at,
           answered_in, answer_due_at, outcome, booked_mark, waiting_list, booked, came, visit_at, owner, line)
         select ${scope}, key, day, min(branch), min(zone), min(person_id), min(number), min(at),
           case min(class) when 'about-own-visit' then 'own-visit' else min(class) end, 'class', count(*), count(missed),
           min(least(answered_at, case when talk_seconds >= 15 then at end)),
           extract(epoch from min(answered_at) - min(at)), min(at) + interval '2 days', min(outcome), coalesce(min(outcome) = 'booked', false),
           coalesce(min(outcome) = 'waiting-list', false), case when min(call_id) % 5 = 0 then 'strong' when min(call_id) % 11 = 0 then 'weak' end,
           min(call_id) % 10 = 0, case when min(call_id) % 5 = 0 and min(at) > $1::timestamptz - interval '5 days' then min(at) + interval '5 days' end,
           min(operator), min(line)
         from touch where opens group by 1, 2, 3`,
        [now],
      );
  });
  await pool.query('analyze contact');
  await withoutIndexes('contact_call', () =>
    pool.query(
      `insert into contact_call (call_id, key, person_id, number, at, ended_at, opens, branch, zone, day, line, class, target, outcome,
         talk_seconds, wait_seconds, missed, operator, contact_id, network_contact_id)
       select t.call_id, t.key, t.person_id, t.number, t.at, t.ended_at, t.opens, t.branch, t.zone, t.day, t.line, t.class, t.target,
         t.outcome, t.talk_seconds, t.wait_seconds, t.missed, t.operator, own.id, network.id
       from touch t
         left join contact own on own.scope = t.branch and own.key = t.key and own.day = t.day
         left join contact network on network.scope = '*' and network.key = t.key and network.day = t.day`,
    ),
  );
  // Of every twentieth call somebody left a request a minute later.
  await pool.query(
    `insert into request (source, made_by, branch, zone, asked_at, received_at, phone, phone_written, person_id, campaign)
     select 'site', 'bench', branch, zone, at + interval '1 minute', at + interval '1 minute', number, number, person_id, 'yandex'
     from touch where call_id % 20 = 0`,
  );
  await pool.query(
    `insert into contact_request (request_id, key, person_id, number, at, branch, zone, day, class, target, channel, contact_id, network_contact_id)
     select r.id, t.key, r.person_id, r.phone, r.asked_at, r.branch, r.zone, (r.asked_at at time zone r.zone)::date, 'returning', true,
       'yandex', t.contact_id, t.network_contact_id
     from request r join contact_call t on t.at = r.asked_at - interval '1 minute' and t.number = r.phone`,
  );
  await pool.query('drop table touch');
}

/** A million rows go in quicker where the indexes are made afterwards. */
async function withoutIndexes(table: string, work: () => Promise<unknown>): Promise<void> {
  const { pool } = database!;
  const { rows } = await pool.query<{ name: string; sql: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as sql from pg_index i
     where i.indrelid = $1::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [table],
  );
  for (const { name } of rows) await pool.query(`drop index ${name}`);
  await work();
  for (const { sql } of rows) await pool.query(sql);
}

/** The latest calls are corrected: their parties are counted anew. */
async function count({ calls }: { calls: number }): Promise<Counted> {
  const { pool } = database!;
  await pool.query('insert into contact_due (call_id) select id from call order by id desc limit $1', [calls]);
  const began = performance.now();
  while ((await recountDue(pool, configuration)) > 0);
  const seconds = (performance.now() - began) / 1000;
  const { rows } = await pool.query<{ contacts: number }>('select count(*) as contacts from contact');
  return { calls, contacts: rows[0]?.contacts ?? 0, seconds };
}

async function ask({ times }: { times: number }): Promise<Asked[]> {
  const { pool, sql } = database!;
  const scope = { pool, clock, configuration: () => configuration };
  const known = { level: 'T4', firstTime: 'yes' } as const;
  const of = (scopeId: string, from: string, to: string) => ({
    filter: { scope: scopeId, from, to },
    branch: scopeId === '*' ? null : scopeId,
    ...{ known, weak: true },
  });
  const basis = { bookedBy: bookedBy('T4'), weak: true } as const;
  const year = { from: '2025-10-01', to: '2026-09-30' };
  const questions: [string, () => Promise<unknown>][] = [
    [
      'conversion of a year, the network, with the year before',
      () => conversionReport(of('*', year.from, year.to), undefined, scope),
    ],
    ['conversion of a year, a branch', () => conversionReport(of('center', year.from, year.to), undefined, scope)],
    [
      'conversion of a year by administrator, the network',
      () => conversionReport(of('*', year.from, year.to), 'owner', scope),
    ],
    [
      'conversion of a month, the network',
      () => conversionReport(of('*', '2026-09-01', '2026-09-30'), undefined, scope),
    ],
    [
      'conversion of a month by administrator',
      () => conversionReport(of('center', '2026-09-01', '2026-09-30'), 'owner', scope),
    ],
    ['the director’s day', () => directorReport(of('center', '2026-09-15', '2026-09-15'), scope)],
    ['the director’s year, the network', () => directorReport(of('*', year.from, year.to), scope)],
    [
      'history by person and day, first page',
      () => listContacts(pool, { filter: { scope: '*', ...year }, figure: 'contacts', basis, now, limit: 50 }),
    ],
    [
      'those who did not book, first page of a year',
      () => listContacts(pool, { filter: { scope: 'center', ...year }, figure: 'not-booked', basis, now, limit: 50 }),
    ],
    ['history of calls, first page', () => listCalls(sql, { branches: null, limit: 50 })],
    ['history of calls and requests, first page', () => listHistory(database!, { branches: null, limit: 100, now })],
    [
      'history of requests alone, first page',
      () => listHistory(database!, { branches: null, kind: 'request', limit: 100, now }),
    ],
  ];
  const answers: Asked[] = [];
  for (const [name, question] of questions) {
    for (let turn = 0; turn < 3; turn += 1) await question();
    const took: number[] = [];
    for (let turn = 0; turn < times; turn += 1) {
      const began = performance.now();
      await question();
      took.push(performance.now() - began);
    }
    answers.push({ name, times: latenciesOf(took) });
  }
  return answers;
}

async function stop(): Promise<void> {
  await database?.close();
  await postgres?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

answerParent({ start, fill, count, ask }, stop);
