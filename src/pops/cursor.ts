/** Where a client stands in each of its feeds; opaque to the client. */
export function encodeCursor(positions: ReadonlyMap<string, number>): string {
  return Buffer.from(JSON.stringify([...positions])).toString('base64url');
}

/** Null when it is not a cursor of ours or not for exactly these feeds. */
export function decodeCursor(cursor: string, feeds: readonly string[]): Map<string, number> | null {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
  if (!Array.isArray(read) || read.length !== feeds.length) return null;
  const positions = new Map<string, number>();
  for (const pair of read as unknown[]) {
    if (!Array.isArray(pair) || typeof pair[0] !== 'string' || !Number.isSafeInteger(pair[1]) || pair[1] < 0)
      return null;
    positions.set(pair[0], pair[1] as number);
  }
  return feeds.every((feed) => positions.has(feed)) ? positions : null;
}
