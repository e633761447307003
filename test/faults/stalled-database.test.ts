import { eventually } from '../support/eventually.ts';
import { runApp, uisCall } from '../support/running-app.ts';

describe('a database that does not commit', () => {
  it('makes 503 with Retry-After after a second, for webhooks readable or not, and loses nothing that was promised', async () => {
    const running = await runApp();
    const call = uisCall();
    expect((await running.uis(...call.incoming())).status).toBe(200);

    const blocker = await running.db.database.pool.connect();
    await blocker.query('begin');
    await blocker.query('lock table call, quarantine in access exclusive mode');
    const began = Date.now();
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => running.uis(...call.ringing('101'))),
      fetch(`${running.url}/webhooks/uis/demo`, { method: 'POST', body: 'unreadable' }),
    ]);
    const longest = Date.now() - began;
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 21 }, () => 503));
    expect(answers[0]?.headers.get('retry-after')).toBe('2');
    expect(longest).toBeLessThan(5000);
    await blocker.query('rollback');
    blocker.release();

    expect((await running.uis(...call.ringing('101'))).status).toBe(200);
    await eventually(async () => {
      const calls = await running.db.database.sql.selectFrom('call').select('state').execute();
      expect(calls).toEqual([{ state: 'ringing' }]);
    });
    await running.stop();
  });
});
