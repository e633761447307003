import { type ChildProcess, spawn } from 'node:child_process';

/** However the test process ends, its end of the pipe closes, and the server with its folder goes too. */
export function startReaper(pid: number | undefined, folder: string, end = 'kill -KILL "$0"'): ChildProcess {
  const reaper = spawn('/bin/sh', ['-c', `cat >/dev/null; ${end}; rm -rf "$1"`, String(pid), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  reaper.unref();
  (reaper.stdin as unknown as { unref(): void }).unref();
  return reaper;
}
