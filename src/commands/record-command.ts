import { InvalidArgumentError, type Command } from 'commander';
import { fieldsOf, pbxAdapter } from '../compose-commands.ts';
import { createNameReplacer, createNumberReplacer, recordRequests } from '../integrations/index.ts';
import { readEnvironment, secretsIn } from '../platform/configuration/index.ts';
import { createLog } from '../platform/telemetry/index.ts';
import { runUntilStopped, stopAsked } from './run-until-stopped.ts';
import { CommandProblem, loadConfiguration } from './setting.ts';

interface Asked {
  port: number;
  out: string;
  forward?: string;
}

export function addRecordCommand(program: Command): void {
  program
    .command('record')
    .description('write each request of the PBX as a fixture, with other numbers, names and secrets, until Ctrl-C')
    .argument('<account>', 'id of a PBX account of the configuration')
    .requiredOption('--port <number>', 'where to listen', portNumber)
    .requiredOption('--out <folder>', 'where to write the fixtures')
    .option('--forward <address>', 'the webhook that each request goes on to, for example of the Trubka that serves')
    .action(async (id: string, { port, out, forward }: Asked) => {
      if (forward !== undefined && !URL.canParse(forward))
        throw new CommandProblem('--forward must be an address such as http://127.0.0.1:8080/webhooks/uis');
      const configuration = loadConfiguration(readEnvironment().configPath);
      const account = configuration.pbx.get(id);
      const adapter = account === undefined ? undefined : pbxAdapter(account.provider);
      if (account === undefined || adapter === undefined)
        throw new CommandProblem(
          `There is no PBX account "${id}". The configuration has: ${[...configuration.pbx.keys()].join(', ')}.`,
        );
      const asked = stopAsked();
      const recorder = await recordRequests({
        adapter,
        account: id,
        settings: account.settings,
        secrets: secretsIn(account.settings),
        numbers: createNumberReplacer(),
        names: createNameReplacer(),
        fieldsOf,
        port,
        folder: out,
        forward: forward ?? null,
        onRecorded(file, { problem, authentic, accepted }) {
          const notes = [
            authentic ? '' : 'does not carry the credentials of this account',
            problem === null ? '' : `unreadable: ${problem}`,
            authentic && !accepted ? 'sign it again with the secret of its settings' : '',
          ].filter((note) => note !== '');
          process.stdout.write(`${[file, ...notes].join(' – ')}\n`);
        },
        onProblem: (problem) => process.stderr.write(`${problem}\n`),
      });
      process.stdout.write(
        `Listening on port ${recorder.port}. Look through what is written before you show it: free text is kept as it came.\n`,
      );
      await runUntilStopped(asked, () => recorder.close(), createLog({ level: 'warn' }));
      process.exit();
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('must be 0 to 65535.');
  return port;
}
