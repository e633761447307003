import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providerSchemas } from '../compose-commands.ts';
import { compose, type App } from '../compose.ts';
import { systemClock } from '../contracts/clock.ts';
import {
  fingerprintOf,
  isUnconfigured,
  openRulesFile,
  type Configuration,
  type Environment,
} from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import type { Log } from '../platform/telemetry/index.ts';

/** The product as the environment and the configuration say. `root` is the folder of the package. */
export function startApp(options: {
  environment: Environment;
  configuration: Configuration;
  database: Database;
  log: Log;
  host: string;
  root: string;
  /** How this process begins anew with the file as it is then. */
  restart?: (() => void) | undefined;
}): Promise<App> {
  const { environment, configuration, database, log, host, root, restart } = options;
  const { configPath: path, roles } = environment;
  // The file as it is read below, or a moment before: what is newer is not in force yet.
  const startedWith = existsSync(path) ? fingerprintOf(readFileSync(path, 'utf8')) : null;
  return compose({
    configuration,
    rulesFile: isUnconfigured(path) ? undefined : openRulesFile({ path, providers: providerSchemas }),
    setup: { path, providers: providerSchemas, startedWith, roles, restart },
    database,
    redisUrl: environment.redisUrl,
    roles,
    clock: systemClock,
    log,
    port: environment.port,
    host,
    dataFolder: environment.dataFolder,
    webFolder: join(root, 'dist/web'),
  });
}
