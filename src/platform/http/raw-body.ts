import type { IncomingMessage } from 'node:http';

/** Reads at most `limit` bytes and drops the rest; never rejects for size. */
export async function readRawBody(
  request: IncomingMessage,
  limit: number,
): Promise<{ body: Buffer; truncated: boolean }> {
  const parts: Buffer[] = [];
  let size = 0;
  let truncated = false;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (size >= limit) {
      truncated = true;
      continue;
    }
    const rest = limit - size;
    parts.push(chunk.length > rest ? chunk.subarray(0, rest) : chunk);
    if (chunk.length > rest) truncated = true;
    size += Math.min(chunk.length, rest);
  }
  return { body: Buffer.concat(parts), truncated };
}
