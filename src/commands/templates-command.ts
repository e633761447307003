import type { Command } from 'commander';
import { pbxAdapter } from '../compose-commands.ts';
import { readEnvironment } from '../platform/configuration/index.ts';
import { CommandProblem, loadConfiguration } from './setting.ts';

export function addTemplatesCommand(program: Command): void {
  program
    .command('templates')
    .description('print what to paste into the cabinet of the PBX provider (holds the account’s secret)')
    .argument('<account>', 'id of a PBX account of the configuration')
    .requiredOption('--url <address>', 'where the provider reaches this server, for example https://trubka.example.ru')
    .action((id: string, { url }: { url: string }) => {
      if (!URL.canParse(url)) throw new CommandProblem('--url must be an address such as https://trubka.example.ru');
      const configuration = loadConfiguration(readEnvironment().configPath);
      const account = configuration.pbx.get(id);
      if (account === undefined)
        throw new CommandProblem(
          `There is no PBX account "${id}". The configuration has: ${[...configuration.pbx.keys()].join(', ')}.`,
        );
      const templates =
        pbxAdapter(account.provider)?.templates?.(account.id, account.settings, url.replace(/\/+$/, '')) ?? [];
      if (templates.length === 0)
        throw new CommandProblem(`${account.provider} needs no templates; see its README under adapters/pbx.`);
      for (const { kind, title, method, url: address, body } of templates)
        if (kind === 'file') {
          // So that the file alone goes where standard output is sent.
          process.stderr.write(`# ${title}\n`);
          process.stdout.write(body ?? '');
        } else process.stdout.write(`# ${title}\n${method} ${address}\n${body === null ? '' : `${body}\n`}\n`);
    });
}
