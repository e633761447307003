import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const BLOCK = 64 * 1024;
const CACHED_BLOCKS = 32;

export interface XlsxStrings {
  add(text: string): void;
  /** Empty for a number that the workbook does not have. */
  at(index: number): string;
  close(): void;
}

/**
 * The texts of a workbook, which its cells name by number. They are most of a large one, so they lie in a file; in
 * memory is where each begins, and the blocks read last: cells name texts mostly in their order.
 */
export function createXlsxStrings(path: string): XlsxStrings {
  const file = openSync(path, 'w+', 0o600);
  let ends = new Float64Array(16_384);
  let count = 0;
  let length = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const blocks = new Map<number, Buffer>();

  const flush = (): void => {
    if (waitingBytes > 0) writeSync(file, Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  const block = (number: number): Buffer => {
    let found = blocks.get(number);
    if (found === undefined) {
      const bytes = Buffer.allocUnsafe(BLOCK);
      found = bytes.subarray(0, readSync(file, bytes, 0, BLOCK, number * BLOCK));
    } else blocks.delete(number);
    // The first key is the one that was not asked for the longest.
    blocks.set(number, found);
    if (blocks.size > CACHED_BLOCKS) blocks.delete(blocks.keys().next().value ?? 0);
    return found;
  };

  return {
    add(text) {
      const bytes = Buffer.from(text);
      waiting.push(bytes);
      waitingBytes += bytes.length;
      length += bytes.length;
      if (count === ends.length) {
        const larger = new Float64Array(ends.length * 2);
        larger.set(ends);
        ends = larger;
      }
      ends[count++] = length;
      if (waitingBytes >= BLOCK) flush();
    },
    at(index) {
      if (index < 0 || index >= count) return '';
      flush();
      const from = index === 0 ? 0 : (ends[index - 1] ?? 0);
      const until = ends[index] ?? from;
      const parts: Buffer[] = [];
      for (let number = Math.floor(from / BLOCK); number * BLOCK < until; number++) {
        const start = number * BLOCK;
        parts.push(block(number).subarray(Math.max(0, from - start), Math.min(BLOCK, until - start)));
      }
      return (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString('utf8');
    },
    close: () => closeSync(file),
  };
}
