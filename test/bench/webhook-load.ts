import { setTimeout as sleep } from 'node:timers/promises';
import { latenciesOf, type Latencies } from './latencies.ts';
import { createRawHttp } from './raw-http.ts';
import { createUisCalls } from './uis-calls.ts';

export interface WebhookLoad {
  port: number;
  people: number;
  seats: number;
  seed: number;
  /** Seconds before the times count. */
  warmUp: number;
  seconds: number;
}

export interface WebhookFigures {
  /** Requests sent in all, with those before the times count. */
  sent: number;
  /** Answered 200, in all. */
  ok: number;
  /** Other answers and none at all, by status; 0 for a connection that failed, -1 for no answer within 5 s of the end. */
  failed: Record<string, number>;
  /** Answered 200 per second of the measured time. */
  perSecond: number;
  /** From the scheduled send (open loop) or the send (closed loop) to the answer 200, of the measured time. */
  answer: Latencies;
  /** Answers of any kind that took longer than 1.25 s. */
  over1250: number;
  /** The slowest answer of any kind, ms. */
  slowest: number;
  /** How late the generator itself was, ms: if this is large the figures are about the generator. */
  late: Latencies;
}

const PATH = '/webhooks/uis/demo';

/** Sends at a steady rate, whether answers come or not. */
export async function openLoad({ rate, ...load }: WebhookLoad & { rate: number }): Promise<WebhookFigures> {
  const run = createRun(load);
  const total = Math.round(rate * (load.warmUp + load.seconds));
  const began = performance.now();
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * rate) + 1);
    for (; sent < due; sent += 1) run.send(began + (sent * 1000) / rate, () => undefined);
    if (sent < total) await sleep(1);
  }
  return run.end();
}

/** So many senders at once, each sends the next when the last was answered. */
export async function closedLoad({ senders, ...load }: WebhookLoad & { senders: number }): Promise<WebhookFigures> {
  const run = createRun(load);
  const until = performance.now() + (load.warmUp + load.seconds) * 1000;
  const next = (): void => {
    if (performance.now() < until) run.send(performance.now(), next);
  };
  for (let sender = 0; sender < senders; sender += 1) next();
  await sleep((load.warmUp + load.seconds) * 1000);
  return run.end();
}

function createRun({ port, people, seats, seed, warmUp, seconds }: WebhookLoad) {
  const http = createRawHttp(port);
  const calls = createUisCalls({ people, seats, seed });
  const countFrom = performance.now() + warmUp * 1000;
  const countUntil = countFrom + seconds * 1000;
  const answers: number[] = [];
  const lateness: number[] = [];
  const failed: Record<string, number> = {};
  let sent = 0;
  let answered = 0;
  let ok = 0;
  let counted = 0;
  let over1250 = 0;
  let slowest = 0;
  return {
    send(scheduled: number, then: () => void): void {
      sent += 1;
      lateness.push(performance.now() - scheduled);
      http.post(PATH, calls.next(), (status) => {
        const now = performance.now();
        const took = now - scheduled;
        answered += 1;
        slowest = Math.max(slowest, took);
        if (took > 1250) over1250 += 1;
        if (status !== 200) failed[status] = (failed[status] ?? 0) + 1;
        else {
          ok += 1;
          if (scheduled >= countFrom) answers.push(took);
          if (now >= countFrom && now < countUntil) counted += 1;
        }
        then();
      });
    },
    async end(): Promise<WebhookFigures> {
      const deadline = performance.now() + 5000;
      while (answered < sent && performance.now() < deadline) await sleep(10);
      if (answered < sent) failed['-1'] = sent - answered;
      http.close();
      return {
        sent,
        ok,
        failed,
        perSecond: Math.round(counted / seconds),
        answer: latenciesOf(answers),
        over1250,
        slowest,
        late: latenciesOf(lateness),
      };
    },
  };
}
