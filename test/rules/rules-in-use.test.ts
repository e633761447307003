import { addToken } from '../../src/access/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { replayRules, type RuleDecision, type RuleDifference } from '../../src/rules/index.ts';
import { askingAccount, askingAdapter } from '../answers/asking-adapter.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { clinicWith } from './clinic.ts';

const vip = '+79160001122';
const courier = '+79160003344';
const insistent = '+79160005566';
const stranger = '+79160007788';
const written = `numberLists:
  - { id: vip, numbers: [${vip}] }
rules:
  - name: VIP
    when: { direction: in, number: vip }
    then:
      pop: { to: [ringing, supervisors, reception-1] }
      answer: { extension: 101, callerName: 'VIP {name}' }
      tags: [VIP]
      task: { what: Перезвонить VIP, dueMinutes: 10 }
    continue: true
  - name: Курьер
    when: { number: '${courier}' }
    then: { pop: { when: never }, mis: [], ignoreInReports: true }
  - name: Настойчивый
    when: { calls: { atLeast: 3, withinMinutes: 60 } }
    then: { pop: { to: [reception-1], when: ring }, tags: [настойчивый] }
`;
const configurationWith = (rules: string) =>
  testConfiguration({
    rules: clinicWith(rules).rules,
    pbx: new Map([['asking', askingAccount({ answers: { callerName: true, route: 'off', lastOperatorDays: 90 } })]]),
  });

let app: RunningApp;
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  app = await runApp({
    db,
    configuration: configurationWith(written),
    adapters: { pbx: [askingAdapter({ asks: true })] },
  });
  await addToken(db.database.sql, systemClock, {
    ...{ token: 'the-manager', label: 'manager', role: 'manager', seat: null, branches: ['center', 'north'] },
  });
});
afterAll(async () => {
  await app.stop();
  await db.drop();
});

const tell = (body: object) =>
  fetch(`${app.url}/webhooks/asking/s3cret`, { method: 'POST', body: JSON.stringify(body) });

async function call(id: string, from: string): Promise<void> {
  await tell({ call: id, kind: 'started', from });
  await tell({ call: id, kind: 'ringing', from, extension: '102' });
  await tell({ call: id, kind: 'answered', from, extension: '102' });
  await tell({ call: id, kind: 'ended', from, extension: '102', talk: 20 });
}

async function decisionOf(id: string): Promise<RuleDecision> {
  let found: unknown = null;
  await eventually(async () => {
    const { rows } = await db.database.pool.query<{ rules: unknown; settled_at: Date | null }>(
      'select c.rules, c.settled_at from call c join provider_call p on p.call_id = c.id where p.provider_call_id = $1',
      [id],
    );
    expect(rows[0]?.settled_at).not.toBeNull();
    found = rows[0]?.rules;
  });
  return found as RuleDecision;
}

const deliveriesOf = async (id: string): Promise<number> => {
  const { rows } = await db.database.pool.query<{ n: number }>(
    `select count(*)::integer as n from delivery d join provider_call p on p.call_id = d.call_id
     where p.provider_call_id = $1 and d.kind = 'call' and d.state <> 'superseded'`,
    [id],
  );
  return rows[0]?.n ?? 0;
};

it("a VIP's card opens at workplace 1 while 102 rings, and the decision is kept", async () => {
  const [first, second] = await Promise.all([app.screen('demo-reception-1'), app.screen('demo-reception-2')]);
  await call('V', vip);
  await second.next(({ type }) => type === 'call.ended');
  await first.next(({ type }) => type === 'call.closed');
  expect(first.calls().map(({ type, reason }) => [type, reason])).toEqual([
    ['call.ringing', undefined],
    ...first
      .calls()
      .filter(({ type }) => type === 'call.updated')
      .map(({ type }) => [type, undefined]),
    ['call.closed', 'answered-elsewhere'],
  ]);
  expect(second.calls().map(({ type }) => type)).toEqual(
    expect.arrayContaining(['call.ringing', 'call.answered', 'call.ended']),
  );
  const decision = await decisionOf('V');
  expect(decision).toMatchObject({ rule: 'VIP', matched: ['VIP'], tags: ['VIP'], mis: null });
  expect(decision.tasks).toMatchObject([{ type: 'callback', what: 'Перезвонить VIP', owner: null, dueMinutes: 10 }]);
  await eventually(async () => expect(await deliveriesOf('V')).toBe(1));
  first.close();
  second.close();
});

it('a call that is shown to nobody opens no card and is told to no MIS', async () => {
  const [second, all] = await Promise.all([app.screen('demo-reception-2'), app.screen('the-manager')]);
  await call('C', courier);
  await call('S', stranger);
  await all.next(({ type, call: told }) => type === 'call.ended' && told?.from === stranger);
  for (const screen of [second, all])
    expect(screen.calls().filter((frame) => frame.call?.from === courier)).toEqual([]);
  expect(second.calls().some((frame) => frame.call?.from === stranger)).toBe(true);
  expect(await decisionOf('C')).toMatchObject({ rule: 'Курьер', mis: [], ignoreInReports: true });
  expect(await decisionOf('S')).toMatchObject({ rule: null, matched: [] });
  await eventually(async () => expect(await deliveriesOf('S')).toBe(1));
  expect(await deliveriesOf('C')).toBe(0);
  second.close();
  all.close();
});

it('the third call of a number within the hour is recognised while it rings', async () => {
  const first = await app.screen('demo-reception-1');
  for (const id of ['I1', 'I2', 'I3']) await call(id, insistent);
  await first.next(({ type, call: told }) => type === 'call.ringing' && told?.from === insistent);
  expect((await decisionOf('I2')).rule).toBeNull();
  expect(await decisionOf('I3')).toMatchObject({ rule: 'Настойчивый', tags: ['настойчивый'] });
  const opened = first.calls().filter(({ type, call: told }) => type === 'call.ringing' && told?.from === insistent);
  expect(opened).toHaveLength(1);
  first.close();
});

it('the PBX is told what a rule says', async () => {
  const ask = async (from: string | null): Promise<unknown> => (await tell({ ask: true, from })).json();
  expect(await ask(vip)).toEqual({ callerName: 'VIP', extension: '101' });
  expect(await ask(stranger)).toEqual({});
  expect(await ask(null)).toEqual({});
});

describe('over HTTP', () => {
  it('the rules are listed without numbers, for those who write them', async () => {
    const answer = await app.api('/rules?language=ru', 'the-manager');
    const body = (await answer.json()) as {
      version: string;
      items: { name: string; when: unknown; actions: string[] }[];
    };
    expect(body.items.map(({ name }) => name)).toEqual(['VIP', 'Курьер', 'Настойчивый']);
    expect(body.items[0]?.when).toContainEqual({ condition: 'number', wanted: '1 numbers' });
    expect(body.items[0]?.actions).toContain('АТС: на внутренний номер 101');
    expect(JSON.stringify(body)).not.toContain('9160001122');
    expect((await app.api('/rules', 'demo-reception-1')).status).toBe(403);
  });

  it('a described call is tried, with the trace in words', async () => {
    const test = (body: object) =>
      app.api('/rules/test?language=en', 'the-manager', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const answer = (await (await test({ from: '8 916 000 33 44', line: '8 495 000 01 01' })).json()) as {
      rule: string;
      words: string[];
    };
    expect(answer.rule).toBe('Курьер');
    expect(answer.words[0]).toMatch(
      /"VIP": does not hold, caller's number: wanted a number of the list \(1\), found \+7916\*\*\*3344/,
    );
    expect(answer.words).toContain('  card: shown to nobody');
    const refused = await test({ from: 'Иван', line: '+7 495 000-09-09' });
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as { detail: string }).detail).toMatch(/line: .* is no line of the clinic/);
  });
});

it("a replay tells where today's rules differ from what was decided", async () => {
  await decisionOf('I3');
  const window = { from: new Date(Date.now() - 3600_000), to: new Date(Date.now() + 1000) };
  const same: RuleDifference[] = [];
  await replayRules(db.database, window, configurationWith(written), (one) => same.push(one));
  expect(same).toEqual([]);
  const found: RuleDifference[] = [];
  const changed = written
    .replace('tags: [настойчивый]', 'tags: [зовет]')
    .replace('ignoreInReports: true', 'ignoreInReports: false');
  const report = await replayRules(db.database, window, configurationWith(changed), (one) => found.push(one));
  expect(found.map(({ changed: keys, now }) => [now.rule, keys])).toEqual([
    ['Курьер', ['ignoreInReports']],
    ['Настойчивый', ['tags']],
  ]);
  expect(report).toMatchObject({ calls: 6, different: 2 });
  expect(report.byRule.get('VIP')).toEqual({ before: 1, now: 1 });
});
