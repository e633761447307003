import type { Command } from 'commander';
import { addConfigCommands } from './config-commands.ts';
import { addDemoCommand } from './demo-command.ts';
import { addImportCommands } from './import-commands.ts';
import { addServeCommands } from './serve-commands.ts';
import { addSimulateCommand } from './simulate-command.ts';
import { addTemplatesCommand } from './templates-command.ts';
import { addTokenCommands } from './token-commands.ts';

/** Every command of `trubka`. `root` is the folder of the package. */
export function addCommands(program: Command, root: string): void {
  addServeCommands(program, root);
  addConfigCommands(program);
  addImportCommands(program);
  addTokenCommands(program);
  addTemplatesCommand(program);
  addSimulateCommand(program);
  addDemoCommand(program, root);
}
