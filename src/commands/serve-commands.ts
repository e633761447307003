import type { Command } from 'commander';
import { readEnvironment } from '../platform/configuration/index.ts';
import { createLog } from '../platform/telemetry/index.ts';
import { runUntilStopped, stopAsked } from './run-until-stopped.ts';
import { startApp } from './start-app.ts';
import { loadConfiguration, openTheDatabase, withDatabase } from './setting.ts';

export function addServeCommands(program: Command, root: string): void {
  program
    .command('serve')
    .description('run Trubka until Ctrl-C')
    .option('--host <address>', 'address to listen on', '0.0.0.0')
    .action(async ({ host }: { host: string }) => {
      const asked = stopAsked();
      const environment = readEnvironment();
      const log = createLog({ level: environment.logLevel });
      const configuration = loadConfiguration(environment.configPath);
      const opened = await openTheDatabase(environment, { beside: false, log });
      try {
        const app = await startApp({ environment, configuration, database: opened.database, log, host, root });
        log.info(
          { port: app.port, roles: [...environment.roles], embedded: environment.databaseUrl === undefined },
          'serving',
        );
        await runUntilStopped(asked, () => app.stop(), log);
      } finally {
        await opened.close();
      }
      // A library's timer must not keep a process that has nothing left to do.
      process.exit();
    });

  program
    .command('migrate')
    .description('bring the database to this version and end')
    .action(async () => {
      await withDatabase(async () => {
        process.stdout.write('The database is up to date.\n');
      });
    });
}
