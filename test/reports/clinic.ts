import type { CallClass } from '../../src/contracts/call-classes.ts';
import type { CallOutcome } from '../../src/contracts/outcomes.ts';
import type { VisitState } from '../../src/contracts/appointments.ts';
import type { Pool } from '../../src/platform/database/index.ts';

/** A call of an invented clinic, as a person would note it down. Times are milliseconds. */
export interface NotedCall {
  id: number;
  branch: string | null;
  zone: string;
  at: number;
  direction: 'in' | 'out' | 'internal';
  /** Ordered by the clinic's site. */
  site?: boolean;
  number: string | null;
  /** Stands for many people. */
  shared?: boolean;
  /** Who may be calling; one, or the first where `chosen`, is known to be the caller. */
  people: number[];
  chosen?: boolean;
  class: CallClass;
  householdBooked?: boolean;
  /** Talk in seconds; null: nobody answered. */
  talk: number | null;
  extension?: string;
  seat?: string;
  missedReason?: string;
  wait?: number;
  outcome?: CallOutcome | null;
  line?: string;
  channel?: string;
  ignored?: boolean;
  mergedInto?: number;
}

/** What somebody left on the site. */
export interface NotedRequest {
  id: number;
  branch: string;
  zone: string;
  at: number;
  number: string | null;
  /** Whose it is, where that is certain. */
  person: number | null;
  source?: 'seat';
  /** The call at whose card it was made. */
  callId?: number;
  withdrawn?: boolean;
  campaign?: string;
  utm?: { source?: string; campaign?: string };
}

export interface NotedVisit {
  id: number;
  person: number;
  branch?: string;
  zone: string;
  addedAt: number;
  startsAt: number;
  state: VisitState;
  cancelledAt?: number;
}

export interface NotedPerson {
  id: number;
  kind?: 'patient' | 'staff' | 'contractor';
  numbers: string[];
  household?: string;
}

export interface NotedClinic {
  people: NotedPerson[];
  calls: NotedCall[];
  requests: NotedRequest[];
  visits: NotedVisit[];
}

const iso = (ms: number): string => new Date(ms).toISOString();

export async function writePeople(pool: Pool, people: readonly NotedPerson[]): Promise<void> {
  await pool.query(
    `insert into person (id, source, external_id, kind, full_name, household, updated_at) overriding system value
     select id, 'file:people', id::text, coalesce(kind, 'patient'), 'Пациент ' || id, household, now()
     from jsonb_to_recordset($1::jsonb) as p(id bigint, kind text, household text)`,
    [JSON.stringify(people)],
  );
  await pool.query(
    `insert into person_phone (person_id, e164)
     select id, n.value from jsonb_to_recordset($1::jsonb) as p(id bigint, numbers jsonb), jsonb_array_elements_text(p.numbers) n`,
    [JSON.stringify(people)],
  );
}

export async function writeCalls(pool: Pool, calls: readonly NotedCall[]): Promise<void> {
  const rows = calls.map((call) => {
    const answered = call.talk !== null;
    const reasons = [
      ...(call.shared ? ['shared-number'] : []),
      ...(call.number === null ? ['number-withheld'] : []),
      ...(call.householdBooked ? ['household-booked'] : []),
    ];
    return {
      id: call.id,
      branch: call.branch,
      zone: call.zone,
      line: call.line ?? null,
      direction: call.direction,
      external: call.number,
      result: answered ? 'answered' : call.direction === 'in' ? 'missed' : 'unanswered',
      missed_reason: answered ? null : (call.missedReason ?? 'no-answer'),
      started_at: iso(call.at),
      answered_at: answered ? iso(call.at + 5000) : null,
      ended_at: iso(call.at + 5000 + (call.talk ?? 0) * 1000),
      answered_extension: answered ? (call.extension ?? '101') : null,
      answered_seat: answered ? (call.seat ?? null) : null,
      wait_seconds: call.wait ?? 5,
      talk_seconds: call.talk,
      class: call.direction === 'internal' ? null : call.class,
      outcome: call.outcome ?? null,
      merged_into: call.mergedInto ?? null,
      fold: { initiator: call.site ? 'CallbackWidget' : null, legs: [], recordings: [] },
      rules: call.ignored ? { ignoreInReports: true } : null,
      caller: {
        phone: call.number,
        reasons,
        channel: call.channel,
        candidates: call.people.map((id, index) => ({ id: String(id), chosen: call.chosen === true && index === 0 })),
      },
    };
  });
  await pool.query(
    `insert into call (id, account, branch, zone, line, direction, external, state, result, missed_reason, started_at, answered_at, ended_at,
       answered_extension, answered_seat, wait_seconds, talk_seconds, class, outcome, merged_into, fold, rules, caller, learnt_at, settled_at, version)
     select id, 'uis', branch, zone, line, direction, external, 'ended', result, missed_reason, started_at, answered_at, ended_at,
       answered_extension, answered_seat, wait_seconds, talk_seconds, class, outcome, merged_into, fold, rules, caller, started_at, ended_at, 1
     from jsonb_to_recordset($1::jsonb) as c(id bigint, branch text, zone text, line text, direction text, external text, result text,
       missed_reason text, started_at timestamptz, answered_at timestamptz, ended_at timestamptz, answered_extension text,
       answered_seat text, wait_seconds integer, talk_seconds integer, class text, outcome text, merged_into bigint, fold jsonb,
       rules jsonb, caller jsonb)
     order by id`,
    [JSON.stringify(rows)],
  );
}

export async function writeRequests(pool: Pool, requests: readonly NotedRequest[]): Promise<void> {
  await pool.query(
    `insert into request (id, source, made_by, branch, zone, asked_at, received_at, state, withdrawn_at, phone, phone_written, email,
       person_id, call_id, campaign, utm) overriding system value
     select id, coalesce(source, 'site'), 'site', branch, zone, asked_at, asked_at, case when withdrawn then 'withdrawn' else 'active' end,
       case when withdrawn then asked_at end, number, number, case when number is null then 'a@example.org' end, person, "callId",
       campaign, coalesce(utm, '{}')
     from jsonb_to_recordset($1::jsonb) as r(id bigint, source text, branch text, zone text, asked_at timestamptz, withdrawn boolean,
       number text, person bigint, "callId" bigint, campaign text, utm jsonb)`,
    [JSON.stringify(requests.map((request) => ({ ...request, asked_at: iso(request.at) })))],
  );
}

export async function writeVisitRows(pool: Pool, visits: readonly NotedVisit[]): Promise<void> {
  await pool.query(
    `insert into visit (id, source, external_id, person_id, branch, zone, starts_at, ends_at, state, added_at, updated_at, source_updated_at)
     overriding system value
     select id, 'mis', id::text, person, branch, zone, starts_at, starts_at + interval '1 hour', state, added_at, added_at, cancelled_at
     from jsonb_to_recordset($1::jsonb) as v(id bigint, person bigint, branch text, zone text, starts_at timestamptz, state text,
       added_at timestamptz, cancelled_at timestamptz)`,
    [
      JSON.stringify(
        visits.map(({ addedAt, startsAt, cancelledAt, ...visit }) => ({
          ...visit,
          added_at: iso(addedAt),
          starts_at: iso(startsAt),
          cancelled_at: cancelledAt === undefined ? null : iso(cancelledAt),
        })),
      ),
    ],
  );
}
