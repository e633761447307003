import type { Command } from 'commander';
import {
  configurationJsonSchema,
  formatProblems,
  generateConfigurationReference,
  readConfiguration,
  readEnvironment,
} from '../platform/configuration/index.ts';
import { providerSchemas } from '../compose-commands.ts';
import { savedGoFirst } from './rules-commands.ts';

export function addConfigCommands(program: Command): void {
  const config = program.command('config').description('the configuration file');

  config
    .command('check')
    .description('tell everything that is wrong with it, with the line and what to write instead')
    .argument('[file]', 'default: TRUBKA_CONFIG or config/trubka.yaml')
    .action((file?: string) => {
      const path = file ?? readEnvironment().configPath;
      const result = readConfiguration({ path, providers: providerSchemas });
      const found = result.ok ? result.warnings : result.problems;
      if (found.length > 0) process.stderr.write(`${formatProblems(found)}\n`);
      if (!result.ok) {
        process.exitCode = 1;
        return;
      }
      const { branches, lines, seats, pbx, mis, rules = [] } = result.configuration;
      process.stdout.write(
        `${path} is valid: ${branches.size} branches, ${lines.size} lines, ${seats.size} seats, ${pbx.size} PBX and ${mis.size} MIS accounts.\n`,
      );
      if (rules.length > 0) process.stdout.write(`${savedGoFirst}\n`);
    });

  config
    .command('reference')
    .description('print docs/configuration.md')
    .action(() => {
      process.stdout.write(generateConfigurationReference());
    });

  config
    .command('schema')
    .description('print the JSON Schema, for editors that complete and check')
    .action(() => {
      process.stdout.write(`${JSON.stringify(configurationJsonSchema(providerSchemas), null, 2)}\n`);
    });
}
