import { addToken } from '../../src/access/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { openScreen, runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import { eventually } from '../support/eventually.ts';

let running: RunningApp;
beforeAll(async () => {
  running = await runApp();
});
afterAll(async () => {
  await running.stop();
});

async function send(told: readonly [string, Record<string, unknown>]): Promise<void> {
  const response = await running.uis(...told);
  expect(response.status).toBe(200);
}

describe('a call from the ring to the screen', () => {
  it('scenario 1: rings at two seats, one answers, the other closes; a foreign seat gets no byte', async () => {
    const first = await running.screen('demo-reception-1');
    const second = await running.screen('demo-reception-2');
    const north = await running.screen('demo-reception-3');
    const northManager = await running.screen('north-manager');
    const call = uisCall();
    await send(call.incoming());
    await send(call.ringing('101'));
    await send(call.ringing('102'));
    const ringing = await first.next(({ type }) => type === 'call.ringing');
    expect(ringing).toMatchObject({
      call: { state: 'ringing', from: '+79000000104', to: '+74950000101', direction: 'in', branch: 'center' },
      caller: { kind: 'unknown', candidates: [] },
    });
    await second.next(({ type }) => type === 'call.ringing');
    await send(call.answered('102'));
    expect(await first.next(({ type }) => type === 'call.closed')).toMatchObject({
      reason: 'answered-elsewhere',
      callId: ringing.callId,
    });
    expect(await second.next(({ type }) => type === 'call.answered')).toMatchObject({ call: { state: 'answered' } });
    await send(call.ended());
    await second.next(({ type }) => type === 'call.ended');
    expect(north.calls()).toEqual([]);
    expect(northManager.calls()).toEqual([]);
    expect(first.calls().map(({ type }) => type)).not.toContain('call.ended');
    for (const screen of [first, second, north, northManager]) screen.close();
  });

  it('scenario 6: one extension on two devices: one pop, closed once', async () => {
    const screen = await running.screen('demo-reception-1');
    const call = uisCall();
    await send(call.incoming());
    await send(call.ringing('101', 1, '1'));
    await send(call.ringing('101', 1, '2'));
    await send(call.missed());
    await send(call.ended(20, 20, 0));
    await screen.next(({ type }) => type === 'call.closed');
    expect(screen.calls().map(({ type }) => type)).toEqual(['call.ringing', 'call.closed']);
    screen.close();
  });

  it('scenario 10: withheld numbers ring as hidden, count and can be missed', async () => {
    const screen = await running.screen('demo-reception-1');
    for (const from of ['anonymous', '', null, '<unknown>', '0']) {
      const call = uisCall({ from });
      await send(call.incoming());
      await send(call.ringing('101'));
      expect(await screen.next(({ type }) => type === 'call.ringing')).toMatchObject({
        call: { from: null },
        caller: { kind: 'hidden', class: 'unknown' },
      });
      await send(call.missed());
      await screen.next(({ type }) => type === 'call.closed');
    }
    const { items } = (await (await running.api('/calls?limit=5', 'demo-manager')).json()) as {
      items: { result: string; caller: { kind: string } }[];
    };
    expect(items.map(({ result, caller }) => [result, caller.kind])).toEqual(
      Array.from({ length: 5 }, () => ['missed', 'hidden']),
    );
    screen.close();
  });

  it('scenario 34: our own number as the caller is hidden, and no patient', async () => {
    const screen = await running.screen('demo-reception-1');
    const call = uisCall({ from: '74950000102' });
    await send(call.incoming());
    await send(call.ringing('101'));
    expect(await screen.next(({ type }) => type === 'call.ringing')).toMatchObject({
      caller: { kind: 'hidden', candidates: [] },
    });
    await send(call.ended(10, 10, 0));
    screen.close();
  });

  it('scenario 7: a blind transfer follows to the second seat, the caller stays', async () => {
    const first = await running.screen('demo-reception-1');
    const second = await running.screen('demo-reception-2');
    const call = uisCall();
    for (const told of [
      call.incoming(),
      call.ringing('101'),
      call.answered('101'),
      call.talkEnded('101', 20, 16),
      call.ringing('102', 21),
    ])
      await send(told);
    expect(await first.next(({ type }) => type === 'call.closed')).toMatchObject({ reason: 'transferred' });
    expect(await second.next(({ type }) => type === 'call.ringing')).toMatchObject({ call: { from: '+79000000104' } });
    await send(call.answered('102', 25));
    await send(call.ended(60, 4, 50));
    await second.next(({ type }) => type === 'call.ended');
    first.close();
    second.close();
  });

  it('scenario 17: the recording first, the end before the answer, the first fact last: one call, the same', async () => {
    const call = uisCall();
    for (const told of [
      call.recorded('https://media.example/1'),
      call.ended(),
      call.answered('101'),
      call.ringing('101'),
      call.incoming(),
    ])
      await send(told);
    const { items } = (await (await running.api('/calls?limit=1', 'demo-manager')).json()) as {
      items: Record<string, unknown>[];
    };
    expect(items[0]).toMatchObject({
      result: 'answered',
      talkSeconds: 26,
      waitSeconds: 4,
      recording: true,
      answeredBy: { extension: '101', seat: 'reception-1' },
    });
  });

  it('scenario 21: a call over midnight is one call, with the branch’s zone beside its UTC times', async () => {
    // 23:59:50 in Moscow, yesterday at the latest.
    const startedAt = new Date(
      Math.floor((Date.now() - 3600_000 + 3 * 3600_000) / 86_400_000) * 86_400_000 - 3 * 3600_000 - 10_000,
    );
    const call = uisCall({ startedAt, from: '79000000777' });
    for (const told of [call.incoming(), call.ringing('101'), call.answered('101', 5), call.ended(58, 5, 53)])
      await send(told);
    const from = new Date(startedAt.getTime() - 1000).toISOString();
    const to = new Date(startedAt.getTime() + 1000).toISOString();
    const { items } = (await (await running.api(`/calls?from=${from}&to=${to}`, 'demo-manager')).json()) as {
      items: Record<string, unknown>[];
    };
    expect(items).toMatchObject([
      {
        zone: 'Europe/Moscow',
        startedAt: startedAt.toISOString(),
        endedAt: new Date(startedAt.getTime() + 58_000).toISOString(),
        talkSeconds: 53,
      },
    ]);
  });

  it('a manager sees the calls of all branches, one of a single branch only that', async () => {
    const manager = await running.screen('demo-manager');
    const call = uisCall({ line: '74950000102' });
    await send(call.incoming());
    await send(call.ringing('201'));
    expect(await manager.next(({ type }) => type === 'call.ringing')).toMatchObject({ call: { branch: 'north' } });
    await send(call.ended(9, 9, 0));
    await manager.next(({ type }) => type === 'call.ended');
    const own = (await (await running.api('/calls', 'north-manager')).json()) as { items: { branch: string }[] };
    expect(new Set(own.items.map(({ branch }) => branch))).toEqual(new Set(['north']));
    expect((await running.api('/calls?branch=center', 'north-manager')).status).toBe(403);
    manager.close();
  });

  it('a client that comes back gets what it missed, once', async () => {
    const before = await running.screen('demo-reception-1');
    const since = before.frames[0]?.cursor ?? '';
    before.close();
    const call = uisCall();
    await send(call.incoming());
    await send(call.ringing('101'));
    const after = await running.screen('demo-reception-1', { since });
    expect(await after.next(({ type }) => type === 'call.ringing')).toMatchObject({ call: { state: 'ringing' } });
    const fresh = await running.screen('demo-reception-1');
    await fresh.next(({ type }) => type === 'call.ringing');
    await send(call.ended(10, 10, 0));
    await after.next(({ type }) => type === 'call.closed');
    expect(after.calls()).toHaveLength(2);
    after.close();
    fresh.close();
  });

  it('refuses a socket without a known token with 4401 and one whose seat is gone with 4403', async () => {
    const address = `${running.url.replace('http', 'ws')}/ws/v1`;
    expect(await (await openScreen(address, 'nobody')).closed).toBe(4401);
    await addToken(running.db.database.sql, systemClock, {
      label: 'old',
      role: 'reception',
      seat: 'no-such-seat',
      branches: ['center'],
      token: 'gone',
    });
    const gone = await openScreen(address, 'gone');
    expect(await gone.closed).toBe(4403);
    expect(gone.frames).toEqual([]);
  });
});

describe('webhooks', () => {
  it('never tell whether the account or the secret was wrong', async () => {
    const body = JSON.stringify({ event: 'incoming', call_session_id: 1 });
    const answers = await Promise.all(
      ['/webhooks/uis/wrong', '/webhooks/uis', '/webhooks/nobody/demo', '/webhooks/nobody'].map(async (path) => {
        const response = await fetch(running.url + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        return [response.status, await response.text()];
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['[403,"forbidden"]']));
  });

  it('that cannot be read are kept, answered 200, shown without their secret and readable again', async () => {
    const before = Date.now();
    for (const body of ['', '{}', 'null', '<xml/>', '{"event":"incoming"', 'x'.repeat(2_000_000)]) {
      const response = await fetch(`${running.url}/webhooks/uis/demo`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(response.status).toBe(200);
    }
    expect(Date.now() - before).toBeLessThan(10_000);
    const { items } = (await (await running.api('/quarantine', 'demo-manager')).json()) as {
      items: { id: number; reason: string; truncated: boolean; path: string }[];
    };
    expect(items.length).toBeGreaterThanOrEqual(6);
    expect(items[0]).toMatchObject({ truncated: true });
    expect(JSON.stringify(items)).not.toContain('demo');
    expect(items.every(({ reason }) => reason.length > 5)).toBe(true);
    const replay = `/quarantine/${items[1]!.id}/replay`;
    expect((await running.api(replay, 'demo-manager', { method: 'POST' })).status).toBe(403);
    const again = await running.api(replay, 'demo-it', { method: 'POST' });
    expect(again.status).toBe(409);
    expect(again.headers.get('content-type')).toContain('application/problem+json');
    expect((await running.api('/quarantine', 'demo-reception-1')).status).toBe(403);
  });

  it('are kept without the account’s secret, readable or not', async () => {
    await send(uisCall().incoming());
    const stored = await running.db.database.sql.selectFrom('call_event').select('raw').execute();
    const kept = await running.db.database.sql.selectFrom('quarantine').select(['path', 'query', 'body']).execute();
    expect(stored.length).toBeGreaterThan(0);
    for (const { raw } of stored) expect(raw?.toString() ?? '').not.toContain('demo');
    for (const row of kept) expect(JSON.stringify({ ...row, body: row.body.toString() })).not.toContain('demo');
  });

  it('by GET with the same facts is the same call', async () => {
    const call = uisCall();
    const [event, fields] = call.incoming();
    await send([event, fields]);
    const query = new URLSearchParams({
      event,
      ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
    });
    const response = await fetch(`${running.url}/webhooks/uis/demo?${query.toString()}`);
    expect(response.status).toBe(200);
    const count = await running.db.database.sql
      .selectFrom('provider_call')
      .select('call_id')
      .where('provider_call_id', '=', String(call.id))
      .execute();
    expect(count).toHaveLength(1);
    await eventually(async () => {
      const events = await running.db.database.sql
        .selectFrom('call_event')
        .select('id')
        .where('call_id', '=', count[0]!.call_id)
        .execute();
      if (events.length !== 1) throw new Error(`${events.length} events`);
    });
  });
});
