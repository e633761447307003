import * as spine from './0001-spine.ts';
import * as directory from './0002-directory.ts';
import * as intake from './0003-intake.ts';
import * as misPull from './0004-mis-pull.ts';

/** In order; a migration that was released is never edited. */
export const migrations: readonly { name: string; sql: string }[] = [spine, directory, intake, misPull];
