import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A process that the benchmark started and can ask things of; see `answering.ts` for the other side. */
export interface Child {
  pid: number;
  /** Calls a function of the child and answers what it answers. Rejects when the child throws or ends. */
  ask<Answer>(what: string, argument?: unknown): Promise<Answer>;
  /** Lets the child stop what it runs; ends when it has ended. */
  stop(): Promise<void>;
}

const STOP_WITHIN_MS = 30_000;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const EXTENSION = extname(fileURLToPath(import.meta.url));

const running = new Set<Child>();

/** Starts a module of this folder, by its name without extension, or a script by its path. */
export function startChild(module: string, { args = [], ...options }: ForkOptions & { args?: string[] } = {}): Child {
  const path = module.includes('/') ? module : join(HERE, `${module}${EXTENSION}`);
  const process = fork(path, args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
    ...options,
  });
  const child = childOf(process, module);
  running.add(child);
  process.once('exit', () => running.delete(child));
  return child;
}

/** Stops all that still run, the youngest first. */
export async function stopChildren(): Promise<void> {
  for (const child of [...running].toReversed()) await child.stop();
}

function childOf(process: ChildProcess, name: string): Child {
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    process.once('exit', (code, signal) => {
      ended = true;
      for (const { reject } of waiting.values()) reject(new Error(`${name} ended (${signal ?? code})`));
      resolve();
    });
  });
  process.on('message', (message: { id: number; answer?: unknown; error?: string }) => {
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) one?.resolve(message.answer);
    else one?.reject(new Error(`${name}: ${message.error}`));
  });
  return {
    pid: process.pid ?? 0,
    ask<Answer>(what: string, argument?: unknown) {
      if (ended) return Promise.reject(new Error(`${name} has ended`));
      return new Promise<Answer>((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve: resolve, reject });
        process.send({ id: asked, what, argument });
      });
    },
    async stop() {
      if (process.connected) process.disconnect();
      const deadline = setTimeout(() => process.kill('SIGKILL'), STOP_WITHIN_MS);
      await exited;
      clearTimeout(deadline);
    },
  };
}
