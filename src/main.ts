#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { addCommands } from './commands/index.ts';

const program = new Command('trubka')
  .description('Middleware between a clinic’s telephones and its MIS/CRM')
  .version(version(), '-V, --version', 'print the version')
  .showHelpAfterError('(run "trubka --help" to see every command)');
addCommands(program, root());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  // What a failed start left open must not keep the process: a supervisor starts it again once it has ended.
  process.exit(1);
}

/** The checkout or the installed package: where package.json is, from src/ as from dist/src/. */
function root(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.endsWith(join('dist', 'src')) ? resolve(here, '../..') : resolve(here, '..');
}

function version(): string {
  return (JSON.parse(readFileSync(join(root(), 'package.json'), 'utf8')) as { version: string }).version;
}
