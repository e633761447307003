import { z } from 'zod';
import { textOf } from '../../kit/text-of.ts';

const item = z.record(z.string(), z.unknown());

/** A list of messages, bare or in `items`. */
export const sendAnswer = z.union([
  z.array(item).min(1),
  z.object({ items: z.array(item).min(1) }).transform(({ items }) => items),
  item.transform((only) => [only]),
]);

/** The text of an error, or null: `error` is a text, an object with a message or a code, or a flag. */
export function errorOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return null;
  const { error } = answer;
  if (error === null || error === undefined || error === false || error === '' || error === 0) return null;
  if (typeof error !== 'object') return textOf(error) ?? '';
  const parts = ['msg', 'message', 'code'].map((name) => (error as Record<string, unknown>)[name]);
  return parts.filter((part) => typeof part === 'string' || typeof part === 'number').join(' ');
}
