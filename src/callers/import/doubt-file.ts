import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Doubt } from './import-report.ts';
import { maskValue } from './mask-value.ts';

export interface DoubtFile {
  add(doubt: Doubt): void;
  /** Answers the number of rows written; without any there is no file. */
  close(): Promise<number>;
}

/** Begins a CSV of doubts as Excel wants it. */
export const doubtHeader = '\uFEFFrow;column;value;problem;what to change\r\n';

/** A line of such a CSV. `show` writes the cell as it is, else only its shape. */
export function doubtLine({ line, column, value, problem, remedy }: Doubt, { show }: { show: boolean }): string {
  const shown = show ? value : maskValue(value);
  return `${[String(line), column, shown, problem, remedy].map(quoted).join(';')}\r\n`;
}

/**
 * A CSV that Excel opens, a row for each doubtful place. `show` writes the cells as they are, else only their shape.
 * A former file of that name is replaced; only who runs the command may read it.
 */
export async function openDoubtFile(path: string, options: { show: boolean }): Promise<DoubtFile> {
  await rm(path, { force: true });
  let count = 0;
  let stream: ReturnType<typeof createWriteStream> | null = null;
  let failure: Error | null = null;
  return {
    add(doubt) {
      if (stream === null) {
        stream = createWriteStream(path, { mode: 0o600 });
        stream.on('error', (error) => (failure = error));
        stream.write(doubtHeader);
      }
      count += 1;
      stream.write(doubtLine(doubt, options));
    },
    async close() {
      if (stream !== null) {
        stream.end();
        await finished(stream);
      }
      if (failure !== null) throw failure;
      return count;
    },
  };
}

/** A text that a sheet would take for a formula gets an apostrophe. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""').replace(/[\r\n]+/g, ' ')}"`;
}
