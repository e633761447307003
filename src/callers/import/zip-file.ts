import { open, type FileHandle } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** PKWARE APPNOTE.TXT, 4.3: the parts that workbooks use. Without ZIP64: a part of 4 GB is no clinic's list. */
const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const LARGEST_DIRECTORY = 16 * 1024 * 1024;
const LARGEST_PART = 4 * 1024 * 1024 * 1024;

interface Part {
  method: number;
  compressed: number;
  /** Unpacked. */
  size: number;
  offset: number;
}

export interface ZipFile {
  names: readonly string[];
  /** The bytes of a part as they are unpacked; nothing where there is no such part. */
  read(name: string): AsyncIterable<Buffer>;
  /** Unpacked, in bytes; 0 where there is no such part. */
  sizeOf(name: string): number;
  close(): Promise<void>;
}

/** Throws for what is no zip, is cut off or has a password. */
export async function openZip(path: string): Promise<ZipFile> {
  const file = await open(path);
  try {
    const parts = await readDirectory(file);
    return {
      names: [...parts.keys()],
      async *read(name) {
        const part = parts.get(name);
        if (part !== undefined) yield* unpack(file, part);
      },
      sizeOf: (name) => parts.get(name)?.size ?? 0,
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readDirectory(file: FileHandle): Promise<Map<string, Part>> {
  const { size } = await file.stat();
  const tail = await bytesAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end -= 1;
  if (end < 0) throw new Error('The zip has no end.');
  const length = tail.readUInt32LE(end + 12);
  if (length > LARGEST_DIRECTORY) throw new Error('The list of parts is too long.');
  const directory = await bytesAt(file, tail.readUInt32LE(end + 16), length);
  const parts = new Map<string, Part>();
  for (let at = 0; at + 46 <= directory.length;) {
    if (directory.readUInt32LE(at) !== CENTRAL) throw new Error('The list of parts is broken.');
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    if ((directory.readUInt16LE(at + 8) & 1) === 1) throw new Error('The zip has a password.');
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/');
    parts.set(name, {
      method: directory.readUInt16LE(at + 10),
      compressed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + extra + comment;
  }
  return parts;
}

async function* unpack(file: FileHandle, { method, compressed, offset }: Part): AsyncGenerator<Buffer> {
  const header = await bytesAt(file, offset, 30);
  if (header.readUInt32LE(0) !== LOCAL) throw new Error('A part is not where it should be.');
  const start = offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (compressed === 0) return;
  const packed = file.createReadStream({ start, end: start + compressed - 1, autoClose: false });
  if (method !== 0 && method !== 8) throw new Error(`A part is packed in a way (${method}) that is not known.`);
  // What goes wrong while it is read is thrown to whoever reads.
  const unpacked: Readable = method === 0 ? packed : pipeline(packed, createInflateRaw(), () => undefined);
  let length = 0;
  for await (const chunk of unpacked as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_PART) throw new Error('A part unpacks to more than a list of people can have.');
    yield chunk;
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw new Error('The zip is cut off.');
  return buffer;
}
