import type { ErrorRequestHandler, RequestHandler } from 'express';
import { z } from 'zod';

const TYPE_BASE = 'https://trubka.dev/problems/';

interface WrongField {
  path: string;
  message: string;
  /** Where in a text that was sent, from 1, and what to write instead. */
  line?: number | null;
  column?: number | null;
  remedy?: string;
}

/** An error that the caller can do something about, as `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: WrongField[] | undefined;
  /** Further members of the answer, for programs. */
  readonly values: Readonly<Record<string, unknown>> | undefined;
  constructor(
    status: number,
    type: string,
    title: string,
    detail: string,
    errors?: WrongField[],
    values?: Readonly<Record<string, unknown>>,
  ) {
    super(detail);
    this.status = status;
    this.type = TYPE_BASE + type;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.values = values;
  }
}

export const problemSchema = z.object({
  type: z.string().describe('a stable URI of the kind of problem'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z
    .array(
      z.object({
        path: z.string(),
        message: z.string(),
        line: z.number().int().nullish().describe('of a text that was sent, from 1'),
        column: z.number().int().nullish(),
        remedy: z.string().optional().describe('what to write instead'),
      }),
    )
    .optional(),
});

/** Reads what came in by a schema, or throws a 400 that names every wrong field. */
export function readInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const detail = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  throw new Problem(400, 'bad-input', 'Bad input', detail, errors);
}

export const noSuchRoute: RequestHandler = (request) => {
  throw new Problem(404, 'no-such-address', 'No such address', `Nothing answers ${request.method} ${request.path}.`);
};

export function problemHandler(onError: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = error instanceof Problem ? error : ofHttpError(error);
    if (problem.status >= 500) onError(error);
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          ...problem.values,
          type: problem.type,
          title: problem.title,
          status: problem.status,
          detail: problem.detail,
          ...(problem.errors && { errors: problem.errors }),
        }),
      );
  };
}

/** Express's own errors (a malformed JSON body, a body too large) carry a status; ours that nobody foresaw do not. */
function ofHttpError(error: unknown): Problem {
  const status = (error as { status?: unknown }).status;
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Problem(status, 'bad-request', 'Bad request', error instanceof Error ? error.message : 'Bad request');
  return new Problem(500, 'internal', 'Internal error', 'Something went wrong on our side; the log says what.');
}
