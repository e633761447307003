import { addWorkingMinutes, type Configuration, type TaskSettings } from '../platform/configuration/index.ts';
import { roles, type Role } from '../contracts/role.ts';

/** Whose a task is: a workplace, a role, or both null: whoever is free in the branch. */
export interface TaskOwner {
  seat: string | null;
  role: Role | null;
}

export interface DueTimes {
  dueAt: Date;
  escalateAt: Date;
}

type Clinic = Pick<Configuration, 'branches' | 'seats'>;

/** When a task is due and when the senior sees it, in the working time of its branch. Pure. */
export function dueTimes(
  clinic: Clinic,
  wanted: { branch: string | null; from: Date; dueMinutes: number; escalateMinutes: number },
): DueTimes {
  const dueAt = workingMinutesLater(clinic, wanted.branch, wanted.from, wanted.dueMinutes);
  return { dueAt, escalateAt: workingMinutesLater(clinic, wanted.branch, dueAt, wanted.escalateMinutes) };
}

export function workingMinutesLater(clinic: Clinic, branch: string | null, from: Date, minutes: number): Date {
  const times = branch === null ? undefined : clinic.branches.get(branch);
  return times === undefined ? new Date(from.getTime() + minutes * 60_000) : addWorkingMinutes(times, from, minutes);
}

/** The owner that a setting or a rule names. A workplace that left the configuration owns nothing. */
export function ownerOf(
  clinic: Clinic,
  written: TaskSettings['callbacks']['owner'],
  lastSeat: string | null = null,
): TaskOwner {
  const role = roles.find((one) => one === written);
  if (role !== undefined) return { seat: null, role };
  const seat = written === 'responsible' ? lastSeat : written === 'branch' ? null : written;
  return { seat: seat !== null && clinic.seats.has(seat) ? seat : null, role: null };
}
