import type { Command } from 'commander';
import { newSetupCode } from '../access/index.ts';
import { systemClock } from '../contracts/clock.ts';
import { readEnvironment } from '../platform/configuration/index.ts';
import { createLog } from '../platform/telemetry/index.ts';
import { stopAsked } from './run-until-stopped.ts';
import { serveUntilStopped } from './serve-until-stopped.ts';
import { startApp } from './start-app.ts';
import { loadOrStart, openTheDatabase, withDatabase } from './setting.ts';

export function addServeCommands(program: Command, root: string): void {
  program
    .command('serve')
    .description('run Trubka until Ctrl-C')
    .option('--host <address>', 'address to listen on', '0.0.0.0')
    .action(async ({ host }: { host: string }) => {
      const asked = stopAsked();
      const environment = readEnvironment();
      const log = createLog({ level: environment.logLevel });
      const { configPath } = environment;
      const first = loadOrStart(configPath);
      const opened = await openTheDatabase(environment, { beside: false, log });
      try {
        await serveUntilStopped({
          ...{ asked, log, first: first.configuration },
          load: () => loadOrStart(configPath).configuration,
          start: (configuration, { port, restart }) =>
            startApp({
              ...{ configuration, database: opened.database, log, host, root, restart },
              environment: { ...environment, port: port ?? environment.port },
            }),
          async onStarted({ port }) {
            log.info(
              { port, roles: [...environment.roles], embedded: environment.databaseUrl === undefined },
              'serving',
            );
            const address = `${first.configuration.server?.https === undefined ? 'http' : 'https'}://localhost:${port}`;
            const setup = environment.roles.has('web')
              ? await newSetupCode(opened.database.sql, systemClock.now())
              : null;
            // On the terminal, not in the log: whoever has it makes the first user.
            if (setup !== null)
              process.stdout.write(
                `Nobody can sign in yet. Open this within a day and make the first user (from another computer: with the name of this one instead of localhost):\n  ${address}/#setup=${setup}\n`,
              );
            if (first.unconfigured)
              process.stdout.write(
                `There is no configuration yet (${configPath}): sign in with the role it and set Trubka up at\n  ${address}/settings/setup\n`,
              );
          },
        });
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
