import type { Command } from 'commander';
import { composeMis } from '../compose-commands.ts';
import { systemClock } from '../contracts/clock.ts';
import { readEnvironment } from '../platform/configuration/index.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';

export function addMisCommands(program: Command): void {
  const command = program.command('mis').description('systems whose API Trubka calls: CRMs and MIS');
  command
    .command('connect <account>')
    .description('let Trubka into a system that grants tokens: shows where to go, or takes the code that it gave')
    .option('--code <code>', 'the code that the system showed or sent back')
    .action(connect);
}

async function connect(id: string, { code }: { code?: string }): Promise<void> {
  const { configPath, dataFolder } = readEnvironment();
  const configuration = loadConfiguration(configPath);
  await withDatabase(async (database) => {
    const mis = composeMis({ configuration, database, dataFolder, clock: systemClock });
    try {
      const account = mis.accounts.get(id);
      if (account === undefined)
        throw new CommandProblem(
          `There is no account "${id}" under accounts.mis whose API is called. There are: ${[...mis.accounts.keys()].join(', ') || 'none'}.`,
        );
      if (code !== undefined) {
        await mis.finishConnecting(account, code);
        process.stdout.write(`${id}: connected.\n`);
        return;
      }
      const address = await mis.beginConnecting(account);
      process.stdout.write(
        address === null
          ? `${id}: ${account.name} shows a code on the page of the integration. Give it with --code.\n`
          : `Open within half an hour, as an administrator of ${account.name}:\n\n${address}\n\nIf Trubka is not reached from there, give the code of the address that you are sent to with --code.\n`,
      );
    } finally {
      mis.close();
    }
  });
}
