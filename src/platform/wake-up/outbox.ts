/** Most messages that wait for a slow store; beyond, those before are dropped: readers look for themselves anyway. */
const MOST_WAITING = 5_000;

/**
 * Collects messages and sends them at most once per `everyMs`, one batch at a time, equal ones once. Each text is a
 * JSON array `[origin, ...messages]` of at most `maximumBytes`; a message too long for a text of its own is refused.
 */
export function createOutbox(options: {
  origin: string;
  everyMs: number;
  maximumBytes: number;
  send: (texts: readonly string[]) => Promise<void>;
}): { add(message: string): boolean; flushed(): Promise<void> } {
  const waiting = new Set<string>();
  let sending: Promise<void> | null = null;

  const run = async (): Promise<void> => {
    while (waiting.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, options.everyMs));
      const texts = packTexts(options.origin, [...waiting], options.maximumBytes);
      waiting.clear();
      await options.send(texts);
    }
    sending = null;
  };

  return {
    add(message) {
      // A character takes six bytes at most, so short messages need no exact look.
      const short = (options.origin.length + message.length) * 6 + 8 <= options.maximumBytes;
      if (!short && Buffer.byteLength(JSON.stringify([options.origin, message])) > options.maximumBytes) return false;
      if (waiting.size >= MOST_WAITING) waiting.clear();
      waiting.add(message);
      sending ??= run();
      return true;
    },
    async flushed() {
      await sending;
    },
  };
}

export function packTexts(origin: string, messages: readonly string[], maximumBytes: number): string[] {
  const texts: string[] = [];
  let open: string[] = [];
  const head = Buffer.byteLength(JSON.stringify([origin]));
  let bytes = head;
  for (const message of messages) {
    const more = Buffer.byteLength(JSON.stringify(message)) + 1;
    if (open.length > 0 && bytes + more > maximumBytes) {
      texts.push(JSON.stringify([origin, ...open]));
      open = [];
      bytes = head;
    }
    open.push(message);
    bytes += more;
  }
  if (open.length > 0) texts.push(JSON.stringify([origin, ...open]));
  return texts;
}

/** The messages of a text of another process; none of our own and none of what we cannot read. */
export function unpackText(text: string, ownOrigin: string): string[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(read) || read[0] === ownOrigin) return [];
  return read.slice(1).filter((message): message is string => typeof message === 'string');
}
