import type { Caller } from '../contracts/caller.ts';
import type { PushedCall } from '../contracts/pushed-event.ts';
import type { ToldRequest } from '../contracts/told-request.ts';
import { publishRequest, wholeSecond, type PublishingAccount, type RecordContent } from '../deliveries/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Mis, MisApiAccount } from '../mis/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import type { RequestRow } from './request-row.ts';

/** The systems that may take requests. */
export interface RequestTargets {
  /** Those that ask us. */
  asking: readonly (PublishingAccount & { name: string })[];
  /** Those whose API we call. */
  called: ReadonlyMap<string, MisApiAccount>;
  oweRequest: Mis['oweRequest'];
  oweNewVisits: Mis['oweNewVisits'];
}

/** What an account calls its doctors and branches, as far as its timetable tells. */
export interface TimetableNames {
  doctors: readonly { id: string; name: string }[];
  /** Ours. */
  branches: readonly string[];
}

/**
 * Owes a request to every account that takes requests of its branch, in the transaction that writes it. A number that
 * cannot be read is nobody's in any system, and what was learnt too late is not acted upon: neither is told.
 */
export async function tellRequest(
  tx: PoolClient,
  row: RequestRow,
  known: { caller: Caller | null; configuration: Configuration; clock: Clock; targets: RequestTargets },
): Promise<void> {
  const { targets, clock } = known;
  if (row.phone === null || row.late || row.state !== 'active') return;
  const asking = targets.asking.filter(({ wants }) => wants.requests);
  const called = [...targets.called.values()].filter(
    ({ can, wants }) => wants.requests && can.tickets !== false && isOf(row, wants.branches),
  );
  if (asking.length + called.length === 0) return;
  const names = await namesOf(tx, [...asking, ...called]);
  const mine = ({ account }: { account: string }) => isOfTimetable(row, names.get(account));
  const requestOf = (account: string): ToldRequest => toldRequest(row, names.get(account));
  const identity = { requestId: row.id, taskId: row.task_id };
  await publishRequest(tx, {
    ...{ ...identity, clock },
    offered: asking.filter(mine).map(({ account }) => ({
      account,
      content: { ...contentOf(row, known), request: requestOf(account) },
    })),
  });
  const origin = await originOf(tx, row.person_id);
  await targets.oweRequest(tx, {
    ...identity,
    tickets: called.filter(mine).map(({ account, wants }) => ({
      account,
      call: standIn(row, { ...known, origin, names: wants.names }),
      request: { ...requestOf(account), ...(!wants.names && { name: null, email: null }) },
    })),
  });
}

export function isOf({ branch }: RequestRow, branches: readonly string[] | null): boolean {
  return branches === null || (branch !== null && branches.includes(branch));
}

/** Of several databases of one MIS each has its own branches, and a request is told to that of its own. Pure. */
export function isOfTimetable({ branch }: Pick<RequestRow, 'branch'>, names: TimetableNames | undefined): boolean {
  return branch === null || names === undefined || names.branches.length === 0 || names.branches.includes(branch);
}

/** The doctor as this account knows them: by the id where it is theirs, else by the name where one bears it. Pure. */
export function doctorIn(
  { doctor_id: id, doctor: name }: Pick<RequestRow, 'doctor_id' | 'doctor'>,
  names: TimetableNames | undefined,
): ToldRequest['doctor'] {
  if (id === null && name === null) return null;
  const doctors = names?.doctors ?? [];
  const plain = (written: string): string => written.trim().toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ');
  const byId = doctors.find((doctor) => doctor.id === id);
  if (byId !== undefined && (name === null || plain(name) === plain(byId.name))) return byId;
  const named = name === null ? [] : doctors.filter((doctor) => plain(doctor.name) === plain(name));
  if (named.length === 1) return named[0]!;
  // Without a timetable the site is believed; with one, an id that is another doctor's is not sent.
  return { id: doctors.length === 0 ? id : null, name };
}

function toldRequest(row: RequestRow, names: TimetableNames | undefined): ToldRequest {
  const { source, name, email, comment, form, page, referer, utm } = row;
  return {
    ...{ id: String(row.id), source, name, email, comment, form, page, referer, utm },
    doctor: doctorIn(row, names),
    planStart: row.plan_start?.toISOString() ?? null,
    planEnd: row.plan_end?.toISOString() ?? null,
  };
}

/** What stands where a call stands in other tickets. */
function contentOf(
  row: RequestRow,
  { caller, configuration }: { caller: Caller | null; configuration: Configuration },
): RecordContent {
  const { phone, line, campaign, zone } = row;
  return {
    ...{ callId: `request-${row.id}`, startedAt: wholeSecond(row.asked_at).toISOString(), direction: 'in' },
    ...{ external: phone, line, lineName: lineName(line, configuration), campaign, zone },
    ...{ result: null, missedReason: null, waitSeconds: null, talkSeconds: null },
    ...{ class: caller?.class ?? null, reasons: caller?.reasons ?? [], recordingUrl: null },
  };
}

export function standIn(
  row: RequestRow,
  known: { caller: Caller | null; configuration: Configuration; origin: Origin | null; names: boolean },
): PushedCall {
  const { callId, ...content } = contentOf(row, known);
  const { caller, origin, names } = known;
  const candidates = (caller?.candidates ?? []).filter(
    ({ id }) => row.person_id === null || id === String(row.person_id),
  );
  return {
    ...content,
    ...{ id: callId, account: '', branch: row.branch, endedAt: null, extension: null, late: row.late, mergedIds: [] },
    kind: caller?.kind ?? null,
    candidates: candidates.map(({ id, name, kind, class: callClass, relation, nextVisit, rank, why }) => ({
      ...{ id, kind, class: callClass, rank, why, chosen: row.person_id !== null },
      ...{ source: origin?.source ?? null, externalId: origin?.external_id ?? null },
      ...{ name: names ? name : null, relation: names ? relation : null },
      nextVisit: nextVisit === null ? null : { id: nextVisit.id, startsAt: nextVisit.startsAt },
    })),
  };
}

interface Origin {
  source: string;
  external_id: string;
}

/** The card of the one whose request it certainly is, as its own source knows it. */
async function originOf(tx: PoolClient, personId: number | null): Promise<Origin | null> {
  if (personId === null) return null;
  const { rows } = await tx.query<Origin>('select source, external_id from person where id = $1', [personId]);
  return rows[0] ?? null;
}

async function namesOf(
  tx: PoolClient,
  accounts: readonly { account: string }[],
): Promise<ReadonlyMap<string, TimetableNames>> {
  const { rows } = await tx.query<{ account: string } & TimetableNames>(
    `select account, coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name)) filter (where kind = 'doctor'), '[]') as doctors,
       coalesce(jsonb_agg(distinct branch) filter (where branch is not null), '[]') as branches
     from timetable_name where account = any($1) group by account`,
    [accounts.map(({ account }) => account)],
  );
  return new Map(rows.map((row) => [row.account, row]));
}

function lineName(line: string | null, { lines }: Configuration): string | null {
  return line === null ? null : (lines.get(line)?.name ?? null);
}
