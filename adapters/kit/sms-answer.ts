import { z } from 'zod';
import { unusable, type Question } from './ask.ts';

/** An answer in the form that the adapter knows; another form says nothing about whether it happened. */
export function smsAnswerAs<T>(schema: z.ZodType<T>, answer: unknown, question: Question): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw unusable(question.what, question, 'the answer has another form');
  return parsed.data;
}

/** Ids come as numbers and as texts. */
export const answeredId = z
  .union([z.string().trim().min(1).max(200), z.number().refine(Number.isSafeInteger)])
  .transform(String);
/** So do sums; what is none is not told. */
export const answeredSum = z.coerce.number().nullish().catch(null);

/** Whole units of `ms` until then, at least one; null where it does not age or lasts longer than `most` of them. */
export function unitsUntil(
  validUntil: Date | null,
  { now, ms, most }: { now: Date; ms: number; most: number },
): number | null {
  if (validUntil === null) return null;
  const units = Math.max(1, Math.floor((validUntil.getTime() - now.getTime()) / ms));
  return units >= most ? null : units;
}
