import { uis } from '../../adapters/pbx/uis/adapter.ts';
import { uisSettings } from '../../adapters/pbx/uis/settings.ts';
import type { CallEvent } from '../../src/contracts/call-event.ts';
import type { SimulatedRequest } from '../../src/contracts/pbx.ts';
import {
  demoDay,
  playCalls,
  simulatedTraffic,
  type PlayOptions,
  type PlannedCall,
} from '../../src/integrations/index.ts';
import { inboundRequest } from '../contracts/pbx-subject.ts';
import { virtualTime } from './virtual-time.ts';

const start = new Date('2026-03-02T07:15:00Z');
const settings = uisSettings.parse({ secret: 'demo', employees: { 1: '101', 2: '102', 3: '201' } });

interface Sent {
  /** Seconds after the start. */
  at: number;
  event: CallEvent;
}

/** Plays into an adapter that reads what arrives. */
function player(calls: Iterable<PlannedCall>, options: Partial<PlayOptions> = {}) {
  const time = virtualTime(start);
  const sent: Sent[] = [];
  async function send(request: SimulatedRequest): Promise<void> {
    const inbound = inboundRequest({ ...request, query: {} });
    if (!uis.authenticate(inbound, settings)) throw new Error('refused');
    const at = (time.clock.now().getTime() - start.getTime()) / 1000;
    for (const event of uis.parse(inbound, { account: 'uis', settings })) sent.push({ at, event });
  }
  const { clock, sleep } = time;
  const play = playCalls({ calls, adapter: uis, settings, send, clock, sleep, ...options });
  return { sent, play, run: (seconds?: number) => time.run(play, seconds && start.getTime() + seconds * 1000) };
}

function* some(calls: Iterable<PlannedCall>, count: number): Generator<PlannedCall> {
  for (const call of calls) {
    if (count-- <= 0) return;
    yield call;
  }
}

const started = (sent: Sent[]) => sent.filter(({ event }) => event.kind === 'started');

describe('the demo day', () => {
  const day = demoDay({ seed: 1, account: 'uis' });

  it('rings within 3 s and brings a call every 8 to 15 s, twice around', async () => {
    const { sent, play, run } = player(some(day, 30));
    expect(await run()).toBe(true);
    expect(await play).toEqual({ calls: 30, requests: sent.length });
    expect(sent.find(({ event }) => event.kind === 'ringing')?.at).toBeLessThan(3);
    const starts = started(sent).map(({ at }) => at);
    const gaps = starts.slice(1).map((at, before) => at - (starts[before] ?? 0));
    expect(starts).toHaveLength(30);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(15);
  });

  it('sends each event in its own second, each call under an id of its own, to the lines and phones of the demo clinic', async () => {
    const { sent, run } = player(some(demoDay({ seed: 2, account: 'uis' }), 24));
    await run();
    for (const { at, event } of sent)
      expect(Date.parse(event.occurredAt ?? '')).toBe(start.getTime() + Math.floor(at) * 1000);
    expect(new Set(started(sent).map(({ event }) => event.providerCallId)).size).toBe(24);
    const seen = (read: (event: CallEvent) => string | null) =>
      new Set(sent.map(({ event }) => read(event)).filter((value) => value !== null));
    expect(seen(({ line }) => line)).toEqual(new Set(['+74950000101', '+74950000102']));
    expect(seen(({ extension }) => extension)).toEqual(new Set(['101', '102', '201']));
    const people = [101, 102, 103, 104, 105, 107].map((number) => `+79000000${number}`);
    expect(seen(({ external }) => external)).toEqual(new Set([...people, '+74950000106']));
    expect(seen(({ kind }) => kind)).toEqual(
      new Set(['started', 'ringing', 'answered', 'leg-ended', 'missed', 'ended', 'recorded']),
    );
  });

  it('lets nobody answer while talking', async () => {
    const overlaps: unknown[] = [];
    for (let seed = 0; seed < 20; seed += 1) {
      const { sent, run } = player(some(demoDay({ seed, account: 'uis' }), 24));
      await run();
      const talking = new Set<string | null>();
      for (const { event } of sent) {
        if (event.kind === 'answered' && talking.has(event.extension)) overlaps.push({ seed, event });
        if (event.kind === 'answered') talking.add(event.extension);
        if (event.kind === 'leg-ended') talking.delete(event.extension);
      }
    }
    expect(overlaps).toEqual([]);
  });
});

describe('playing calls', () => {
  const traffic = () =>
    simulatedTraffic({
      seed: 11,
      account: 'uis',
      sites: [
        {
          line: '+74950000101',
          operators: [
            { extension: '101', employeeRef: '1' },
            { extension: '102', employeeRef: '2' },
          ],
        },
        { line: '+74950000102', operators: [{ extension: '201', employeeRef: '3' }] },
      ],
      externals: ['+79000000101', '+79000000102'],
      rate: 30,
    });

  it('starts as many calls as the rate says and lets them overlap', async () => {
    const { sent, run } = player(some(traffic(), 600));
    expect(await run()).toBe(true);
    const starts = started(sent);
    expect(starts).toHaveLength(600);
    const minutes = (starts.at(-1)?.at ?? 0) / 60;
    expect(600 / minutes).toBeGreaterThan(25);
    expect(600 / minutes).toBeLessThan(35);
    expect(sent.findIndex(({ event }) => event.kind === 'ended')).toBeGreaterThan(sent.indexOf(starts[1] as Sent));
    const strangers = starts.filter(
      ({ event }) => event.external?.startsWith('+7900') && !event.external.startsWith('+79000000'),
    );
    expect(strangers.length).toBeGreaterThan(200);
  });

  it('starts them at even distances with a rate of its own', async () => {
    const { sent, run } = player(some(traffic(), 5), { rate: 120 });
    await run();
    expect(started(sent).map(({ at }) => at)).toEqual([0.5, 1, 1.5, 2, 2.5]);
  });

  it('plays the same for the same seed', async () => {
    const plays = [player(some(traffic(), 20)), player(some(traffic(), 20))];
    for (const { run } of plays) await run();
    expect(plays[0]?.sent).toEqual(plays[1]?.sent);
    expect(plays[0]?.sent.length).toBeGreaterThan(60);
  });

  it('keeps the order of a call when its requests are slow', async () => {
    const order: string[] = [];
    const pending: (() => void)[] = [];
    const { run } = player(some(demoDay({ seed: 1, account: 'uis' }), 1), {
      send: (request) => {
        order.push((JSON.parse(request.body) as { event: string }).event);
        return new Promise<void>((resolve) => pending.push(resolve));
      },
    });
    expect(await run()).toBe(false);
    expect(order).toEqual(['incoming']);
    pending.shift()?.();
    await run();
    expect(order).toEqual(['incoming', 'ringing']);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const { sent, play, run } = player(demoDay({ seed: 1, account: 'uis' }), { signal: stop.signal });
    expect(await run(30)).toBe(false);
    const before = sent.length;
    stop.abort();
    expect(await run(30)).toBe(true);
    expect(await play).toEqual({ calls: 3, requests: before });
  });

  it('stops and says why when a request cannot be sent', async () => {
    const refused = new Error('nobody listens');
    const { play, run } = player(demoDay({ seed: 1, account: 'uis' }), { send: () => Promise.reject(refused) });
    const failure = play.catch((error: unknown) => error);
    expect(await run()).toBe(true);
    expect(await failure).toBe(refused);
  });
});
