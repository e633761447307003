import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileClient } from '../../adapters/kit/file-client.ts';
import { TransientFailure } from '../../src/contracts/failures.ts';
import { diskStorage } from '../../src/recordings/disk-storage.ts';
import { loadKeyRing } from '../../src/platform/keys/index.ts';
import { s3Storage } from '../../src/recordings/s3-storage.ts';
import type { RecordingStorage, SpooledFile } from '../../src/recordings/storage.ts';
import { fakeS3, type FakeS3 } from '../support/fake-s3.ts';

const account = { bucket: 'clinic', region: 'ru-central1', accessKey: 'AKID', secretKey: 'secret/with+signs' };
let folder: string;
let s3: FakeS3;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trubka-storage-'));
  s3 = await fakeS3(account);
});
afterAll(async () => {
  await s3.stop();
  await rm(folder, { recursive: true, force: true });
});

const makers: Record<string, () => RecordingStorage> = {
  disk: () => diskStorage(join(folder, 'disk')),
  s3: () => s3Storage({ ...account, endpoint: s3.url, prefix: 'trubka/recordings' }, createFileClient()),
};

async function spooled(content: Buffer): Promise<SpooledFile> {
  const path = join(folder, randomUUID());
  await writeFile(path, content);
  return { path, size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

async function whole(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

async function names(storage: RecordingStorage): Promise<string[]> {
  const all: string[] = [];
  for await (const { name } of storage.list()) all.push(name);
  return all.sort();
}

describe.each(Object.entries(makers))('storage on %s', (_id, make) => {
  it('gives back what it was given, any part of it', async () => {
    const storage = make();
    const content = randomBytes(200_000);
    const name = randomUUID();
    await storage.put(name, await spooled(content));
    expect((await whole(await storage.read(name, 0, 199_999))).equals(content)).toBe(true);
    expect((await whole(await storage.read(name, 100, 199))).equals(content.subarray(100, 200))).toBe(true);
    await storage.remove(name);
  });

  it('replaces, removes, removes once more', async () => {
    const storage = make();
    const name = randomUUID();
    await storage.put(name, await spooled(Buffer.from('one')));
    await storage.put(name, await spooled(Buffer.from('two')));
    expect(String(await whole(await storage.read(name, 0, 2)))).toBe('two');
    await storage.remove(name);
    await storage.remove(name);
    await expect(storage.read(name, 0, 2)).rejects.toThrow(TransientFailure);
  });

  it('lists all, over several pages', async () => {
    const storage = make();
    const wanted = Array.from({ length: 5 }, () => randomUUID()).sort();
    for (const name of wanted) await storage.put(name, await spooled(Buffer.from(name)));
    expect(await names(storage)).toEqual(wanted);
    for await (const { changedAt } of storage.list())
      expect(Math.abs(Date.now() - changedAt.getTime())).toBeLessThan(60_000);
    for (const name of wanted) await storage.remove(name);
    expect(await names(storage)).toEqual([]);
  });
});

describe('the disk', () => {
  it('is asked again later when a file stands where a folder should be', async () => {
    const broken = join(folder, 'broken');
    await writeFile(broken, '');
    await expect(diskStorage(broken).put(randomUUID(), await spooled(Buffer.from('x')))).rejects.toThrow(
      TransientFailure,
    );
  });
});

describe('S3', () => {
  const storage = (told: Partial<typeof account> = {}): RecordingStorage =>
    s3Storage({ ...account, ...told, endpoint: s3.url, prefix: '' }, createFileClient());

  it.each([
    ['another secret', { secretKey: 'guessed' }, 'SignatureDoesNotMatch'],
    ['another access key', { accessKey: 'AKOTHER' }, 'InvalidAccessKeyId'],
    ['another region', { region: 'us-east-1' }, 'AuthorizationHeaderMalformed'],
    ['another bucket', { bucket: 'other' }, 'NoSuchBucket'],
  ])('refuses %s; that is tried again, and said by its code', async (_what, told, code) => {
    const putting = storage(told).put(randomUUID(), await spooled(Buffer.from('x')));
    await expect(putting).rejects.toThrow(TransientFailure);
    await expect(putting).rejects.toThrow(code);
    await expect(putting).rejects.not.toThrow('guessed');
  });

  it('full or out of order: later', async () => {
    s3.broken = { status: 507, code: 'InsufficientStorage' };
    const putting = storage().put(randomUUID(), await spooled(Buffer.from('x')));
    await expect(putting).rejects.toThrow('InsufficientStorage');
    s3.broken = { status: 503, code: 'SlowDown' };
    await expect(storage().remove(randomUUID())).rejects.toThrow(TransientFailure);
    s3.broken = null;
  });
});

describe('the key of the copies', () => {
  const none = { key: undefined, formerKeys: [] };
  it('is made once, for its owner only, also when many start together', async () => {
    const place = join(folder, 'keys');
    const rings = await Promise.all(Array.from({ length: 8 }, () => loadKeyRing(none, place, true)));
    expect(new Set(rings.map(({ current }) => current.id)).size).toBe(1);
    expect((await stat(join(place, 'key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(place)).toEqual(['key']);
    expect((await loadKeyRing(none, place, false)).current.id).toBe(rings[0]?.current.id);
  });
  it('is not made where nothing is kept', async () => {
    const place = join(folder, 'no-keys');
    await loadKeyRing(none, place, false);
    await expect(stat(place)).rejects.toThrow('ENOENT');
  });
  it('is the configured one, with former ones behind it', async () => {
    const [one, other] = [randomBytes(32).toString('base64'), randomBytes(32).toString('hex')];
    const ring = await loadKeyRing({ key: one, formerKeys: [other] }, folder, true);
    expect(ring.all).toHaveLength(2);
    expect(ring.current.bytes.toString('base64')).toBe(one);
  });
});
