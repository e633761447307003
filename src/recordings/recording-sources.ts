import type { RecordingSource, WantedRecording } from '../contracts/pbx-api.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';

export type FindSource = (account: string, wanted: WantedRecording) => Promise<RecordingSource>;

/**
 * Where a recording is, as its PBX says. A provider that cannot be asked told a link of its own accord or nothing that
 * helps; such a link comes from outside, so it is not trusted.
 */
export function recordingSources(access: PbxAccess): FindSource {
  return async (id, wanted) => {
    const asked = access(id);
    if (asked === null) return { kind: 'never', reason: 'no-account' };
    if (asked.api.recording) return asked.api.recording(asked.context, wanted);
    if (/^https?:\/\//i.test(wanted.ref)) return { kind: 'http', url: wanted.ref, trusted: false };
    return { kind: 'never', reason: 'no-link' };
  };
}
