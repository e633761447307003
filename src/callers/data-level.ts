import { z } from 'zod';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A report of yesterday may come the day after a holiday. */
const REPORT_FRESH_MS = 3 * DAY;
/** What is asked within minutes is broken after a day without an answer. */
const LIVE_FRESH_MS = DAY;
const TIMETABLE_FRESH_MS = DAY;

/** What was read of visits counts for so long. */
export function visitsFreshMs(kind: 'report' | 'file' | 'sql' | 'mis' | 'push'): number {
  return kind === 'report' || kind === 'file' ? REPORT_FRESH_MS : LIVE_FRESH_MS;
}

export const dataLevels = ['T0', 'T1', 'T2', 'T3', 'T4'] as const;
export type DataLevel = (typeof dataLevels)[number];

/** What is connected and was seen of one branch. */
export interface DataFacts {
  now: Date;
  /** The directory of patients: its stalest source. Null: there is none. */
  people: { asOf: Date; freshDays: number; completedVisits: boolean } | null;
  /** When a MIS last told the timetable of this branch. */
  timetableAt: Date | null;
  /** When visits were last read from a report file, and from a MIS or a database that is asked by itself. */
  reportAt: Date | null;
  liveAt: Date | null;
}

const instant = z.iso.datetime().nullable();
export const dataLevelSchema = z.object({
  branch: z.string(),
  level: z.enum(dataLevels).describe('see the data levels: T0 PBX only … T4 visits within minutes'),
  firstTime: z
    .enum(['yes', 'directory-only', 'no'])
    .describe('whether first-time and returning can be told apart; directory-only: only who is in the directory'),
  timetable: z.boolean().describe('free slots and load are known'),
  visits: z.boolean().describe('about-own-visit, booked and came are known'),
  since: z.object({ people: instant, timetable: instant, report: instant, live: instant }),
  stale: z.array(z.enum(['people', 'timetable', 'report', 'live'])).describe('connected, but not seen for too long'),
});
export type DataLevelView = z.infer<typeof dataLevelSchema>;

/** What can truly be known of a branch's calls. What has not been seen for too long does not count. Pure. */
export function dataLevelOf(facts: DataFacts): Omit<DataLevelView, 'branch'> {
  const { now, people, timetableAt, reportAt, liveAt } = facts;
  const fresh = (at: Date | null, within: number): boolean => at !== null && now.getTime() - at.getTime() <= within;
  const seen = {
    people: fresh(people?.asOf ?? null, (people?.freshDays ?? 0) * DAY),
    timetable: fresh(timetableAt, TIMETABLE_FRESH_MS),
    report: fresh(reportAt, REPORT_FRESH_MS),
    live: fresh(liveAt, LIVE_FRESH_MS),
  };
  const visits = seen.people && (seen.live || seen.report);
  const level: DataLevel = !seen.people ? 'T0' : seen.live ? 'T4' : seen.report ? 'T3' : seen.timetable ? 'T2' : 'T1';
  const at = { people: people?.asOf ?? null, timetable: timetableAt, report: reportAt, live: liveAt };
  return {
    level,
    firstTime: !seen.people ? 'no' : visits || people?.completedVisits === true ? 'yes' : 'directory-only',
    timetable: seen.timetable,
    visits,
    since: {
      people: at.people?.toISOString() ?? null,
      timetable: at.timetable?.toISOString() ?? null,
      report: at.report?.toISOString() ?? null,
      live: at.live?.toISOString() ?? null,
    },
    stale: (['people', 'timetable', 'report', 'live'] as const).filter((what) => at[what] !== null && !seen[what]),
  };
}
