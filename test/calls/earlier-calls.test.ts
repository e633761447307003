import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { callerWith, candidate } from '../support/screen-calls.ts';

const begun = Date.parse('2026-10-12T06:00:00Z');
const own = '+79110000101';
const mobile = '+79110000102';
/** Of an office: it stands on the card of one of many who call from it. */
const office = '+79110000103';

/** Calls by their order; the last of each is the one whose card is open. */
const calls = [
  { id: 1, external: own, branch: 'center', result: 'missed' },
  { id: 2, external: mobile, branch: 'center', result: 'answered' },
  { id: 3, external: own, branch: 'north', result: 'answered' },
  { id: 4, external: '+79110000999', branch: 'center', result: 'answered' },
  // Of the same telephone, but a person said that it was somebody else.
  { id: 5, external: mobile, branch: 'center', result: 'answered', chosen: 'other' },
  { id: 6, external: own, branch: 'center', result: 'answered' },
  { id: 7, external: null, branch: 'center', result: 'answered' },
  { id: 8, external: mobile, branch: 'center', result: 'answered', household: true },
  { id: 9, external: office, branch: 'center', result: 'answered', shared: true },
  { id: 10, external: office, branch: 'center', result: 'answered', shared: true },
  { id: 11, external: own, branch: 'center', result: 'answered' },
];

describe('the last calls of whoever calls', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await runApp();
    const { pool } = app.db.database;
    const { rows } = await pool.query<{ id: string }>(
      `insert into person (source, external_id, kind, surname, full_name, updated_at)
       select 'file:patients', i, 'patient', 'Орлов', 'Орлов', now() from generate_series(1, 2) i returning id`,
    );
    const [person, other] = rows.map(({ id }) => id) as [string, string];
    await pool.query('insert into person_phone (person_id, e164) values ($1, $2), ($1, $3), ($4, $3), ($1, $5)', [
      ...[person, own, mobile, other, office],
    ]);
    for (const { id, external, branch, result, chosen, household, shared } of calls) {
      const people = shared === true ? [] : household === true ? [person, other] : [person];
      const caller = callerWith(
        people.map((one) => candidate({ id: one })),
        shared === true ? { reasons: ['shared-number'] } : {},
      );
      await pool.query(
        `insert into call (id, account, branch, zone, line, direction, external, state, result, started_at, class, learnt_at, version, caller, chosen_person)
         values ($1, 'uis', $2, 'Europe/Moscow', '+74950000101', 'in', $3, 'ended', $4, $5, 'returning', now(), 1, $6, $7)`,
        [
          ...[id, branch, external, result, new Date(begun + id * 60_000), { ...caller, phone: external }],
          chosen === undefined ? null : other,
        ],
      );
    }
  }, 60_000);
  afterAll(() => app.stop());

  async function earlier(path: string, token = 'demo-reception-1') {
    const response = await app.api(`/calls/${path}`, token);
    const text = await response.text();
    return { status: response.status, text, ids: JSON.parse(text).items?.map(({ id }: { id: string }) => Number(id)) };
  }

  it('are those of all numbers of the person, newest first, without who else used a number', async () => {
    expect((await earlier('6/earlier?limit=9', 'demo-manager')).ids).toEqual([3, 2, 1]);
    expect((await earlier('6/earlier?limit=2', 'demo-manager')).ids).toEqual([3, 2]);
    expect((await earlier('1/earlier')).ids).toEqual([]);
  });

  it('are those of the number alone while nobody said who calls', async () => {
    expect((await earlier('8/earlier')).ids).toEqual([5, 2]);
  });

  it('are neither those of a number that tells nobody apart, nor for it', async () => {
    expect((await earlier('10/earlier?limit=9', 'demo-manager')).ids).toEqual([]);
    expect((await earlier('11/earlier?limit=9', 'demo-manager')).ids).toEqual([8, 6, 3, 2, 1]);
  });

  it('are none of a withheld number, although it is one person’s', async () => {
    await app.db.database.pool.query(`update call set caller = jsonb_set(caller, '{candidates}', '[]') where id = 7`);
    expect((await earlier('7/earlier')).ids).toEqual([]);
  });

  it('tell a workplace nothing of another branch: neither a call nor a byte of it', async () => {
    expect((await earlier('6/earlier?limit=9')).ids).toEqual([2, 1]);
    const north = await earlier('6/earlier', 'demo-reception-3');
    expect([north.status, north.text]).toEqual([404, expect.not.stringMatching(/7911|Орлов|center/)]);
    expect((await earlier('3/earlier', 'demo-reception-3')).ids).toEqual([]);
  });

  it('show no number to a role that reads none', async () => {
    const { ids, text } = await earlier('6/earlier', 'demo-it');
    expect(ids).toEqual([3, 2, 1]);
    expect(text).not.toMatch(/\+79110000/);
  });
});
