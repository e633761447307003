import { Problem } from '../../platform/http/index.ts';
import { LARGEST_UPLOAD } from './upload-schemas.ts';
import type { UploadStore } from './upload-store.ts';

const PART = 512 * 1024;

/** Stores a file as it arrives, a part at a time. What is too large or breaks off leaves nothing behind. */
export async function takeUpload(
  bytes: AsyncIterable<Buffer>,
  told: { owner: number; name: string; at: Date; announced: number | null },
  store: UploadStore,
): Promise<string> {
  if (told.announced !== null && told.announced > LARGEST_UPLOAD) throw tooLarge();
  const id = await store.begin(told);
  try {
    let length = 0;
    let n = 0;
    let lines = 0;
    let isZip = false;
    let waiting: Buffer[] = [];
    let waitingBytes = 0;
    const write = async (): Promise<void> => {
      await store.append(id, 'file', n++, Buffer.concat(waiting));
      waiting = [];
      waitingBytes = 0;
    };
    for await (const chunk of bytes) {
      length += chunk.length;
      if (length > LARGEST_UPLOAD) throw tooLarge();
      if (length === chunk.length) isZip = chunk.subarray(0, 2).toString('latin1') === 'PK';
      if (!isZip) lines += lineEnds(chunk);
      waiting.push(chunk);
      waitingBytes += chunk.length;
      if (waitingBytes >= PART) await write();
    }
    if (length === 0) throw new Problem(400, 'upload-empty', 'The file is empty', 'Export it once more.');
    if (waitingBytes > 0) await write();
    await store.arrived(id, { bytes: length, rows: isZip ? null : Math.max(1, lines - 1) });
    return id;
  } catch (error) {
    await store.remove(id);
    throw error;
  }
}

/** How many rows there will be, nearly: enough to say how far an import is. */
function lineEnds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

function tooLarge(): Problem {
  const megabytes = LARGEST_UPLOAD / 1024 / 1024;
  return new Problem(
    413,
    'upload-too-large',
    'The file is too large',
    `A file may have ${megabytes} MB. Use trubka import on the server, or a source under directory.sources.`,
    undefined,
    { megabytes },
  );
}
