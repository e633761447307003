import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The folder of the built screen; builds it when it is missing or older than its sources. In a process of its own:
 * the bundler's native part does not live in jest's module sandbox.
 */
export function builtScreen(): string {
  const folder = join(root, 'dist/web');
  const index = join(folder, 'index.html');
  if (!existsSync(index) || statSync(index).mtimeMs < newestIn(join(root, 'src/web'))) {
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const built = spawnSync(
      process.execPath,
      [vite, 'build', '--config', 'src/web/vite.config.ts', '--logLevel', 'error'],
      {
        cwd: root,
        encoding: 'utf8',
        // Jest's own would give the parts that are for development.
        env: { ...process.env, NODE_ENV: 'production' },
      },
    );
    if (built.status !== 0) throw new Error(`the screen does not build:\n${built.stdout}${built.stderr}`);
  }
  return folder;
}

function newestIn(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}
