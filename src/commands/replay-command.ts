import { InvalidArgumentError, Option, type Command } from 'commander';
import { composeReceiver } from '../compose-commands.ts';
import { systemClock } from '../contracts/clock.ts';
import { writeAudit } from '../access/index.ts';
import { replayQuarantine } from '../calls/index.ts';
import { deadReasons, replayDeliveries } from '../deliveries/index.ts';
import { readEnvironment } from '../platform/configuration/index.ts';
import { createLog } from '../platform/telemetry/index.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';

interface Asked {
  account?: string;
  id?: number;
  all?: true;
}
interface AskedDeliveries extends Asked {
  kind?: string;
  reason?: (typeof deadReasons)[number];
}

export function addReplayCommand(program: Command): void {
  const replay = program
    .command('replay')
    .description('try again what waits for a person; also beside a Trubka that serves');
  withCommonOptions(replay.command('deliveries'))
    .description(
      'owe dead letters once more; whoever serves sends them. What may have arrived is looked up first where that is possible',
    )
    .option('--kind <kind>', 'only of this kind, for example pbx-tags')
    .addOption(new Option('--reason <reason>', 'only those that ended so').choices(deadReasons))
    .action(async (asked: AskedDeliveries) => {
      const { all, ...filter } = asked;
      mustSayWhich(all, filter);
      const replayed = await withDatabase(async (database) => {
        const at = systemClock.now();
        const count = await replayDeliveries(database.pool, filter, at);
        const detail = { ...filter, replayed: count };
        await writeAudit(database.sql, {
          at,
          who: 'command',
          what: 'deliveries.replayed',
          subject: 'deliveries',
          detail,
        });
        return count;
      });
      process.stdout.write(`${replayed} dead letters are owed again.\n`);
    });
  withCommonOptions(replay.command('quarantine'))
    .description('read webhooks again that could not be read')
    .action(async (asked: Asked) => {
      const { all, ...filter } = asked;
      mustSayWhich(all, filter);
      const configuration = loadConfiguration(readEnvironment().configPath);
      const { replayed, unreadable } = await withDatabase(async (database) => {
        const log = createLog({ level: 'error' });
        const { receiver, close } = composeReceiver({ configuration, database, clock: systemClock, log });
        try {
          return await replayQuarantine(filter, {
            ...{ sql: database.sql, readers: { webhooks: receiver.replay }, clock: systemClock, who: 'command' },
            told: (id, reason) => void process.stderr.write(`${id}: ${reason}\n`),
          });
        } finally {
          await close();
        }
      });
      process.stdout.write(`${replayed} webhooks were read, ${unreadable} still cannot be.\n`);
      if (unreadable > 0) process.exitCode = 1;
    });
}

function withCommonOptions(command: Command): Command {
  return command
    .option('--account <id>', 'only of this account')
    .option('--id <number>', 'only this one', wholeNumber)
    .option('--all', 'everything that waits');
}

/** A slip must not send everything again. */
function mustSayWhich(all: true | undefined, filter: object): void {
  const narrowed = Object.keys(filter).length > 0;
  if (all === true && narrowed) throw new CommandProblem('Give either --all or what is to be tried again.');
  if (all !== true && !narrowed) throw new CommandProblem('Say which: --account, --id, or --all for everything.');
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('must be a whole number.');
  return Number(text);
}
