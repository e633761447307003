import type { Configuration } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { readStopped } from '../../deliveries/index.ts';
import { readGap } from '../../reconciliation/index.ts';
import type { Trouble } from './alarm-store.ts';
import { appointmentTroubles } from './appointment-troubles.ts';
import { phonesOffline } from './phones-offline.ts';
import { silenceSince, type Silence } from './silence.ts';
import { smsTroubles } from './sms-troubles.ts';
import type { Traffic } from './usual-traffic.ts';

/** So unlikely on a usual day (e⁻⁴, two in a hundred) that somebody should look. */
const EXPECTED_CALLS = 4;
const LINE_MINUTES = 120;
/** All lines of a PBX at once are silent for a reason sooner. */
const ACCOUNT_MINUTES = 60;
const UNREACHABLE_MS = 30 * 60_000;
const CONNECTION_MS = 2 * 60_000;
const LOST_CALLS = 3;
const LOST_SHARE = 0.05;
const DAY_MS = 24 * 3600_000;

export interface TroubleSources {
  database: Database;
  configuration: Configuration;
  now: Date;
  lines(zone: string, now: Date): Promise<ReadonlyMap<string, Traffic>>;
  accounts(zone: string, now: Date): Promise<ReadonlyMap<string, Traffic>>;
  /** How often the MIS of an account sends its timetable, minutes; null where it sends none. */
  timetableEvery(account: string): number | null;
}

/** Everything that is wrong now, as far as calls, the PBXs and the accounts tell. */
export async function findTroubles(sources: TroubleSources): Promise<Trouble[]> {
  const accounts = await silentAccounts(sources);
  // Where no PBX says a word, its lines need not be told of one by one.
  const allSilent = accounts.length === sources.configuration.pbx.size;
  return [
    ...accounts,
    ...(allSilent ? [] : await silentLines(sources)),
    ...(await unknownLines(sources)),
    ...(await phonesWithoutRing(sources)),
    ...(await accountStates(sources)),
    ...(await stoppedAccounts(sources)),
    ...(await appointmentTroubles(sources)),
    ...(await smsTroubles(sources)),
  ];
}

async function silentLines({ configuration, now, lines }: TroubleSources): Promise<Trouble[]> {
  const troubles: Trouble[] = [];
  for (const line of configuration.lines.values()) {
    const branch = configuration.branches.get(line.branch);
    if (branch === undefined || line.disabled) continue;
    const traffic = (await lines(branch.zone, now)).get(line.number);
    if (traffic === undefined) continue;
    const silence = silenceSince({ ...traffic, now, places: [branch] });
    if (isAlarming(silence, LINE_MINUTES))
      troubles.push({
        kind: 'line-silent',
        account: null,
        subject: line.number,
        detail: { lineName: line.name, branch: line.branch, ...told(traffic.last, silence) },
      });
  }
  return troubles;
}

async function silentAccounts({ configuration, now, accounts }: TroubleSources): Promise<Trouble[]> {
  const [first] = configuration.branches.values();
  if (first === undefined) return [];
  const traffic = await accounts(first.zone, now);
  const places = [...configuration.branches.values()];
  return [...configuration.pbx.keys()].flatMap((account): Trouble[] => {
    const own = traffic.get(account);
    if (own === undefined) return [];
    const silence = silenceSince({ ...own, now, places });
    return isAlarming(silence, ACCOUNT_MINUTES)
      ? [{ kind: 'account-silent', account, subject: account, detail: told(own.last, silence) }]
      : [];
  });
}

function isAlarming({ minutes, expected }: Silence, leastMinutes: number): boolean {
  return minutes >= leastMinutes && expected >= EXPECTED_CALLS;
}

function told(last: Date, { minutes, expected }: Silence): Record<string, unknown> {
  return { lastCall: last.toISOString(), minutes: Math.round(minutes), expected: Math.round(expected * 10) / 10 };
}

async function unknownLines({ database, configuration, now }: TroubleSources): Promise<Trouble[]> {
  const { rows } = await database.pool.query<{ account: string; line: string; calls: number }>(
    `select account, line, count(*) as calls from call
     where started_at >= $1 and merged_into is null and account = any($2) and line is not null and not line = any($3)
       and direction is distinct from 'internal'
     group by account, line
     having not exists (
       select 1 from binding_dismissed d where d.account = call.account and d.kind = 'line' and d.value = call.line)`,
    [new Date(now.getTime() - 7 * DAY_MS), [...configuration.pbx.keys()], [...configuration.lines.keys()]],
  );
  return rows.map(({ account, line, calls }) => ({
    kind: 'line-unconfigured',
    account,
    subject: line,
    detail: { calls },
  }));
}

async function phonesWithoutRing({ database, configuration, now }: TroubleSources): Promise<Trouble[]> {
  const zone = [...configuration.branches.values()][0]?.zone ?? 'UTC';
  const troubles: Trouble[] = [];
  for (const account of configuration.pbx.keys()) {
    const calls = await phonesOffline(database.pool, { account, zone, now });
    if (calls !== null) troubles.push({ kind: 'phones-offline', account, subject: account, detail: { calls } });
  }
  return troubles;
}

async function stoppedAccounts({ database, configuration }: TroubleSources): Promise<Trouble[]> {
  const stopped = await readStopped(database.pool);
  return stopped
    .filter(({ account }) => configuration.mis.has(account))
    .map(({ account, at, reason }) => ({
      kind: 'sending-stopped',
      account,
      subject: account,
      detail: { reason, since: at.toISOString() },
    }));
}

async function accountStates({ database, configuration, now }: TroubleSources): Promise<Trouble[]> {
  const troubles: Trouble[] = [];
  const states = await database.sql.selectFrom('pbx_account_state').selectAll().execute();
  for (const state of states) {
    const { account } = state;
    if (!configuration.pbx.has(account)) continue;
    const add = (kind: Trouble['kind'], detail: Record<string, unknown>): void => {
      troubles.push({ kind, account, subject: account, detail });
    };
    const reason = state.last_error;
    if (state.error_kind === 'permanent') add('pbx-refused', { reason });
    else if (state.failing_since !== null && now.getTime() - state.failing_since.getTime() > UNREACHABLE_MS)
      add('pbx-unreachable', { reason, since: state.failing_since.toISOString() });
    if (
      state.connection === 'lost' &&
      state.connection_at !== null &&
      now.getTime() - state.connection_at.getTime() > CONNECTION_MS
    )
      add('connection-lost', { reason: state.connection_reason, since: state.connection_at.toISOString() });
    const gap = await readGap(database, account, new Date(now.getTime() - DAY_MS));
    if (gap.missing >= LOST_CALLS && gap.share >= LOST_SHARE) add('webhooks-lost', { ...gap });
  }
  return troubles;
}
