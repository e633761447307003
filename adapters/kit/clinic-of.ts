/** What the system calls a branch of ours; null where the settings name none of its clinics for it, or several. */
export function clinicOf(
  branch: string | null,
  { clinics }: { clinics: Readonly<Record<string, string>> },
): string | null {
  const named = Object.keys(clinics).filter((clinic) => clinics[clinic] === branch);
  return named.length === 1 ? named[0]! : null;
}
