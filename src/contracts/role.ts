/** What people (and the keys of workplaces) may do, from the least. */
export const roles = ['reception', 'senior', 'manager', 'it'] as const;
export type Role = (typeof roles)[number];

/** IT sets things up and calls nobody. */
export function seesWholeNumbers(role: string | undefined): boolean {
  return role !== undefined && role !== 'it';
}
