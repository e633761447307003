import { readdirSync, readFileSync } from 'node:fs';

/** Processor time that some processes took so far, in seconds; null where /proc does not tell. */
export type CpuReading = Record<string, number | null>;

/** Linux counts in hundredths of a second whatever its own tick is. */
const TICKS = 100;

export function readCpu(pids: Record<string, number>): CpuReading {
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, withChildren(pid)]));
}

/** Cores each process kept busy between two readings. */
export function coresBetween(before: CpuReading, after: CpuReading, seconds: number): Record<string, number> {
  const cores: Record<string, number> = {};
  for (const [name, end] of Object.entries(after)) {
    const start = before[name];
    if (end !== null && start != null) cores[name] = Math.round(((end - start) / seconds) * 100) / 100;
  }
  return cores;
}

/** Of the process, of the children it has and of those it had. */
function withChildren(pid: number): number | null {
  const own = stat(pid);
  if (own === null) return null;
  let ticks = own.ticks;
  for (const entry of readdirSync('/proc')) {
    const other = /^\d+$/.test(entry) ? stat(Number(entry)) : null;
    if (other?.parent === pid) ticks += other.ticks;
  }
  return ticks / TICKS;
}

function stat(pid: number): { parent: number; ticks: number } | null {
  try {
    // After the name in brackets: state, ppid, … and from the 12th on utime, stime, cutime, cstime.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return {
      parent: Number(fields[1]),
      ticks: [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0),
    };
  } catch {
    return null;
  }
}
