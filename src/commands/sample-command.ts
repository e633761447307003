import { readFileSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { explainMapped, explainNotification, pbxAdapter } from '../compose-commands.ts';
import type { CallEvent } from '../contracts/call-event.ts';
import { readSample } from '../integrations/index.ts';
import { readEnvironment } from '../platform/configuration/index.ts';
import { CommandProblem, loadConfiguration } from './setting.ts';

export function addSampleCommand(program: Command): void {
  program
    .command('sample')
    .description('show what a notification of the PBX becomes, and which of its fields nobody needs')
    .argument('<account>', 'id of a PBX account of the configuration')
    .argument(
      '<file>',
      'the notification: a fixture, a request with its headers, an address or a body; - for standard input',
    )
    .action(async (id: string, file: string) => {
      const configuration = loadConfiguration(readEnvironment().configPath);
      const account = configuration.pbx.get(id);
      const adapter = account === undefined ? undefined : pbxAdapter(account.provider);
      if (account === undefined || adapter === undefined)
        throw new CommandProblem(
          `There is no PBX account "${id}". The configuration has: ${[...configuration.pbx.keys()].join(', ')}.`,
        );
      const request = readSample(file === '-' ? await readAll(process.stdin) : readSampleFile(file));
      const explained = explainNotification(adapter, request, account.settings);
      const mapped = explainMapped(account.provider, request, account.settings);
      const lines = [
        explained.readAs === null
          ? 'This is neither JSON, a form, a query nor XML.'
          : `Read as ${explained.readAs}, ${explained.fields.length} fields.`,
        ...(mapped ?? []).map(
          ({ field, path, found, becomes, note }) =>
            `  ${field} (${path}): ${found ?? '–'} → ${becomes ?? '–'}${note === null ? '' : `  ${note.text}`}`,
        ),
        ...(explained.problem === null
          ? eventLines(explained.events)
          : [`Unreadable${forField(explained.problem.field)}: ${explained.problem.text}`]),
        ...(explained.unused.length === 0 ? [] : [`Nobody needs: ${explained.unused.join(', ')}`]),
        adapter.authenticate(request, account.settings)
          ? 'It carries the credentials of this account.'
          : 'It does not carry the credentials of this account: as it is, it would be refused.',
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
      if (explained.problem !== null) process.exitCode = 1;
    });
}

function readSampleFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CommandProblem(`${file} cannot be read.`);
  }
}

function forField(name: string | null): string {
  return name === null ? '' : ` for its ${name}`;
}

function eventLines(events: readonly CallEvent[]): string[] {
  if (events.length === 0) return ['It is understood and means nothing to us.'];
  return events.map((event) => {
    const told = Object.entries(event).filter(
      ([name, value]) =>
        value !== null &&
        !['kind', 'account', 'eventKey'].includes(name) &&
        !(Array.isArray(value) && value.length === 0),
    );
    const shown = told.map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
    return `→ ${event.kind}: ${shown.join(', ')}`;
  });
}
