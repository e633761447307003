/** One message of the Asterisk Manager Interface: an event, a response, or an action of ours. Names in lower case. */
export type AmiMessage = Readonly<Record<string, string>>;

/** A message has some dozens of lines; what goes on without an end is no AMI. */
const LONGEST_MESSAGE = 256 * 1024;

/**
 * Cuts a stream into messages: lines `Name: value`, an empty line at the end. Names come in any case and order and may
 * repeat; the first value counts. Lines without a colon (the greeting, output of commands) are passed over. Throws
 * RangeError when a message does not end.
 */
export function createMessageCutter(onMessage: (message: AmiMessage) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let lines: string[] = [];
  let size = 0;
  return (chunk) => {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = data.indexOf(10, from); end !== -1; end = data.indexOf(10, from)) {
      const line = data.toString('utf8', from, end).replace(/\r$/, '');
      size += end - from;
      from = end + 1;
      if (line !== '') lines.push(line);
      else {
        const message = messageOf(lines);
        lines = [];
        size = 0;
        if (Object.keys(message).length > 0) onMessage(message);
      }
    }
    rest = data.subarray(from);
    if (size + rest.length > LONGEST_MESSAGE) throw new RangeError('A message of the other side does not end');
  };
}

export function messageOf(lines: readonly string[]): AmiMessage {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return Object.fromEntries(fields);
}

/** An action as bytes. Throws RangeError for a value that would end its line and begin another. */
export function actionText(fields: readonly (readonly [name: string, value: string])[]): string {
  for (const [name, value] of fields)
    if (/[\r\n\0]/.test(value)) throw new RangeError(`${name} has a line break, which no action can carry`);
  return `${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
