const LINE_EVERY_MS = 5000;

/** Tells how far a long reading is: one line that changes on a terminal, a line every five seconds elsewhere. */
export function showProgress(
  what: string,
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
): { progress(rows: number, share: number | null): void; end(): void } {
  let told = Date.now();
  let shown = false;
  return {
    progress(rows, share) {
      const text = `${what}: ${rows} rows${share === null ? '' : `, ${Math.floor(share * 100)} %`}`;
      if (stream.isTTY) {
        shown = true;
        stream.write(`\r${text}…  `);
      } else if (Date.now() - told >= LINE_EVERY_MS) {
        told = Date.now();
        stream.write(`${text}\n`);
      }
    },
    end() {
      if (shown) stream.write('\r\u001b[K');
    },
  };
}
