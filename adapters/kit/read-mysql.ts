import type { Connection } from 'mysql2';
import { createConnection } from 'mysql2';
import { sqlFailure, type SqlReader } from '../../src/contracts/sql-source.ts';
import { limitTime, mysqlProblem, mysqlSettings } from './mysql-problem.ts';

/** Asks a MariaDB or MySQL of somebody else in a read-only transaction; rows are taken as they are read. */
export const readMysql: SqlReader = async ({ address, password, query, timeoutSeconds, signal }) => {
  const settings = mysqlSettings({ address, password });
  if (settings === null) throw sqlFailure('address', 'not mysql://user@host:3306/database');
  const connection = createConnection({
    ...settings,
    rowsAsArray: true,
    // Texts as they are stored: no time is moved, no number is rounded.
    typeCast: (field) => {
      if (field.type === 'BIT') return String(field.buffer()?.reduce((sum, byte) => sum * 256 + byte, 0) ?? '');
      return field.string() ?? '';
    },
  });
  connection.on('error', () => undefined);
  // A connection that is cut says nothing to whoever reads its rows.
  let cut: Error | null = null;
  let rejectCut: (why: Error) => void = () => undefined;
  const cutting = new Promise<never>((_resolve, reject) => (rejectCut = reject));
  cutting.catch(() => undefined);
  const cutFor = (why: Error) => (): void => {
    cut ??= why;
    connection.destroy();
    rejectCut(why);
  };
  const onAbort = cutFor(sqlFailure('interrupted', 'stopped'));
  signal.addEventListener('abort', onAbort, { once: true });
  const guard = setTimeout(cutFor(sqlFailure('timeout', 'no end')), timeoutSeconds * 1000 + settings.connectTimeout);
  const failure = (error: unknown): Error => cut ?? judge(error);
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(guard);
    connection.destroy();
    await Promise.resolve();
  };
  try {
    const beginning = (async () => {
      await run(connection, 'set session transaction read only');
      await limitTime((sql) => run(connection, sql), timeoutSeconds);
      await run(connection, 'start transaction read only');
      return begin(connection, query.trim().replace(/;$/, ''));
    })();
    beginning.catch(() => undefined);
    const { columns, rows } = await Promise.race([beginning, cutting]);
    cutting.catch((why: Error) => rows.destroy(why));
    const read = async function* (): AsyncGenerator<readonly string[]> {
      try {
        for await (const row of rows) yield row.map((value) => value ?? '');
      } catch (error) {
        throw failure(error);
      }
      if (cut !== null) throw cut;
    };
    return { columns, rows: read(), close };
  } catch (error) {
    const why = failure(error);
    await close();
    throw why;
  }
};

function run(connection: Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error) => (error === null ? resolve() : reject(error)));
  });
}

type AnswerRows = AsyncIterable<readonly string[]> & { destroy(why: Error): unknown };

function begin(connection: Connection, sql: string): Promise<{ columns: string[]; rows: AnswerRows }> {
  return new Promise((resolve, reject) => {
    const command = connection.query(sql);
    const rows = command.stream({ highWaterMark: 500 });
    rows.once('error', reject);
    command.once('fields', (fields: { name: string }[] | undefined) => {
      rows.off('error', reject);
      // What fails before the first row is asked for is thrown there.
      rows.on('error', () => undefined);
      resolve({ columns: (fields ?? []).map((field) => field.name), rows: rows as AnswerRows });
    });
  });
}

function judge(error: unknown): Error {
  const { problem, detail } = mysqlProblem(error);
  return sqlFailure(problem, detail, error);
}
