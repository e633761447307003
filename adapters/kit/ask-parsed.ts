import type { z } from 'zod';
import type { HttpClient } from '../../src/contracts/http-client.ts';
import { askJson, unusable, type Question } from './ask.ts';

/** `askJson` with the answer read by a schema: one that does not fit says nothing usable. */
export async function askParsed<Read>(
  http: HttpClient,
  { schema, ...question }: Question & { schema: z.ZodType<Read> },
): Promise<Read> {
  const parsed = schema.safeParse(await askJson(http, question));
  if (!parsed.success) throw unusable(question.what, question, 'the answer has not the fields of its document');
  return parsed.data;
}
