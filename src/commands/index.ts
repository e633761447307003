import type { Command } from 'commander';
import { addBackupCommands } from './backup-commands.ts';
import { addConfigCommands } from './config-commands.ts';
import { addDemoCommand } from './demo-command.ts';
import { addImportCommands } from './import-commands.ts';
import { addLetterCommand } from './letter-command.ts';
import { addMisCommands } from './mis-commands.ts';
import { addPersonCommand } from './person-command.ts';
import { addReconcileCommand } from './reconcile-command.ts';
import { addRecordCommand } from './record-command.ts';
import { addReplayCommand } from './replay-command.ts';
import { addRulesCommands } from './rules-commands.ts';
import { addSampleCommand } from './sample-command.ts';
import { addServeCommands } from './serve-commands.ts';
import { addSimulateCommand } from './simulate-command.ts';
import { addSourcesCommand } from './sources-command.ts';
import { addTemplatesCommand } from './templates-command.ts';
import { addTokenCommands } from './token-commands.ts';
import { addUserCommands } from './user-commands.ts';

/** Every command of `trubka`. `root` is the folder of the package. */
export function addCommands(program: Command, root: string): void {
  addServeCommands(program, root);
  addConfigCommands(program);
  addImportCommands(program);
  addSourcesCommand(program);
  addTokenCommands(program);
  addUserCommands(program);
  addPersonCommand(program);
  addTemplatesCommand(program);
  addRecordCommand(program);
  addSampleCommand(program);
  addLetterCommand(program);
  addMisCommands(program);
  addReconcileCommand(program);
  addReplayCommand(program);
  addRulesCommands(program);
  addBackupCommands(program);
  addSimulateCommand(program);
  addDemoCommand(program, root);
}
