import { Option, type Command } from 'commander';
import { pbxAdapter } from '../compose-commands.ts';
import { letterToSupport, type LetterLanguage } from '../integrations/index.ts';
import { readEnvironment, secretsIn } from '../platform/configuration/index.ts';
import { CommandProblem, loadConfiguration } from './setting.ts';

interface Asked {
  url: string;
  language?: LetterLanguage;
  address?: string;
}

export function addLetterCommand(program: Command): void {
  program
    .command('letter')
    .description(
      'print a letter to the support of the PBX: what to switch on, and where to (lines with a secret are marked)',
    )
    .argument('<account>', 'id of a PBX account of the configuration')
    .requiredOption('--url <address>', 'where the provider reaches this server, for example https://trubka.example.ru')
    .option('--address <ip>', 'address that requests of this server come from')
    .addOption(new Option('--language <language>', 'default: the language of the clinic').choices(['ru', 'en']))
    .action((id: string, { url, language, address }: Asked) => {
      if (!URL.canParse(url)) throw new CommandProblem('--url must be an address such as https://trubka.example.ru');
      const configuration = loadConfiguration(readEnvironment().configPath);
      const account = configuration.pbx.get(id);
      const adapter = account === undefined ? undefined : pbxAdapter(account.provider);
      if (account === undefined || adapter === undefined)
        throw new CommandProblem(
          `There is no PBX account "${id}". The configuration has: ${[...configuration.pbx.keys()].join(', ')}.`,
        );
      if (adapter.connect !== undefined)
        throw new CommandProblem(
          `${adapter.name} sends nothing to Trubka: Trubka connects to it. What to set up there says adapters/pbx/${adapter.id}/README.md.`,
        );
      const baseUrl = url.replace(/\/+$/, '');
      process.stdout.write(
        letterToSupport(
          {
            clinic: configuration.clinic.name,
            provider: adapter.name,
            capabilities: adapter.capabilities,
            templates: adapter.templates?.(account.id, account.settings, baseUrl) ?? [],
            webhook: `${baseUrl}/webhooks/${encodeURIComponent(account.id)}`,
            api: {
              history: adapter.api?.history !== undefined,
              recording: adapter.api?.recording !== undefined,
              dial: adapter.api?.dial !== undefined,
            },
            address: address ?? null,
            secrets: secretsIn(account.settings),
          },
          language ?? configuration.clinic.language,
        ),
      );
    });
}
