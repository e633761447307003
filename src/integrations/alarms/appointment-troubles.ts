import { readVisitSources } from '../../appointments/index.ts';
import {
  readWorkingHours,
  workingSeconds,
  type Configuration,
  type OpeningTimes,
} from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { Trouble } from './alarm-store.ts';

/** So many times the usual pause between two timetables. */
const PERIODS = 3;
const FAILING_MS = 60 * 60_000;
/** A MIS that sends its timetable from a workstation sends nothing at night; assumed where no hours are told. */
const assumedHours = readWorkingHours('mon-sat 10:00-18:00');

interface Sources {
  database: Database;
  configuration: Configuration;
  now: Date;
  /** How often the MIS of an account sends its timetable; null where it sends none. */
  timetableEvery(account: string): number | null;
}

/** Timetables that stopped coming, and sources of visits that cannot be read or bring nothing new. */
export async function appointmentTroubles(sources: Sources): Promise<Trouble[]> {
  return [...(await stoppedTimetables(sources)), ...(await unreadSources(sources))];
}

export async function stoppedTimetables({ database, configuration, now, timetableEvery }: Sources): Promise<Trouble[]> {
  const contacts = await database.sql
    .selectFrom('account_contact')
    .selectAll()
    .where('what', '=', 'timetable')
    .execute();
  return contacts.flatMap(({ account, at }): Trouble[] => {
    const every = configuration.mis.has(account) ? timetableEvery(account) : null;
    if (every === null) return [];
    const minutes = openMinutes([...configuration.branches.values()], at, now);
    return minutes > PERIODS * every
      ? [
          {
            kind: 'timetable-stopped',
            account,
            subject: account,
            detail: { last: at.toISOString(), everyMinutes: every, minutes: Math.round(minutes) },
          },
        ]
      : [];
  });
}

/** Of the branch that was open longest: in a clinic of several, one that is open suffices. */
function openMinutes(branches: readonly OpeningTimes[], from: Date, to: Date): number {
  const seconds = branches.map((branch) => {
    const hours = branch.hours ?? assumedHours;
    return workingSeconds(hours === null ? branch : { ...branch, hours }, from, to);
  });
  return Math.max(0, ...seconds) / 60;
}

async function unreadSources({ database, configuration, now }: Sources): Promise<Trouble[]> {
  const configured = new Map((configuration.appointments?.sources ?? []).map((source) => [source.id, source]));
  if (configured.size === 0) return [];
  const { sources } = await readVisitSources(database, configuration, now);
  return sources.flatMap((view): Trouble[] => {
    const source = configured.get(view.id);
    if (source === undefined) return [];
    const { error, refreshedAt } = view;
    const isFailing =
      error !== null && (error.kind === 'permanent' || now.getTime() - new Date(error.since).getTime() > FAILING_MS);
    const isOld = refreshedAt !== null && !view.fresh;
    if (!isFailing && !isOld) return [];
    return [
      {
        kind: 'visits-not-read',
        account: source.account ?? null,
        subject: view.id,
        detail: {
          reason: error?.message ?? null,
          last: refreshedAt,
          ...(source.branch !== undefined && { branch: source.branch }),
        },
      },
    ];
  });
}
