import { open, rm, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { latenciesOf, type Latencies } from './latencies.ts';

export interface Machine {
  processor: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  postgres: string;
  /** Load average of the minute before the run. */
  loadBefore: number;
  /** The database lies in memory: fsync costs nothing there. */
  dataInMemory: boolean;
  /** Appending 8 kB and fdatasync, what one commit cannot be faster than. */
  disk: Latencies;
}

const TMPFS = 0x01021994;

export async function describeMachine(folder: string): Promise<Machine> {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    postgres: '',
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    dataInMemory: (await statfs(folder)).type === TMPFS,
    disk: await measureDisk(folder),
  };
}

async function measureDisk(folder: string): Promise<Latencies> {
  const path = join(folder, `trubka-bench-disk-${process.pid}`);
  const file = await open(path, 'w');
  try {
    const page = Buffer.alloc(8192, 1);
    const times: number[] = [];
    for (let turn = 0; turn < 300; turn += 1) {
      const began = performance.now();
      await file.write(page);
      await file.datasync();
      times.push(performance.now() - began);
    }
    return latenciesOf(times);
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}
