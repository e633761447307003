import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { problemSchema } from './problem.ts';

/** One operation of `/api/v1` as `/api/openapi.json` tells it. */
export interface Told {
  path?: z.ZodObject | undefined;
  query?: z.ZodObject | undefined;
  header?: z.ZodObject | undefined;
  body?: z.ZodType | undefined;
  /** Left out: 204, and no body. */
  answer?: z.ZodType | undefined;
  /** 200 where there is an answer. */
  status?: '200' | '201' | '202' | undefined;
  /** Of the answer. */
  description?: string | undefined;
  /** What it answers besides. */
  more?: ZodOpenApiOperationObject['responses'];
  /** For everybody, without token or session. */
  open?: true | undefined;
}

/** Paths of `/api/v1` with their operations. */
export type Operations = Readonly<Record<string, Readonly<Record<string, ZodOpenApiOperationObject>>>>;

export const pathId = z.object({ id: z.string() });

export const onceHeader = z.object({
  'Idempotency-Key': z.string().describe('a UUID for each thing to be done; the same key does it once'),
});

export function json(schema: z.ZodType): { 'application/json': { schema: z.ZodType } } {
  return { 'application/json': { schema } };
}

export function problemAnswer(description: string): ZodOpenApiResponseObject {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } };
}

/** What every operation may answer. */
export const problems: ZodOpenApiOperationObject['responses'] = {
  '4XX': problemAnswer('What is wrong and what to change'),
};

/** A page of a list, with the cursor of the next one. */
export function page<T extends z.ZodType>(
  item: T,
): z.ZodObject<{ items: z.ZodArray<T>; next: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(item), next: z.string().nullable().describe('cursor of the next page') });
}

export function list<T extends z.ZodType>(item: T): z.ZodObject<{ items: z.ZodArray<T> }> {
  return z.object({ items: z.array(item) });
}

export function operation(summary: string, told: Told = {}): ZodOpenApiOperationObject {
  const { path, query, header, body, answer, status = answer === undefined ? '204' : '200' } = told;
  return {
    summary,
    ...(told.open === true && { security: [] }),
    ...((path || query || header) && {
      requestParams: { ...(path && { path }), ...(query && { query }), ...(header && { header }) },
    }),
    ...(body && { requestBody: { content: json(body) } }),
    responses: {
      [status]: { description: told.description ?? 'done', ...(answer && { content: json(answer) }) },
      ...problems,
      ...told.more,
    },
  };
}

/** Something that is read. */
export function reading(summary: string, answer: z.ZodType, told: Told = {}): ZodOpenApiOperationObject {
  return operation(summary, { description: 'ok', ...told, answer });
}

/** A write that is done once for each Idempotency-Key. */
export function once(summary: string, answer: z.ZodType, told: Told = {}): ZodOpenApiOperationObject {
  return operation(summary, { ...told, answer, header: onceHeader });
}
