import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { keyRing } from '../../src/platform/keys/index.ts';
import { CHUNK, HEADER, seal, sealedSize, unseal, UnreadableCopy } from '../../src/recordings/sealed-file.ts';

const key = randomBytes(32).toString('base64');
const keys = keyRing([key]);

async function sealed(plain: Buffer, name = 'file', parts = [plain.length]): Promise<Buffer> {
  const stream = seal(keys.current, name);
  let at = 0;
  for (const length of parts) {
    stream.write(plain.subarray(at, at + length));
    at += length;
  }
  stream.end(plain.subarray(at));
  return Buffer.concat(await stream.toArray());
}

async function opened(
  file: Buffer,
  size: number,
  [start, end]: [number, number],
  told: { name?: string; ring?: typeof keys } = {},
): Promise<Buffer> {
  const parts: Buffer[] = [];
  const read = (from: number, until: number): Promise<AsyncIterable<Buffer>> =>
    Promise.resolve(
      (async function* () {
        // Pieces that fit no chunk, as a disk or a network gives them.
        for (let at = from; at <= until; at += 10_007) yield file.subarray(at, Math.min(at + 10_007, until + 1));
      })(),
    );
  const source = { read, size, name: told.name ?? 'file', keys: told.ring ?? keys };
  for await (const part of unseal(source, start, end)) parts.push(part);
  return Buffer.concat(parts);
}

describe('a sealed file', () => {
  it('gives any range back, whatever the sizes and however it was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.integer({ min: 1, max: 1000 }),
          fc.constantFrom(CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1),
          fc.integer({ min: 1, max: 5 * CHUNK }),
        ),
        fc.array(fc.integer({ min: 0, max: 2 * CHUNK }), { maxLength: 5 }),
        fc.nat(),
        fc.nat(),
        async (size, parts, one, other) => {
          const plain = randomBytes(size);
          const file = await sealed(plain, 'file', parts);
          expect(file.length).toBe(sealedSize(size));
          const [start, end] = [one % size, other % size].sort((a, b) => a - b) as [number, number];
          expect((await opened(file, size, [start, end])).equals(plain.subarray(start, end + 1))).toBe(true);
          expect((await opened(file, size, [0, size - 1])).equals(plain)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('holds nothing of the plain file', async () => {
    const plain = Buffer.from('разговор '.repeat(5000));
    const file = await sealed(plain);
    expect(file.includes(Buffer.from('разговор'))).toBe(false);
    expect((await sealed(plain)).equals(file)).toBe(false);
  });

  it.each([
    ['a bit of a chunk', (file: Buffer) => file.writeUInt8(file[HEADER + 10]! ^ 1, HEADER + 10)],
    ['a bit of a tag', (file: Buffer) => file.writeUInt8(file.at(-1)! ^ 1, file.length - 1)],
    ['a bit of the salt', (file: Buffer) => file.writeUInt8(file[20]! ^ 1, 20)],
    ['a bit of the filling of the header', (file: Buffer) => file.writeUInt8(1, HEADER - 1)],
  ])('is refused when %s was changed', async (_what, change) => {
    const plain = randomBytes(1000);
    const file = await sealed(plain);
    change(file);
    await expect(opened(file, 1000, [0, 999])).rejects.toThrow(UnreadableCopy);
  });

  it('is refused with its chunks exchanged, cut at a chunk, or grown', async () => {
    const size = 3 * CHUNK;
    const file = await sealed(randomBytes(size));
    const chunk = CHUNK + 16;
    const swapped = Buffer.concat([
      file.subarray(0, HEADER),
      file.subarray(HEADER + chunk, HEADER + 2 * chunk),
      file.subarray(HEADER, HEADER + chunk),
      file.subarray(HEADER + 2 * chunk),
    ]);
    await expect(opened(swapped, size, [0, 10])).rejects.toThrow(UnreadableCopy);
    const cut = file.subarray(0, HEADER + 2 * chunk);
    await expect(opened(cut, 2 * CHUNK, [0, 2 * CHUNK - 1])).rejects.toThrow(UnreadableCopy);
    await expect(opened(cut, size, [0, size - 1])).rejects.toThrow(UnreadableCopy);
  });

  it('does not stand in for another file', async () => {
    const file = await sealed(randomBytes(100), 'one');
    await expect(opened(file, 100, [0, 99], { name: 'other' })).rejects.toThrow(UnreadableCopy);
  });

  it('is read with a former key, and names the key that is missing', async () => {
    const plain = randomBytes(100);
    const file = await sealed(plain);
    const fresh = randomBytes(32).toString('hex');
    expect(await opened(file, 100, [0, 99], { ring: keyRing([fresh, key]) })).toEqual(plain);
    await expect(opened(file, 100, [0, 99], { ring: keyRing([fresh]) })).rejects.toThrow(keys.current.id);
  });

  it('is refused with another key of the same name', async () => {
    const file = await sealed(randomBytes(100));
    const other = keyRing([randomBytes(32).toString('base64')]).current;
    const ring = { current: other, all: [other], find: () => other };
    await expect(opened(file, 100, [0, 99], { ring })).rejects.toThrow(UnreadableCopy);
  });

  it('gives no byte of a chunk that it could not check', async () => {
    const plain = randomBytes(3 * CHUNK);
    const file = await sealed(plain);
    const second = HEADER + CHUNK + 16 + 5;
    file.writeUInt8(file[second]! ^ 1, second);
    const given: Buffer[] = [];
    const read = (from: number, until: number): Promise<AsyncIterable<Buffer>> =>
      Promise.resolve(
        (async function* () {
          yield file.subarray(from, until + 1);
        })(),
      );
    const reading = async (): Promise<void> => {
      for await (const part of unseal({ read, size: plain.length, name: 'file', keys }, 0, plain.length - 1))
        given.push(part);
    };
    await expect(reading()).rejects.toThrow(UnreadableCopy);
    expect(Buffer.concat(given).equals(plain.subarray(0, CHUNK))).toBe(true);
  });
});
