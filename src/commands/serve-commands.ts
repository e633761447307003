import type { Command } from 'commander';
import { newSetupCode } from '../access/index.ts';
import { systemClock } from '../contracts/clock.ts';
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
      const configuration = loadConfiguration(environment.configPath, { warn: true });
      const opened = await openTheDatabase(environment, { beside: false, log });
      try {
        const app = await startApp({ environment, configuration, database: opened.database, log, host, root });
        log.info(
          { port: app.port, roles: [...environment.roles], embedded: environment.databaseUrl === undefined },
          'serving',
        );
        const setup = environment.roles.has('web') ? await newSetupCode(opened.database.sql, systemClock.now()) : null;
        // On the terminal, not in the log: whoever has it makes the first user.
        if (setup !== null)
          process.stdout.write(
            `Nobody can sign in yet. Open this on this computer within a day and make the first user:\n  ${configuration.server?.https === undefined ? 'http' : 'https'}://localhost:${app.port}/#setup=${setup}\n`,
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
