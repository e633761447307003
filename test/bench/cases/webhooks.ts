import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type Child } from '../child.ts';
import { coresBetween, readCpu } from '../cpu.ts';
import type { ProductOptions, ProductReady, Stored } from '../product.ts';
import type { WebhookFigures, WebhookLoad } from '../webhook-load.ts';

export const PEOPLE = 50_000;
export const SEATS = 50;

/** A product of its own and the generator, for cases that send notifications. */
export interface LoadedProduct {
  postgresVersion: string;
  /** Fails the measurement unless every notification that was answered 200 is stored once. */
  openLoad(load: Offered & { rate: number }): Promise<Measured>;
  closedLoad(load: Offered & { senders: number }): Promise<Measured>;
  stop(): Promise<void>;
}

type Offered = Pick<WebhookLoad, 'warmUp' | 'seconds'>;

export interface Measured extends WebhookFigures {
  /** Cores that each part kept busy, warm-up and end included. */
  cores: Record<string, number>;
  /** What is wrong with the measurement; null when nothing is. */
  fault: string | null;
}

export async function startLoadedProduct(
  options: Pick<ProductOptions, 'folder' | 'postgres' | 'redisUrl'>,
): Promise<LoadedProduct> {
  const product = startChild('product');
  const load = startChild('load');
  const ready = await product.ask<ProductReady>('start', { ...options, seats: SEATS, managers: 0, people: PEOPLE });
  const pids = { Trubka: product.pid, PostgreSQL: ready.postgresPid, generator: load.pid };
  let seed = 0;

  async function measure(what: string, offered: Offered): Promise<Measured> {
    seed += 1;
    const before = await product.ask<Stored>('stored');
    const cpu = readCpu(pids);
    const began = performance.now();
    const figures = await load.ask<WebhookFigures>(what, {
      port: ready.port,
      people: PEOPLE,
      seats: SEATS,
      seed,
      ...offered,
    });
    const cores = coresBetween(cpu, readCpu(pids), (performance.now() - began) / 1000);
    const after = await storedAtRest();
    return { ...figures, cores, fault: faultOf(figures, before, after) };
  }

  /** What was answered 503 may still be on its way; it must not burden the next measurement. */
  async function storedAtRest(): Promise<Stored> {
    for (let turn = 0, last = await product.ask<Stored>('stored'); ; turn += 1) {
      await sleep(500);
      const now = await product.ask<Stored>('stored');
      if (now.events === last.events || turn === 120) return now;
      last = now;
    }
  }

  return {
    postgresVersion: ready.postgresVersion,
    openLoad: (offered) => measure('openLoad', offered),
    closedLoad: (offered) => measure('closedLoad', offered),
    stop: () => stopInOrder([load, product]),
  };
}

function faultOf(figures: WebhookFigures, before: Stored, after: Stored): string | null {
  const unread = after.quarantined - before.quarantined;
  const stored = after.events - before.events;
  if (unread > 0) return `${unread} notifications could not be read`;
  if (stored < figures.ok) return `${figures.ok} notifications were answered 200 and ${stored} are stored`;
  return null;
}

async function stopInOrder(children: Child[]): Promise<void> {
  for (const child of children) await child.stop();
}

export function failures({ failed }: WebhookFigures): number {
  return Object.values(failed).reduce((sum, count) => sum + count, 0);
}

export function coresText(cores: Record<string, number>): string {
  const parts = Object.entries(cores).map(([name, busy]) => `${name} ${busy.toFixed(2)}`);
  return parts.length === 0 ? 'unknown on this system' : parts.join(', ');
}
