import { UnreadableNotification } from '../../../src/contracts/failures.ts';

/** The value, or `UnreadableNotification` naming the field that has none. */
export function required(value: string | null, field: string): string {
  if (value === null) throw new UnreadableNotification(`${field} is missing`, field);
  return value;
}
