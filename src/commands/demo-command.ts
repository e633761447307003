import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { addToken, type Role } from '../access/index.ts';
import { importVisits } from '../appointments/index.ts';
import { importPeople } from '../callers/index.ts';
import { systemClock } from '../contracts/clock.ts';
import { demoDay } from '../integrations/index.ts';
import { readEnvironment, type Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { createLog } from '../platform/telemetry/index.ts';
import { demoTimetable } from './demo-timetable.ts';
import { demoVisits } from './demo-visits.ts';
import { runUntilStopped, stopAsked } from './run-until-stopped.ts';
import { startApp } from './start-app.ts';
import { loadConfiguration, openTheDatabase } from './setting.ts';
import { playInto } from './simulate-command.ts';

const tokens: { token: string; role: Role; seat: string | null; branches: string[] }[] = [
  { token: 'demo-reception-1', role: 'reception', seat: 'reception-1', branches: ['center'] },
  { token: 'demo-reception-2', role: 'reception', seat: 'reception-2', branches: ['center'] },
  { token: 'demo-reception-3', role: 'reception', seat: 'reception-3', branches: ['north'] },
  { token: 'demo-manager', role: 'manager', seat: null, branches: ['center', 'north'] },
];

/** Its secrets are public, so it listens on this machine only. */
const HOST = '127.0.0.1';

export function addDemoCommand(program: Command, root: string): void {
  program
    .command('demo')
    .description('a demo clinic on this machine, with a day of simulated calls')
    .option('--quiet', 'no simulated calls, for those who drive it themselves')
    .action(async ({ quiet }: { quiet?: boolean }) => {
      const asked = stopAsked();
      const environment = readEnvironment(undefined, {
        LOG_LEVEL: 'warn',
        TRUBKA_DATA: './data/demo',
        TRUBKA_CONFIG: join(root, 'config/demo/trubka.yaml'),
      });
      const log = createLog({ level: environment.logLevel });
      const configuration = loadConfiguration(environment.configPath, { warn: false });
      const opened = await openTheDatabase(environment, { beside: false, log });
      try {
        await fillDemo(opened.database, configuration, root);
        const app = await startApp({ environment, configuration, database: opened.database, log, host: HOST, root });
        const url = `http://localhost:${app.port}`;
        process.stdout.write(welcome(url, quiet === true));
        const playing = new AbortController();
        const account = configuration.pbx.get('uis');
        const play =
          quiet === true || account === undefined
            ? Promise.resolve()
            : playInto({
                url: `http://${HOST}:${app.port}`,
                account,
                calls: demoDay({ seed: 1, account: account.id }),
                signal: playing.signal,
              }).then(
                () => undefined,
                (error: unknown) => log.error({ err: error }, 'the simulated day stopped'),
              );
        await runUntilStopped(
          asked,
          async () => {
            playing.abort();
            await play;
            await app.stop();
          },
          log,
        );
      } finally {
        await opened.close();
      }
      // A library's timer must not keep a process that has nothing left to do.
      process.exit();
    });
}

/** People from the files, visits and slots relative to now, fixed tokens. Repeating it changes only what moved on. */
export async function fillDemo(database: Database, configuration: Configuration, root: string): Promise<void> {
  const clock = systemClock;
  const branch = configuration.branches.get('center') ?? [...configuration.branches.values()][0];
  if (branch === undefined) throw new Error('The demo needs a branch');
  const context = { phones: { country: configuration.clinic.country, areaCode: branch.areaCode }, zone: branch.zone };
  const files = [
    ['patients.csv', 'patient'],
    ['staff.csv', 'staff'],
    ['contractors.csv', 'contractor'],
  ] as const;
  for (const [file, kind] of files)
    await importPeople({ database, clock, file: join(root, 'config/demo', file), kind, complete: true, context });
  await importVisits({
    database,
    clock,
    file: Readable.from([demoVisits(clock.now(), branch.zone, branch.name)]),
    context: { zone: branch.zone, branches: configuration.branches.values() },
  });
  await demoTimetable({ database, clock, branches: [...configuration.branches.values()], account: 'ident' });
  for (const { token, role, seat, branches } of tokens)
    await addToken(database.sql, clock, { label: seat ?? 'manager', role, seat, branches, token });
}

function welcome(url: string, quiet: boolean): string {
  return [
    '',
    '  Трубка · Trubka',
    '',
    `  Ресепшен 1 / reception 1   ${url}/#token=demo-reception-1`,
    `  Ресепшен 2 / reception 2   ${url}/#token=demo-reception-2`,
    `  Север / north              ${url}/#token=demo-reception-3`,
    `  Руководитель / manager     ${url}/#token=demo-manager`,
    `  API                        ${url}/docs`,
    '',
    quiet
      ? '  No simulated calls: POST a UIS notification to /webhooks/uis/demo.'
      : '  Simulated calls begin in a second. Ctrl-C stops; the data stay.',
    '',
    '',
  ].join('\n');
}
