/** What a piece of XML holds; names are without their prefix. */
export interface XmlHandler {
  open(name: string, attribute: (name: string) => string | undefined): void;
  close(name: string): void;
  text(text: string): void;
}

/** Reads XML as it flows, as far as SpreadsheetML (ECMA-376) needs it: no entities of its own, no DTD. */
export async function readXml(bytes: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
  for await (const _ of xmlChunks(bytes, handler));
}

/** As `readXml`, giving way after each chunk, so that what was found can be passed on. */
export async function* xmlChunks(bytes: AsyncIterable<Uint8Array>, handler: XmlHandler): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of bytes) {
    rest = readText(rest + decoder.decode(chunk, { stream: true }), handler);
    if (rest.length > 10_000_000) throw new Error('The XML has a tag without end.');
    yield;
  }
  if (rest.includes('<')) throw new Error('The XML is cut off.');
}

/** Answers what is not complete yet. */
function readText(text: string, handler: XmlHandler): string {
  let at = 0;
  for (;;) {
    const tag = text.indexOf('<', at);
    if (tag === -1) return text.slice(at);
    const end = endOfTag(text, tag);
    if (end === -1) return text.slice(at);
    if (tag > at) handler.text(unescapeXml(text.slice(at, tag)));
    readTag(text.slice(tag + 1, end), handler);
    at = end + 1;
  }
}

function endOfTag(text: string, tag: number): number {
  if (text.startsWith('<!--', tag)) return after(text, '-->', tag + 4);
  if (text.startsWith('<![CDATA[', tag)) return after(text, ']]>', tag + 9);
  // The beginning of one of them, cut off.
  if (text.length - tag < 9 && (text.startsWith('<!', tag) || text.length - tag < 2)) return -1;
  let end = tag;
  do {
    end = text.indexOf('>', end + 1);
    // Within an attribute `>` may stand as it is.
  } while (end !== -1 && isQuoted(text, tag, end));
  return end;
}

/** Whether an odd number of quotation marks stands between. */
function isQuoted(text: string, from: number, until: number): boolean {
  let odd = false;
  for (let at = from; at < until; at++) if (text.charCodeAt(at) === 0x22) odd = !odd;
  return odd;
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? -1 : found + mark.length - 1;
}

function readTag(tag: string, handler: XmlHandler): void {
  if (tag.startsWith('![CDATA[')) return handler.text(tag.slice(8, -2));
  if (tag.startsWith('?') || tag.startsWith('!')) return;
  if (tag.startsWith('/')) return handler.close(bare(tag.slice(1).trim()));
  const empty = tag.endsWith('/');
  const inner = empty ? tag.slice(0, -1) : tag;
  const space = inner.search(/\s/);
  const name = bare(space === -1 ? inner : inner.slice(0, space));
  handler.open(name, (wanted) => {
    const found = attributePattern(wanted).exec(inner);
    const value = found?.[1] ?? found?.[2];
    return value === undefined ? undefined : unescapeXml(value);
  });
  if (empty) handler.close(name);
}

const patterns = new Map<string, RegExp>();

function attributePattern(name: string): RegExp {
  let pattern = patterns.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(`\\s(?:\\w+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    patterns.set(name, pattern);
  }
  return pattern;
}

function bare(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}
