import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Tells a live postmaster from an unrelated process that has got its pid; when in doubt it is one. */
export async function isPostmasterOf(pid: number, dataFolder: string): Promise<boolean> {
  if (process.platform === 'win32')
    return (await outputOf('tasklist', ['/NH', '/FI', `PID eq ${pid}`])).includes('postgres');
  const command =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
      : await outputOf('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => undefined);
  return command === undefined || (command.includes('postgres') && command.includes(dataFolder));
}

async function outputOf(program: string, options: string[]): Promise<string> {
  return (await promisify(execFile)(program, options)).stdout;
}
