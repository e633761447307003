import { z } from 'zod';

/** Which branch of ours each clinic of the system is, and what its times without an offset mean. */
export const clinicSettings = {
  clinics: z
    .record(z.string(), z.string())
    .default({})
    .meta({
      description: 'Our branches by the id of the clinic there; unneeded where there is one branch.',
      examples: ['{ 3: center }'],
    }),
} as const;

interface Place {
  branch: string | null;
  zone: string;
}

/** Where a clinic of the system is: as the settings say, else the only branch there is; its zone is the first one's. */
export function placeOf(
  clinic: string | number | null | undefined,
  {
    settings,
    branches,
  }: {
    settings: { clinics: Readonly<Record<string, string>> };
    branches: readonly { id: string; zone: string }[];
  },
): Place {
  const set = clinic == null ? undefined : settings.clinics[String(clinic)];
  const known = branches.find(({ id }) => id === set) ?? (branches.length === 1 ? branches[0] : undefined);
  return { branch: known?.id ?? null, zone: known?.zone ?? branches[0]?.zone ?? 'UTC' };
}
