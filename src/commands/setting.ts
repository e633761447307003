import {
  formatProblems,
  isUnconfigured,
  readConfiguration,
  readEnvironment,
  startingConfiguration,
  type Configuration,
  type Environment,
} from '../platform/configuration/index.ts';
import { migrate, openDatabase, startEmbeddedPostgres, type Database } from '../platform/database/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { providerSchemas } from '../compose-commands.ts';

/** An error whose text says all there is to say; no stack is shown. */
export class CommandProblem extends Error {
  override readonly name = 'CommandProblem';
}

/**
 * Reads the configuration, or throws every problem at once. Warnings go to standard error where they are asked for: once,
 * when the product starts, and not with each command beside it.
 */
export function loadConfiguration(path: string, options: { warn: boolean } = { warn: false }): Configuration {
  const result = readConfiguration({ path, providers: providerSchemas });
  if (!result.ok) throw new CommandProblem(formatProblems(result.problems));
  if (options.warn && result.warnings.length > 0) process.stderr.write(`${formatProblems(result.warnings)}\n`);
  return result.configuration;
}

/** As `loadConfiguration`; where there is no file yet, or an empty one, what Trubka runs with until it is set up. */
export function loadOrStart(path: string): { configuration: Configuration; unconfigured: boolean } {
  if (!isUnconfigured(path)) return { configuration: loadConfiguration(path, { warn: true }), unconfigured: false };
  return { configuration: startingConfiguration({ path, providers: providerSchemas }), unconfigured: true };
}

export interface OpenedDatabase {
  database: Database;
  close(): Promise<void>;
}

/**
 * The database of `DATABASE_URL`, or the embedded one in the data folder; migrated. `beside` joins the embedded one of
 * a Trubka that runs, for commands that work while it serves.
 */
export async function openTheDatabase(
  environment: Pick<Environment, 'databaseUrl' | 'dataFolder'>,
  options: { beside: boolean; log?: Log; connections?: number },
): Promise<OpenedDatabase> {
  const embedded =
    environment.databaseUrl === undefined
      ? await startEmbeddedPostgres({
          dataFolder: environment.dataFolder,
          whenInUse: options.beside ? 'join' : 'refuse',
          ...(options.log && { log: options.log }),
        })
      : null;
  const database = openDatabase(environment.databaseUrl ?? embedded?.url ?? '', {
    ...(options.connections !== undefined && { connections: options.connections }),
  });
  const close = async (): Promise<void> => {
    await database.close();
    await embedded?.stop();
  };
  try {
    await migrate(database.pool);
  } catch (error) {
    await close();
    throw notOpened(error);
  }
  return { database, close };
}

/** What to change in `DATABASE_URL`, where the server could not be used at all; else the error as it is. */
function notOpened(error: unknown): unknown {
  const { code = '' } = error as { code?: string };
  const unreachable = 'The PostgreSQL of DATABASE_URL cannot be reached';
  const why: Readonly<Record<string, string>> = {
    ECONNREFUSED: `${unreachable}: nothing listens at its host and port. Start it, or correct host and port.`,
    ENOTFOUND: `${unreachable}: there is no host of this name. Correct the host.`,
    EAI_AGAIN: `${unreachable}: the name of its host cannot be looked up now. Correct the host, or mend the network.`,
    ETIMEDOUT: `${unreachable}: no answer. Correct host and port, or let the firewall pass it.`,
    EHOSTUNREACH: `${unreachable}: no way to this host. Correct the host, or mend the network.`,
    '28P01':
      'The PostgreSQL of DATABASE_URL refuses user or password. Correct them; special signs are written as %40 and so on.',
    '28000':
      'The PostgreSQL of DATABASE_URL does not let this user in from here. Correct the user, or its pg_hba.conf.',
    '3D000': 'The PostgreSQL of DATABASE_URL has no database of this name. Make it (createdb), or correct the name.',
    '42501': 'The user of DATABASE_URL may not make tables there. Make it the owner of the database.',
  };
  return code in why ? new CommandProblem(why[code], { cause: error }) : error;
}

/** Runs a command on the database and closes it, whatever happens. */
export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const opened = await openTheDatabase(readEnvironment(), { beside: true, connections: 4 });
  try {
    return await work(opened.database);
  } finally {
    await opened.close();
  }
}
