import * as spine from './0001-spine.ts';
import * as directory from './0002-directory.ts';
import * as intake from './0003-intake.ts';
import * as misPull from './0004-mis-pull.ts';
import * as recordings from './0005-recordings.ts';
import * as reconciliation from './0006-reconciliation.ts';
import * as sending from './0007-sending.ts';
import * as subscriptions from './0008-subscriptions.ts';
import * as rules from './0009-rules.ts';
import * as corrections from './0010-corrections.ts';
import * as directorySources from './0011-directory-sources.ts';
import * as push from './0012-push.ts';

/** In order; a migration that was released is never edited. */
export const migrations: readonly { name: string; sql: string }[] = [
  spine,
  directory,
  intake,
  misPull,
  recordings,
  reconciliation,
  sending,
  subscriptions,
  rules,
  corrections,
  directorySources,
  push,
];
