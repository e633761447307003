import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Installs one package into a folder that git ignores, once. Answers its version; throws when npm cannot install it. */
export async function installed(
  folder: string,
  name: string,
  wanted: string,
  /** What it uses and does not name. */
  beside: readonly string[] = [],
): Promise<string> {
  const version = () =>
    readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8').then(
      (text) => (JSON.parse(text) as { version: string }).version,
      () => null,
    );
  const known = await version();
  if (known !== null) return known;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  await promisify(execFile)(
    'npm',
    ['install', `${name}@${wanted}`, ...beside, '--ignore-scripts', '--no-audit', '--no-fund'],
    {
      cwd: folder,
      timeout: 300_000,
    },
  );
  const fresh = await version();
  if (fresh === null) throw new Error(`npm installed no ${name}`);
  return fresh;
}
