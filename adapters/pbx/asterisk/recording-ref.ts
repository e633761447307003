import { DateTime } from 'luxon';
import type { AsteriskSettings } from './settings.ts';

/**
 * Where the recording of a channel is, relative to the folder of recordings: as Asterisk told it, else by the template
 * of the settings. Null where recordings are not configured or the file told is outside of their folder.
 */
export function recordingRef(
  told: { file: string | null; uniqueid: string; linkedid: string; startedAt: Date },
  settings: AsteriskSettings,
): string | null {
  const { recordings, zone } = settings;
  if (recordings === undefined) return null;
  if (told.file !== null) {
    const folder = `${recordings.pbxFolder.replace(/\/+$/, '')}/`;
    const file = told.file.startsWith(folder) ? told.file.slice(folder.length) : told.file;
    if (file.startsWith('/')) return null;
    return 'folder' in recordings ? withoutNumber(file, told) : file;
  }
  const at = DateTime.fromJSDate(told.startedAt, { zone });
  const values: Record<string, string> = {
    year: at.toFormat('yyyy'),
    month: at.toFormat('MM'),
    day: at.toFormat('dd'),
    uniqueid: told.uniqueid,
    linkedid: told.linkedid,
  };
  return recordings.path.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The dialplan puts the caller's number into the name. In a folder the id that is in it, too, is enough to find it. */
function withoutNumber(file: string, { uniqueid, linkedid }: { uniqueid: string; linkedid: string }): string {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  for (const id of [uniqueid, linkedid]) {
    const at = file.lastIndexOf(id);
    if (at > folder.length) return `${folder}*${file.slice(at - 1)}`;
  }
  return file;
}
