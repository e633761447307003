import type { Command } from 'commander';
import { composeMis } from '../compose-commands.ts';
import { systemClock } from '../contracts/clock.ts';
import { toE164 } from '../contracts/phone-number.ts';
import { sampleCall, type Mis, type MisApiAccount } from '../mis/index.ts';
import { readEnvironment, type Configuration } from '../platform/configuration/index.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';

const TRY_MS = 60_000;

export function addMisCommands(program: Command): void {
  const command = program.command('mis').description('systems whose API Trubka calls: CRMs and MIS');
  command
    .command('connect <account>')
    .description('let Trubka into a system that grants tokens: shows where to go, or takes the code that it gave')
    .option('--code <code>', 'the code that the system showed or sent back')
    .action(connect);
  command
    .command('try <account>')
    .description('tries what would be written of a sample call, shows the bound values, and takes everything back')
    .option('--phone <number>', 'whose call it is to be', '+79990000000')
    .action(tryCall);
}

async function tryCall(id: string, { phone }: { phone: string }): Promise<void> {
  const external = toE164(phone);
  if (external === null) throw new CommandProblem(`"${phone}" is no telephone number. Write it like +79261234567.`);
  await withMis(id, async (mis, account, configuration) => {
    const { api } = account;
    if (api.rehearse === undefined)
      throw new CommandProblem(`${id}: ${account.name} takes nothing back, so nothing is tried there.`);
    const told = sampleCall(configuration, { external, at: systemClock.now(), account: id });
    const tried = await api.rehearse(told, mis.access.context(account, TRY_MS));
    for (const { what, text, values, outcome } of tried) {
      const bound = Object.entries(values).map(([name, value]) => `  :${name} = ${JSON.stringify(value)}`);
      process.stdout.write(
        [`${outcome.ok ? 'ok ' : 'NO '} ${what}: ${outcome.said}`, text, ...bound, '', ''].join('\n'),
      );
    }
    if (tried.some(({ outcome }) => !outcome.ok))
      throw new CommandProblem('Not all of it would be written. Nothing was kept.');
    process.stdout.write('All of it would be written. Nothing was kept.\n');
  });
}

async function connect(id: string, { code }: { code?: string }): Promise<void> {
  await withMis(id, async (mis, account) => {
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
  });
}

async function withMis(
  id: string,
  work: (mis: Mis, account: MisApiAccount, configuration: Configuration) => Promise<void>,
): Promise<void> {
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
      await work(mis, account, configuration);
    } finally {
      mis.close();
    }
  });
}
