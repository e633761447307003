import type { IncomingMessage } from 'node:http';

/** Reads at most `limit` bytes and drops the rest; never rejects for size. */
export function readRawBody(request: IncomingMessage, limit: number): Promise<{ body: Buffer; truncated: boolean }> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    let truncated = false;
    request.on('data', (chunk: Buffer) => {
      const rest = limit - size;
      if (chunk.length > rest) truncated = true;
      if (rest <= 0) return;
      parts.push(chunk.length > rest ? chunk.subarray(0, rest) : chunk);
      size += Math.min(chunk.length, rest);
    });
    request.on('end', () =>
      resolve({ body: parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts), truncated }),
    );
    request.on('error', reject);
    request.on('close', () => reject(new Error('The sender went away before the end of the body')));
  });
}
