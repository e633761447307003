import { AmbiguousFailure } from './failures.ts';
import { sqlWriteFailure, type SqlProblem } from './sql-source.ts';
import type { BoundStep, SqlDone, SqlGo } from './sql-target.ts';

/** A connection to one engine, as far as a transaction needs it. */
export interface SqlConnection {
  /** Connects and begins the transaction. */
  begin(): Promise<unknown>;
  run(step: BoundStep): Promise<SqlDone>;
  end(how: 'commit' | 'rollback'): Promise<unknown>;
  /** Ends the connection at once, whatever it waits for. */
  cut(): void;
  close(): Promise<unknown>;
  /** `answered`: the server itself said it, and took everything back. */
  problem(error: unknown): { problem: SqlProblem; detail: string; answered: boolean };
}

/** The server itself ends what takes too long; this is for one that says nothing any more. */
const GRACE_MS = 5_000;

class CutOff extends Error {
  readonly problem: SqlProblem;
  constructor(problem: SqlProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** All steps in one transaction, with the failures of `SqlWriter`. */
export async function runSqlSteps(go: SqlGo, connection: SqlConnection): Promise<SqlDone[]> {
  const { steps, undo = false, signal, timeoutSeconds } = go;
  if (signal.aborted) throw sqlWriteFailure('interrupted', 'stopped');
  let cutOff: (why: Error) => void = () => undefined;
  const cutting = new Promise<never>((_resolve, reject) => (cutOff = reject));
  cutting.catch(() => undefined);
  const cutFor = (problem: SqlProblem) => (): void => {
    cutOff(new CutOff(problem));
    connection.cut();
  };
  const orCut = <T>(work: Promise<T>): Promise<T> => {
    work.catch(() => undefined);
    return Promise.race([work, cutting]);
  };
  const onAbort = cutFor('interrupted');
  signal.addEventListener('abort', onAbort, { once: true });
  let guard: NodeJS.Timeout | undefined;
  let wrote = false;
  let ending = false;
  try {
    await orCut(connection.begin());
    const done: SqlDone[] = [];
    for (const step of steps) {
      wrote ||= step.effect === 'write';
      clearTimeout(guard);
      guard = setTimeout(cutFor('timeout'), timeoutSeconds * 1000 + GRACE_MS);
      const values = typeof step.values === 'function' ? step.values(done) : step.values;
      done.push(await orCut(connection.run({ ...step, values })));
    }
    ending = true;
    await orCut(connection.end(undo ? 'rollback' : 'commit'));
    return done;
  } catch (error) {
    const { problem, detail, answered } =
      error instanceof CutOff
        ? { problem: error.problem, detail: 'no answer', answered: false }
        : connection.problem(error);
    // One that goes down while it commits may have committed.
    const known = answered && !(ending && ['interrupted', 'timeout', 'host'].includes(problem));
    if (wrote && !undo && !known)
      throw new AmbiguousFailure(`The database did not answer whether it wrote (${detail}).`);
    throw sqlWriteFailure(problem, detail);
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(guard);
    await withinGrace(connection.close());
  }
}

/** A server that is gone confirms no farewell. */
async function withinGrace(closing: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GRACE_MS);
    timer.unref();
  });
  await Promise.race([closing.catch(() => undefined), enough]);
  clearTimeout(timer);
}
