import { join } from 'node:path';
import { providerSchemas } from '../compose-commands.ts';
import { compose, type App } from '../compose.ts';
import { systemClock } from '../contracts/clock.ts';
import { openRulesFile, type Configuration, type Environment } from '../platform/configuration/index.ts';
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
}): Promise<App> {
  const { environment, configuration, database, log, host, root } = options;
  return compose({
    configuration,
    rulesFile: openRulesFile({ path: environment.configPath, providers: providerSchemas }),
    database,
    redisUrl: environment.redisUrl,
    roles: environment.roles,
    clock: systemClock,
    log,
    port: environment.port,
    host,
    dataFolder: environment.dataFolder,
    webFolder: join(root, 'dist/web'),
  });
}
