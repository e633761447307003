import { open } from 'node:fs/promises';
import type { RecordingSource } from '../contracts/pbx-api.ts';
import type { FileBody, FileClient } from '../contracts/file-client.ts';

const REDIRECTS = 3;

export interface OpenedSource {
  kind: 'open';
  body: FileBody;
  /** Bytes that the answer announces, null where it does not. */
  length: number | null;
  contentType: string | null;
  /** As the answer tells it, null when the whole file comes. */
  contentRange: string | null;
}
export interface SourceNotThere {
  kind: 'not-there';
  reason: string;
}

/**
 * Opens a file at its PBX. `range` is a Range header to pass on. Throws PermanentFailure for a link that must not be
 * followed, TransientFailure when there is no answer.
 */
export async function openSource(
  source: Extract<RecordingSource, { kind: 'http' | 'file' }>,
  options: { files: FileClient; idleMs: number; signal?: AbortSignal; range?: string | undefined },
): Promise<OpenedSource | SourceNotThere> {
  if (source.kind === 'file') return openFile(source.path);
  const { status, headers, body } = await options.files.open({
    method: 'GET',
    url: source.url,
    headers: { ...source.headers, ...(options.range !== undefined && { range: options.range }) },
    trusted: source.trusted,
    redirects: REDIRECTS,
    idleMs: options.idleMs,
    ...(options.signal && { signal: options.signal }),
  });
  const partial = status === 206 && options.range !== undefined;
  if (status !== 200 && !partial) {
    body.destroy();
    return { kind: 'not-there', reason: `http-${status}` };
  }
  const length = headers['content-length'];
  return {
    kind: 'open',
    body,
    length: length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null,
    contentType: headers['content-type'] ?? null,
    contentRange: partial ? (headers['content-range'] ?? null) : null,
  };
}

async function openFile(path: string): Promise<OpenedSource | SourceNotThere> {
  try {
    const file = await open(path, 'r');
    const about = await file.stat();
    if (!about.isFile()) {
      await file.close();
      return { kind: 'not-there', reason: 'no-file' };
    }
    // What is added while it is read is left for the next look.
    const body = file.createReadStream({ start: 0, ...(about.size > 0 && { end: about.size - 1 }) });
    return { kind: 'open', body, length: about.size, contentType: null, contentRange: null };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    return { kind: 'not-there', reason: code === 'ENOENT' ? 'no-file' : `file-${code}` };
  }
}
