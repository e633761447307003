import { addToken } from '../../src/access/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openScreen, uisCall } from '../support/running-app.ts';
import { freePort, serve } from '../support/served.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  for (const [token, seat] of [
    ['demo-reception-1', 'reception-1'],
    ['demo-reception-2', 'reception-2'],
  ] as const)
    await addToken(db.database.sql, systemClock, {
      label: token,
      role: 'reception',
      seat,
      branches: ['center'],
      token,
    });
});
afterAll(async () => {
  await db.drop();
});

const CALLS = 1000;
const KILLS = 4;

describe('kill -9 during a stream of 2,000 notifications', () => {
  it('every notification that got 200 is in the register once; screens show it within 2 s', async () => {
    const port = await freePort();
    const survivor = await serve({ databaseUrl: db.url, roles: 'web' });
    let victim = await serve({ databaseUrl: db.url, port, roles: 'web,worker' });
    const standing = await openScreen(`${survivor.url.replace('http', 'ws')}/ws/v1`, 'demo-reception-1');
    await standing.next(({ type }) => type === 'hello');
    standing.send({ type: 'subscribe' });
    await new Promise((resolve) => setTimeout(resolve, 200));

    const acknowledged = new Map<number, Set<string>>();
    const calls = Array.from({ length: CALLS }, () => uisCall({ from: null }));
    const stream = calls.flatMap((call) => [
      { call, told: call.incoming() },
      { call, told: call.ringing('101') },
    ]);
    expect(stream).toHaveLength(2000);
    // Providers repeat what they are not sure of: every second one comes again a hundred later.
    const queue = stream.flatMap((item, index) =>
      index >= 100 && index % 2 === 0 ? [item, stream[index - 100]!] : [item],
    );
    let sent = 0;
    const sender = async (): Promise<void> => {
      for (let item = queue[sent++]; item !== undefined; item = queue[sent++]) {
        const [event, fields] = item.told;
        let status = 0;
        while (status !== 200) {
          const response = await fetch(`http://127.0.0.1:${port}/webhooks/uis/demo`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ event, secret: 'demo', ...fields }),
          }).catch(() => null);
          status = response?.status ?? 0;
          expect([0, 200, 503]).toContain(status);
          if (status !== 200) await new Promise((resolve) => setTimeout(resolve, 30));
        }
        acknowledged.set(item.call.id, (acknowledged.get(item.call.id) ?? new Set()).add(event));
      }
    };
    const killer = async (): Promise<void> => {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const until = (queue.length * kill) / (KILLS + 1);
        while (sent < until) await new Promise((resolve) => setTimeout(resolve, 5));
        await victim.kill('SIGKILL');
        victim = await serve({ databaseUrl: db.url, port, roles: 'web,worker' });
      }
    };
    await Promise.all([killer(), ...Array.from({ length: 20 }, sender)]);

    const rows = await db.database.sql
      .selectFrom('provider_call')
      .innerJoin('call', 'call.id', 'provider_call.call_id')
      .select(['provider_call_id', 'call.id', 'state'])
      .execute();
    expect(rows).toHaveLength(CALLS);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(CALLS);
    const events = await db.database.sql
      .selectFrom('call_event')
      .innerJoin('provider_call', 'provider_call.call_id', 'call_event.call_id')
      .select(['provider_call_id', 'key'])
      .execute();
    const stored = new Map<string, number>();
    for (const { provider_call_id } of events) stored.set(provider_call_id, (stored.get(provider_call_id) ?? 0) + 1);
    for (const [id, told] of acknowledged) expect(stored.get(String(id))).toBe(told.size);

    // The screen of the surviving process has every call, a new one gets the live ones on `subscribe`.
    const shown = new Map(rows.map(({ provider_call_id, id }) => [String(id), provider_call_id]));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const seen = new Set(standing.calls().map(({ callId }) => shown.get(callId ?? '')));
    expect(seen.size).toBe(CALLS);
    const returning = await openScreen(`${survivor.url.replace('http', 'ws')}/ws/v1`, 'demo-reception-1');
    await returning.next(({ type }) => type === 'hello');
    returning.send({ type: 'subscribe' });
    const state = new Set<string>();
    const deadline = Date.now() + 2000;
    while (state.size < CALLS && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (const { callId } of returning.calls()) state.add(callId ?? '');
    }
    expect(state.size).toBe(CALLS);
    standing.close();
    returning.close();
    await victim.kill('SIGTERM');
    await survivor.kill('SIGTERM');
  }, 180_000);
});

describe('a surviving process', () => {
  it('shows a pop of another process’s call within 2 s', async () => {
    const a = await serve({ databaseUrl: db.url, roles: 'web' });
    const b = await serve({ databaseUrl: db.url, roles: 'web' });
    const screen = await openScreen(`${b.url.replace('http', 'ws')}/ws/v1`, 'demo-reception-2');
    await screen.next(({ type }) => type === 'hello');
    screen.send({ type: 'subscribe' });
    const call = uisCall();
    const [event, fields] = call.ringing('102');
    const response = await fetch(`${a.url}/webhooks/uis/demo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event, secret: 'demo', ...fields }),
    });
    expect(response.status).toBe(200);
    await a.kill('SIGKILL');
    const began = Date.now();
    await screen.next(({ type }) => type === 'call.ringing');
    expect(Date.now() - began).toBeLessThan(2000);
    screen.close();
    await b.kill('SIGTERM');
  }, 60_000);
});
