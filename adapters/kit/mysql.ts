import { createConnection, type Connection } from 'mysql2/promise';
import { PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';

const CONNECT_MS = 5_000;

/**
 * One query to a MySQL or MariaDB of an outside system, over a connection of its own. Times come as text, local as
 * they are stored. Throws TransientFailure for an unreachable server and PermanentFailure for a refused one; messages
 * name the setting and the code, never the address, which has a password in it.
 */
export async function queryMysql(options: {
  /** `mysql://user:password@host:port/database` */
  url: string;
  sql: string;
  values: readonly (string | number)[];
  timeoutMs: number;
  /** The setting that the address stands in, for messages. */
  setting: string;
}): Promise<Record<string, unknown>[]> {
  const { setting, timeoutMs } = options;
  let connection: Connection | null = null;
  try {
    connection = await createConnection({
      uri: options.url.replace(/^mariadb:/, 'mysql:'),
      connectTimeout: CONNECT_MS,
      dateStrings: true,
      supportBigNumbers: true,
      // Whatever goes wrong, this door only reads one statement.
      multipleStatements: false,
      flags: ['-LOCAL_FILES'],
    });
    const [rows] = await connection.query({ sql: options.sql, values: [...options.values], timeout: timeoutMs });
    return rows as Record<string, unknown>[];
  } catch (error) {
    throw judge(error, setting);
  } finally {
    connection?.destroy();
  }
}

function judge(error: unknown, setting: string): Error {
  const { code, errno, fatal } = error as { code?: unknown; errno?: unknown; fatal?: unknown };
  const word = typeof code === 'string' ? code : 'failed';
  if (
    typeof code === 'string' &&
    /^ER_(?:ACCESS_DENIED|DBACCESS_DENIED|TABLEACCESS_DENIED|BAD_DB|NO_SUCH_TABLE|BAD_FIELD|PARSE)/.test(code)
  )
    return new PermanentFailure(
      `The database of ${setting} refuses (${word}): correct the address, the table or what its user may read.`,
    );
  const answered = typeof errno === 'number' && errno >= 1000 && fatal !== true;
  return answered
    ? new PermanentFailure(`The database of ${setting} refuses (${word}).`)
    : new TransientFailure(`The database of ${setting} does not answer (${word}).`);
}
