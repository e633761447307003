import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { formatProblems, openRulesFile, readConfiguration } from '../../src/platform/configuration/index.ts';
import type { RuleDecision } from '../../src/rules/index.ts';
import { askingAdapter } from '../answers/asking-adapter.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { clinicFile, providers as clinicProviders } from './clinic.ts';

const base = clinicFile
  .replace(/ {2}mis:[\s\S]*$/, '')
  .replace('provider: bells', 'provider: asking')
  .replaceAll('phones', 'asking');
const tagged = (tag: string, more = ''): string =>
  `rules:\n  - name: ${tag}\n    when: { direction: in }\n    then: { tags: [${tag}]${more} }\n`;
const providers = { ...clinicProviders, pbx: new Map<string, z.ZodType>([['asking', z.looseObject({})]]) };

let folder: string;
let path: string;
let db: TestDatabase;
let first: RunningApp;
let second: RunningApp;

/** A whole Trubka with the file as it is now, as one of several processes. */
async function start(): Promise<RunningApp> {
  const result = readConfiguration({ path, providers });
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return runApp({
    db,
    configuration: result.configuration,
    rulesFile: openRulesFile({ path, providers }),
    adapters: { pbx: [askingAdapter({ asks: false })] },
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trubka-rules-'));
  path = join(folder, 'trubka.yaml');
  writeFileSync(path, base + tagged('файл'));
  db = await testDatabase();
  first = await start();
  second = await start();
});
afterAll(async () => {
  await first.stop();
  await second.stop();
  await db.drop();
  rmSync(folder, { recursive: true });
});

interface Answer<T> {
  status: number;
  body: T;
}
async function ask<T>(app: RunningApp, address: string, token = 'demo-it', init: RequestInit = {}): Promise<Answer<T>> {
  const response = await app.api(address, token, init);
  return { status: response.status, body: (await response.json()) as T };
}
const send = <T>(app: RunningApp, method: string, address: string, body: object, token?: string) =>
  ask<T>(app, address, token, { method, body: JSON.stringify(body) });

interface Saved {
  saved: { id: number; who: string; note: string; parent: number | null; ofFile: boolean };
  version: string;
  warnings: unknown[];
}
interface Text {
  text: string;
  saved: { id: number } | null;
  fileChanged: boolean;
  problems: { key: string }[];
}
const textOf = async (app: RunningApp): Promise<Text> => (await ask<Text>(app, '/rules/text')).body;
const newest = async (): Promise<number | null> => (await textOf(first)).saved?.id ?? null;
const save = async (text: string | null, note = ''): Promise<Answer<Saved>> =>
  send<Saved>(first, 'PUT', '/rules', { text, note, base: await newest() });
const rulesAt = async (app: RunningApp): Promise<string[]> =>
  (await ask<{ items: { name: string }[] }>(app, '/rules')).body.items.map(({ name }) => name);

const tell = (app: RunningApp, body: object) =>
  fetch(`${app.url}/webhooks/asking/s3cret`, { method: 'POST', body: JSON.stringify(body) });

async function decisionOf(call: string): Promise<RuleDecision> {
  return eventually(async () => {
    const { rows } = await db.database.pool.query<{ rules: RuleDecision | null }>(
      `select c.rules from call c join provider_call p on p.call_id = c.id
       where p.provider_call_id = $1 and c.settled_at is not null`,
      [call],
    );
    expect(rows[0]?.rules).toBeTruthy();
    return rows[0]?.rules as RuleDecision;
  });
}

it('saved rules are in force in every process, and a call in progress is not lost by it', async () => {
  const screen = await first.screen('demo-reception-1');
  const call = (kind: string, more = {}) => ({ call: 'P', kind, from: '+79160001122', extension: '101', ...more });
  await tell(first, call('started'));
  await tell(first, call('ringing'));
  await screen.next(({ type }) => type === 'call.ringing');
  const saved = await save(tagged('новое', ', priority: high'), 'карточки важнее');
  expect(saved.status).toBe(200);
  expect(saved.body.saved).toMatchObject({ who: 'demo-it', note: 'карточки важнее', parent: null, ofFile: false });
  await eventually(async () => expect(await rulesAt(second)).toEqual(['новое']));
  await tell(second, call('answered'));
  const answered = await screen.next(({ type }) => type === 'call.answered');
  expect(answered.caller).toMatchObject({ priority: 'high' });
  await save(tagged('тише', ', pop: { when: never }'));
  await eventually(async () => expect(await rulesAt(second)).toEqual(['тише']));
  await tell(second, call('ended', { talk: 20 }));
  await screen.next(({ type }) => type === 'call.ended');
  const decision = await decisionOf('P');
  expect(decision).toMatchObject({ rule: 'тише', tags: ['тише'] });
  expect(decision.version).toMatch(new RegExp(`^${await newest()}-`));
  screen.close();
});

it('wrong rules change nothing and are told as config check tells them', async () => {
  const before = await textOf(first);
  const wrong = 'rules:\n  - name: Ночь\n    when: { brunch: center }\n    then: { pop: { to: [reception-9] } }\n';
  const answer = await send<{ type: string; errors: { path: string; line: number; remedy: string }[] }>(
    first,
    'PUT',
    '/rules',
    { text: wrong, note: '', base: before.saved?.id ?? null },
  );
  expect(answer.status).toBe(422);
  expect(answer.body.type).toMatch(/wrong-rules$/);
  expect(answer.body.errors).toEqual([
    expect.objectContaining({ path: 'rules[0].when.brunch', line: 3, remedy: 'Did you mean "branch"?' }),
    expect.objectContaining({ path: 'rules[0].then.pop.to[0]', line: 4 }),
  ]);
  writeFileSync(join(folder, 'wrong.yaml'), `${base}${wrong}`);
  const file = readConfiguration({ path: join(folder, 'wrong.yaml'), providers });
  const lines = base.split('\n').length - 1;
  expect(file.ok ? [] : file.problems.map(({ key, line, remedy }) => ({ path: key, line, remedy }))).toEqual(
    answer.body.errors.map(({ path: key, line, remedy }) => ({ path: key, line: line + lines, remedy })),
  );
  expect(await textOf(first)).toEqual(before);
});

it.each([
  ['clinic:\n  name: Другая\n', /does not belong to the rules/],
  ['rules:\n  - name: x\n    then: { tags: ["${env:DATABASE_URL}"] }\n', /References are not read/],
  ['просто слова', /no group of keys/],
  ['rules:\n\t- name: x', /tab/],
])('%j is refused', async (text, message) => {
  const { body } = await send<{ ok: boolean; problems: { message: string }[] }>(first, 'POST', '/rules/check', {
    text,
  });
  expect(body.ok).toBe(false);
  expect(body.problems.map((problem) => problem.message)).toEqual(
    expect.arrayContaining([expect.stringMatching(message)]),
  );
});

it('who saves over somebody else is told so', async () => {
  const stale = await newest();
  await save(tagged('чужое'));
  const answer = await send<{ type: string }>(first, 'PUT', '/rules', { text: tagged('мое'), note: '', base: stale });
  expect(answer.status).toBe(409);
  expect(await rulesAt(first)).toEqual(['чужое']);
});

it('versions have an author and a diff, and are returned to', async () => {
  await save(tagged('один'), 'первая');
  const one = await newest();
  await save(tagged('два'), 'вторая');
  const listed = await ask<{ items: { id: number; note: string; who: string }[] }>(first, '/rules/versions?limit=2');
  expect(listed.body.items.map(({ note, who }) => [note, who])).toEqual([
    ['вторая', 'demo-it'],
    ['первая', 'demo-it'],
  ]);
  const two = await newest();
  const compared = await ask<{ diff: { change: string; text: string }[]; against: number }>(
    first,
    `/rules/versions/${two}`,
  );
  expect(compared.body.against).toBe(one);
  expect(compared.body.diff.filter(({ change }) => change !== 'same')).toEqual([
    { change: 'removed', text: '  - name: один' },
    { change: 'added', text: '  - name: два' },
    { change: 'removed', text: '    then: { tags: [один] }' },
    { change: 'added', text: '    then: { tags: [два] }' },
  ]);
  const back = await send<Saved>(first, 'POST', `/rules/versions/${one}/restore`, { note: 'как было', base: two });
  expect(back.body.saved).toMatchObject({ parent: one, note: 'как было' });
  await eventually(async () => expect(await rulesAt(second)).toEqual(['один']));
  const { rows } = await db.database.pool.query<{ what: string }>(
    "select what from audit where what like 'rules.%' order by id desc limit 2",
  );
  expect(rows.map(({ what }) => what)).toEqual(['rules.restored', 'rules.saved']);
});

it('only the role it saves; managers look, try and check', async () => {
  expect((await send(first, 'PUT', '/rules', { text: null, note: '', base: null }, 'demo-manager')).status).toBe(403);
  expect((await ask(first, '/rules/text', 'demo-manager')).status).toBe(200);
  expect((await ask(first, '/rules/text', 'demo-reception-1')).status).toBe(403);
  const tried = await send<{ rule: string }>(
    first,
    'POST',
    '/rules/test',
    { from: '+79160001122', line: '+7 495 000-01-01', class: 'first-time', text: tagged('проба') },
    'demo-manager',
  );
  expect(tried.body.rule).toBe('проба');
  const replayed = await send<{ calls: number; different: number; items: { changed: string[] }[] }>(
    first,
    'POST',
    '/rules/replay',
    { text: tagged('проба'), days: 1 },
    'demo-manager',
  );
  expect(replayed.body).toMatchObject({ calls: 1, different: 1 });
  expect(replayed.body.items[0]?.changed).toEqual(['rule', 'matched', 'tags']);
});

it('the file counts again when asked, and is followed; saved rules go before a file that changed, and say so', async () => {
  expect((await save(null, 'снова файл')).body.saved.ofFile).toBe(true);
  await eventually(async () => expect(await rulesAt(second)).toEqual(['файл']));
  writeFileSync(path, base + tagged('файл-2'));
  await eventually(async () => expect([await rulesAt(first), await rulesAt(second)]).toEqual([['файл-2'], ['файл-2']]));
  writeFileSync(path, `${base}rules: [ what is this\n`);
  await save(tagged('сохраненное', ', pop: { to: [reception-2] }'));
  expect(await textOf(first)).toMatchObject({ fileChanged: false });
  writeFileSync(path, base + tagged('файл-3'));
  await eventually(async () => expect(await textOf(first)).toMatchObject({ fileChanged: true }));
  expect(await rulesAt(first)).toEqual(['сохраненное']);
});

it('a start with a file that a saved rule does not fit leaves that rule out and says so', async () => {
  const good = '  - name: живое\n    then: { tags: [живое] }\n';
  await save(`${tagged('на второе место', ', pop: { to: [reception-3] }')}${good}`);
  writeFileSync(path, base.replace('id: reception-3', 'id: reception-4') + tagged('файл-3'));
  const third = await start();
  expect(await rulesAt(third)).toEqual(['живое']);
  expect((await textOf(third)).problems.map(({ key }) => key)).toEqual(['rules[0].then.pop.to[0]']);
  await third.stop();
});
