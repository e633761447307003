import { access, constants } from 'node:fs/promises';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import type { AsteriskSettings } from './settings.ts';
import { showChannels, withSession } from './with-session.ts';

/** Credentials and permissions of the user, and whether files that the settings name can be read. */
export async function selfTest(context: PbxApiContext<AsteriskSettings>): Promise<void> {
  await withSession(context, showChannels);
  const { recordings, cdr } = context.settings;
  if (recordings !== undefined && 'folder' in recordings) await readable(recordings.folder, 'recordings.folder');
  if (cdr !== undefined && 'file' in cdr) await readable(cdr.file, 'cdr.file');
}

async function readable(path: string, setting: string): Promise<void> {
  await access(path, constants.R_OK).catch(() => {
    throw new PermanentFailure(`What ${setting} names is not there or may not be read.`);
  });
}
