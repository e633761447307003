import { DateTime } from 'luxon';
import { z } from 'zod';
import type { MisAccount, Timetable } from '../../../src/contracts/mis.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { BadRequest } from './bad-request.ts';
import { bodyText } from './body-text.ts';
import { branchOf } from './branch-of.ts';
import type { IdentSettings } from './settings.ts';
import { timetableFromXml } from './timetable-xml.ts';

// Ids and numbers are numbers in JSON and text in XML.
const identId = z.union([z.string().trim().min(1), z.number()]).transform(String);
const named = z.object({ Id: identId, Name: z.string().nullish() });
const minutes = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.number().int().min(0).max(100_000));
const flag = z.union([
  z.boolean(),
  z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] }),
  z.literal([0, 1]).transform(Boolean),
]);

const timetable = z.object({
  Doctors: z.array(named).nullish(),
  Branches: z.array(named).nullish(),
  Intervals: z.array(
    z.object({
      BranchId: identId,
      DoctorId: identId,
      StartDateTime: z.string(),
      LengthInMinutes: minutes,
      IsBusy: flag,
    }),
  ),
});

/**
 * Body of PostTimeTable, JSON or XML:
 * `{ Doctors: [{Id, Name}], Branches: [{Id, Name}], Intervals: [{BranchId, DoctorId, StartDateTime, LengthInMinutes, IsBusy}] }`.
 * A time without an offset is in the zone of its branch. Throws BadRequest naming the field.
 */
export function readTimetable(request: InboundRequest, account: MisAccount<IdentSettings>): Timetable {
  return timetableOf(parse(request), account);
}

/** The same of an object that holds it already. */
export function timetableOf(told: unknown, account: MisAccount<IdentSettings>): Timetable {
  const read = timetable.safeParse(told);
  if (!read.success)
    throw new BadRequest(`Расписание не принято: ${fieldName(read.error.issues[0]!.path)} нет или не читается.`);
  const { Doctors, Branches, Intervals } = read.data;
  const branches = (Branches ?? []).map((each, _, all) => {
    const branch = { id: each.Id, name: each.Name ?? each.Id };
    return {
      ...branch,
      branch: branchOf(
        branch,
        all.map(({ Id }) => ({ id: Id })),
        account,
      ),
    };
  });
  const instant = instantReader(account, branches);
  return {
    doctors: (Doctors ?? []).map(({ Id, Name }) => ({ id: Id, name: Name ?? Id })),
    branches,
    slots: Intervals.map((interval, index) => ({
      branchId: interval.BranchId,
      doctorId: interval.DoctorId,
      startsAt: instant(interval.BranchId, interval.StartDateTime, index),
      minutes: interval.LengthInMinutes,
      busy: interval.IsBusy,
    })),
  };
}

function parse(request: InboundRequest): unknown {
  const text = bodyText(request);
  if (/xml/i.test(request.headers['content-type'] ?? '') || text.trimStart().startsWith('<'))
    return timetableFromXml(text);
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest('Расписание не принято: JSON не читается.');
  }
}

/** Doctors start at the same times, so each text is read once: a large upload has many rows and few times. */
function instantReader({ branches }: MisAccount<IdentSettings>, known: Timetable['branches']) {
  const zones = new Map(branches.map(({ id, zone }) => [id, zone]));
  const usual = branches[0]?.zone ?? 'UTC';
  const zoneOf = new Map(
    known.map(({ id, branch }) => [id, (branch === null ? undefined : zones.get(branch)) ?? usual]),
  );
  const seen = new Map<string, Date>();
  return (branchId: string, text: string, index: number): Date => {
    const zone = zoneOf.get(branchId) ?? usual;
    const key = `${zone} ${text}`;
    const before = seen.get(key);
    if (before !== undefined) return before;
    const parsed = DateTime.fromISO(text.trim(), { zone });
    if (!parsed.isValid || !/^\d{4}-\d{2}-\d{2}T/.test(text.trim()))
      throw new BadRequest(
        `Расписание не принято: ${fieldName(['Intervals', index, 'StartDateTime'])} нет или не читается.`,
      );
    const instant = parsed.toJSDate();
    seen.set(key, instant);
    return instant;
  };
}

/** `Intervals[3].StartDateTime` */
function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'объекта расписания';
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .slice(1);
}
