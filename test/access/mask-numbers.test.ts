import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { maskNumbers } from '../../src/access/index.ts';
import { addToken } from '../../src/access/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';

const own = new Set(['+74950000101']);

describe('a number in an answer', () => {
  it.each([
    ['alone', { from: '+79161234567' }, { from: '+7916•••••67' }],
    ['in a list, in depth', [{ a: { phones: ['+79161234567'] } }], [{ a: { phones: ['+7916•••••67'] } }]],
    ['of the clinic itself', { line: '+74950000101' }, { line: '+74950000101' }],
    ['of five digits', { from: '+12345' }, { from: '+12345' }],
    [
      'in the words of a note',
      { note: 'мама 8 (916) 123-45-67, вечером' },
      { note: 'мама 8 (916) •••-••-67, вечером' },
    ],
    ['in the text of a message', { text: 'Перезвоните +7 916 123-45-67' }, { text: 'Перезвоните +7 916 •••-••-67' }],
    [
      'as a visitor of the site wrote it',
      { comment: 'мама 8 916 123-45-67', phoneWritten: '8-916-123-45-67 мама' },
      { comment: 'мама 8 916 •••-••-67', phoneWritten: '8-916-•••-••-67 мама' },
    ],
    ['that is none: an id, a time', { id: '79161234567', at: '2026-11-22T10:00:00.000Z', n: 7 }, null],
  ])('%s', (_what, told, expected) => {
    expect(maskNumbers(told, own)).toEqual(expected ?? told);
  });
});

describe('a role that reads no numbers', () => {
  let app: RunningApp;
  const number = '+79035550177';
  const digits = '9035550177';
  beforeAll(async () => {
    app = await runApp();
    await addToken(app.db.database.sql, systemClock, {
      ...{ label: 'it of a seat', role: 'it', seat: 'reception-1', branches: ['center'], token: 'it-seat' },
    });
  }, 60_000);
  afterAll(() => app.stop());

  it('is shown them neither by the socket nor by the API, where reception is', async () => {
    const [asIt, reception] = [await app.screen('it-seat'), await app.screen('demo-reception-1')];
    const call = uisCall({ from: number.slice(1) });
    for (const [event, fields] of [call.incoming(), call.ringing('101')]) await app.uis(event, fields);
    expect((await reception.next(({ type }) => type === 'call.ringing')).call?.from).toBe(number);
    expect((await asIt.next(({ type }) => type === 'call.ringing')).call?.from).toBe('+7903•••••77');
    // Who opens a screen meanwhile is sent the state.
    const again = await app.screen('it-seat');
    expect((await again.next(({ type }) => type === 'call.ringing')).call?.from).toBe('+7903•••••77');
    await app.uis(...call.missed());
    const ids = await eventually(async () => {
      const { rows } = await app.db.database.pool.query<{ id: string }>(
        `select id::text from call where external = $1 and settled_at is not null`,
        [number],
      );
      expect(rows).toHaveLength(1);
      expect((await app.db.database.pool.query('select from task')).rowCount).toBe(1);
      return rows;
    }, 30_000);
    const paths = [
      ...['/calls', `/calls/${ids[0]!.id}`, '/tasks', `/people?phone=${encodeURIComponent(number)}`, '/messages'],
      ...['/deliveries', '/audit', '/integrations', '/waiting-list', '/quarantine'],
    ];
    let seen = 0;
    for (const path of paths) {
      const answers = await Promise.all(
        ['demo-it', 'demo-manager'].map(async (token) => (await app.api(path, token)).text()),
      );
      expect([path, answers[0]!.includes(digits)]).toEqual([path, false]);
      if (answers[1]!.includes(digits)) seen += 1;
    }
    // The same answers hold it for who reads numbers.
    expect(seen).toBeGreaterThanOrEqual(3);
    for (const { frames } of [asIt, again]) expect(JSON.stringify(frames)).not.toContain(digits);
  }, 60_000);
});
