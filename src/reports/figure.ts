import { z } from 'zod';
import { dataLevels, type DataLevel } from '../callers/index.ts';

export const bases = ['pbx', 'mis', 'marks', 'presumed', 'no-data'] as const;
export type Basis = (typeof bases)[number];

/** A figure with what it was counted from. What cannot be known is null, never 0. */
export const figureSchema = z.object({
  value: z.number().nullable().describe('null: cannot be known here'),
  level: z.enum(dataLevels).describe('the data level from which it is known'),
  basis: z.enum(bases).describe('pbx: calls alone; marks: what reception pressed; presumed: from the class of calls'),
});
export type Figure = z.infer<typeof figureSchema>;

export function atLeastLevel(level: DataLevel, wanted: DataLevel): boolean {
  return dataLevels.indexOf(level) >= dataLevels.indexOf(wanted);
}

export function figure(value: number, level: DataLevel, basis: Basis): Figure {
  return { value, level, basis };
}

export function unknownFigure(level: DataLevel): Figure {
  return { value: null, level, basis: 'no-data' };
}

/** A share to four digits; null where either is unknown or nothing is to be shared. */
export function share(part: Figure, whole: Figure): Figure {
  const level = atLeastLevel(part.level, whole.level) ? part.level : whole.level;
  if (part.value === null || whole.value === null) return unknownFigure(level);
  const basis = part.basis;
  return { value: whole.value === 0 ? null : Math.round((part.value / whole.value) * 10_000) / 10_000, level, basis };
}
