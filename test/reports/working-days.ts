import { readWorkingHours, type WorkingHours } from '../../src/platform/configuration/index.ts';

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Ten to eight on these days, 1 is Monday. */
export function parseWorkingHours(workdays: readonly number[]): WorkingHours {
  const hours = readWorkingHours(workdays.map((day) => `${names[day - 1]} 10:00-20:00`).join(', '));
  if (hours === null) throw new Error('the hours of a test cannot be read');
  return hours;
}
