import fc from 'fast-check';
import { createConnection, type ConnectionPorts } from '../../src/pops/connection.ts';
import { createFeedTails } from '../../src/pops/feed-tails.ts';
import type { LoadedPop } from '../../src/pops/pop-store.ts';
import { pop } from '../support/pops.ts';

type Frame = { type: string; cursor?: string; callId?: string; code?: string };

/** Feeds in memory instead of the table, with the same rules: rows in order of cursor, the head is the last one. */
function feedsInMemory() {
  const rows = new Map<string, LoadedPop[]>();
  const of = (feed: string): LoadedPop[] => rows.get(feed) ?? [];
  const readPops: ConnectionPorts['readPops'] = async (positions) =>
    [...positions].flatMap(([feed, after]) => of(feed).filter(({ cursor }) => cursor > after));
  const tails = createFeedTails({
    readHeads: async (feeds) => new Map(feeds.map((feed) => [feed, of(feed).at(-1)?.cursor ?? 0])),
    readPops,
    onError: (error) => {
      throw error;
    },
  });
  return {
    rows,
    tails,
    write(feed: string, told: Partial<LoadedPop> = {}): LoadedPop {
      const next = pop(feed, (of(feed).at(-1)?.cursor ?? 0) + 1, told);
      rows.set(feed, [...of(feed), next]);
      return next;
    },
    ports: (told: Partial<ConnectionPorts> = {}): ConnectionPorts => ({
      tails,
      readPops,
      readOldest: async (feeds) =>
        new Map(feeds.flatMap((feed) => (of(feed)[0] ? [[feed, of(feed)[0]!.cursor] as const] : []))),
      readLiveCalls: async () => [],
      heartbeatSeconds: 25,
      maximumUnsentBytes: 1000,
      now: () => new Date(0),
      onError: (error) => {
        throw error;
      },
      ...told,
    }),
  };
}

function client(ports: ConnectionPorts, feeds: string[]) {
  const frames: Frame[] = [];
  const wire = { unsent: 0, closed: null as number | null };
  const connection = createConnection(
    { seat: feeds[0]?.startsWith('seat:') ? feeds[0].slice(5) : null, branches: ['center'], feeds },
    {
      send: (text) => frames.push(JSON.parse(text) as Frame),
      close: (code) => {
        wire.closed = code;
      },
      unsentBytes: () => wire.unsent,
    },
    ports,
  );
  const calls = (): string[] => frames.filter(({ type }) => type.startsWith('call.')).map(({ callId }) => callId ?? '');
  return { connection, frames, wire, calls };
}

describe('a connection', () => {
  it('says hello and then nothing until it is asked', async () => {
    const feeds = feedsInMemory();
    const { connection, frames } = client(feeds.ports(), ['seat:a']);
    await connection.open();
    feeds.tails.committed([feeds.write('seat:a')]);
    expect(frames.map(({ type }) => type)).toEqual(['hello']);
    expect(frames[0]).toMatchObject({ protocol: 'trubka.v1', seat: 'a', branches: ['center'], heartbeatSeconds: 25 });
  });

  it('gets each pop once, from this process and from others, in order', async () => {
    const feeds = feedsInMemory();
    const { connection, calls } = client(feeds.ports(), ['seat:a']);
    await connection.open();
    await connection.received('{"type":"subscribe"}');
    feeds.tails.committed([feeds.write('seat:a')]);
    feeds.write('seat:a');
    const third = feeds.write('seat:a');
    feeds.tails.committed([third]);
    await feeds.tails.catchUp();
    feeds.tails.committed([third]);
    expect(calls()).toEqual(['1', '2', '3']);
  });

  it('resumes after its cursor: of many changes of one call only the last is told', async () => {
    const feeds = feedsInMemory();
    const first = client(feeds.ports(), ['seat:a']);
    await first.connection.open();
    await first.connection.received('{"type":"subscribe"}');
    feeds.tails.committed([feeds.write('seat:a')]);
    const since = first.frames.at(-1)?.cursor;
    first.connection.closed();
    feeds.write('seat:a', { callId: 7 });
    feeds.write('seat:a', { callId: 8 });
    feeds.write('seat:a', { callId: 7, version: 2, type: 'call.answered' });
    const second = client(feeds.ports(), ['seat:a']);
    await second.connection.open();
    await second.connection.received(JSON.stringify({ type: 'subscribe', since }));
    expect(second.frames.slice(1).map(({ type, callId }) => [type, callId])).toEqual([
      ['call.ringing', '8'],
      ['call.answered', '7'],
    ]);
    feeds.tails.committed([feeds.write('seat:a', { callId: 9 })]);
    expect(second.calls()).toEqual(['8', '7', '9']);
  });

  it('whose cursor is older than what is kept gets an error and the present state', async () => {
    const feeds = feedsInMemory();
    for (let cursor = 1; cursor <= 5; cursor += 1) feeds.write('seat:a');
    feeds.rows.set('seat:a', feeds.rows.get('seat:a')!.slice(3));
    const old = Buffer.from(JSON.stringify([['seat:a', 1]])).toString('base64url');
    const live = {
      callId: 5,
      version: 3,
      shown: 'ringing' as const,
      at: new Date(0),
      call: pop('x', 1).call,
      caller: pop('x', 1).caller,
    };
    const { connection, frames } = client(feeds.ports({ readLiveCalls: async () => [live] }), ['seat:a']);
    await connection.open();
    await connection.received(JSON.stringify({ type: 'subscribe', since: old }));
    expect(frames.slice(1).map(({ type, code, callId }) => [type, code ?? callId])).toEqual([
      ['error', 'cursor-too-old'],
      ['call.ringing', '5'],
    ]);
  });

  it.each([
    'x',
    '',
    'bnVsbA',
    Buffer.from('[["seat:other",1]]').toString('base64url'),
    Buffer.from('[["seat:a",999]]').toString('base64url'),
  ])('takes %j for a cursor that is not its own', async (since) => {
    const feeds = feedsInMemory();
    feeds.write('seat:a');
    const { connection, frames } = client(feeds.ports(), ['seat:a']);
    await connection.open();
    await connection.received(JSON.stringify({ type: 'subscribe', since }));
    expect(frames.at(-1)).toMatchObject({ type: 'error', code: 'cursor-too-old' });
  });

  it('that reads too slowly is closed with 4409', async () => {
    const feeds = feedsInMemory();
    const { connection, wire, frames } = client(feeds.ports(), ['seat:a']);
    await connection.open();
    await connection.received('{"type":"subscribe"}');
    wire.unsent = 1001;
    feeds.tails.committed([feeds.write('seat:a')]);
    expect(wire.closed).toBe(4409);
    wire.unsent = 0;
    feeds.tails.committed([feeds.write('seat:a')]);
    expect(frames).toHaveLength(1);
  });

  it('that does not answer two pings is closed with 4408', async () => {
    const feeds = feedsInMemory();
    const { connection, wire } = client(feeds.ports(), ['seat:a']);
    await connection.open();
    connection.beat();
    await connection.received('{"type":"pong"}');
    connection.beat();
    connection.beat();
    expect(wire.closed).toBeNull();
    connection.beat();
    expect(wire.closed).toBe(4408);
  });

  it('is told what a bad frame should have been, and stays', async () => {
    const feeds = feedsInMemory();
    const { connection, frames, wire } = client(feeds.ports(), ['seat:a']);
    await connection.open();
    for (const text of ['', 'nonsense', '{}', '{"type":"dance"}', '[]']) await connection.received(text);
    expect(frames.slice(1).map(({ code }) => code)).toEqual(Array(5).fill('bad-frame'));
    expect(wire.closed).toBeNull();
  });

  it('never gets a byte of a feed that is not its own', async () => {
    const feeds = feedsInMemory();
    const a = client(feeds.ports(), ['seat:a']);
    const b = client(feeds.ports(), ['seat:b']);
    for (const { connection } of [a, b]) {
      await connection.open();
      await connection.received('{"type":"subscribe"}');
    }
    feeds.tails.committed([feeds.write('seat:a'), feeds.write('branch:center')]);
    await feeds.tails.catchUp();
    expect(a.calls()).toHaveLength(1);
    expect(b.calls()).toEqual([]);
  });

  it('loses and repeats nothing, whatever mix of own commits, foreign commits, wake-ups and reconnections', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('own', 'foreign', 'wake', 'reconnect', 'both'), { maxLength: 30 }),
        async (steps) => {
          const feeds = feedsInMemory();
          const seen: string[] = [];
          let since: string | undefined;
          let current = client(feeds.ports(), ['seat:a', 'branch:c']);
          const join = async (): Promise<void> => {
            await current.connection.open();
            await current.connection.received(JSON.stringify({ type: 'subscribe', since }));
          };
          await join();
          let id = 100;
          for (const step of steps) {
            const feed = id % 2 === 0 ? 'seat:a' : 'branch:c';
            id += 1;
            if (step === 'own') feeds.tails.committed([feeds.write(feed, { callId: id })]);
            if (step === 'foreign') feeds.write(feed, { callId: id });
            if (step === 'both') {
              const late = feeds.write(feed, { callId: id });
              feeds.tails.committed([feeds.write(feed, { callId: id + 1000 })]);
              feeds.tails.committed([late]);
            }
            if (step === 'wake') await feeds.tails.catchUp();
            if (step === 'reconnect') {
              current.connection.closed();
              seen.push(...current.calls());
              since = current.frames.findLast(({ cursor }) => cursor !== undefined)?.cursor;
              current = client(feeds.ports(), ['seat:a', 'branch:c']);
              await join();
            }
          }
          await feeds.tails.catchUp();
          seen.push(...current.calls());
          const written = [...feeds.rows.values()].flat().map(({ callId }) => String(callId));
          expect(seen.toSorted()).toEqual(written.toSorted());
        },
      ),
      { numRuns: 300 },
    );
  });
});
