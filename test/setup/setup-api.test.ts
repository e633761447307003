import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { providerSchemas } from '../../src/compose-commands.ts';
import { readConfiguration } from '../../src/platform/configuration/index.ts';
import type { SetupState } from '../../src/setup/setup-schemas.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';

describe('the configuration by the API', () => {
  let folder: string;
  let path: string;
  let app: RunningApp;
  let restarted = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trubka-setup-'));
    path = join(folder, 'trubka.yaml');
    const restart = (): void => void (restarted += 1);
    app = await runApp({
      roles: new Set(['web']),
      setup: { path, providers: providerSchemas, startedWith: null, roles: new Set(['web']), restart },
    });
  }, 60_000);
  afterAll(async () => {
    await app?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
  });

  const state = async (): Promise<SetupState> =>
    (await (await app.api('/configuration', 'demo-it')).json()) as SetupState;
  const send = (method: string, address: string, body: object, token = 'demo-it'): Promise<Response> =>
    app.api(`/configuration${address}`, token, { method, body: JSON.stringify(body) });
  const clinic = {
    clinic: { name: 'Клиника «Ромашка»', language: 'ru' },
    branches: [
      {
        ...{ name: 'Центр', zone: 'Europe/Moscow', areaCode: '495', hours: 'mon-fri 09:00-21:00' },
        seats: [{ name: 'Ресепшен 1', extensions: ['101'] }],
      },
    ],
    pbx: [{ provider: 'uis', settings: { zone: 'Europe/Moscow' }, initialDays: 30 }],
    mis: [{ provider: 'ident', settings: { calls: 'off' } }],
  };
  const read = () => readConfiguration({ path, providers: providerSchemas });

  it('writes a whole configuration where there was none, its secrets beside it, and says who did', async () => {
    const empty = await state();
    expect(empty).toMatchObject({ base: null, configured: false, applied: true, mayRestart: true, obstacle: null });
    expect(empty.elsewhere).toEqual(['worker', 'pbx']);
    const checked = (await (await send('POST', '/check', { base: null, ...clinic })).json()) as {
      problems: unknown[];
      diff: { text: string }[];
    };
    expect(checked.problems).toEqual([]);
    expect(checked.diff.map(({ text }) => text)).toContain('      secret: ${file:secrets/uis-…}');
    expect(await readdir(folder)).toEqual([]);

    const answer = await send('PUT', '', { base: null, ...clinic });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ backup: null, applied: false }),
    ]);
    const result = read();
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(result.warnings).toEqual([]);
    const account = result.configuration.pbx.get('uis')!;
    expect(account).toMatchObject({ provider: 'uis', reconcile: { everyMinutes: 15, initialDays: 30 } });
    expect((account.settings as { secret: string }).secret).toMatch(/^[\w-]{32}$/);
    expect(result.configuration.mis.get('ident')?.settings).toMatchObject({ calls: 'off' });
    expect(result.configuration.seats.get('seat-1')).toMatchObject({ branch: 'main', extensions: ['101'] });
    expect((await stat(join(folder, 'secrets/uis-secret'))).mode & 0o777).toBe(0o600);

    const written = await state();
    expect(written).toMatchObject({ configured: true, applied: false, problems: [] });
    expect(written.pbx).toEqual([
      { id: 'uis', provider: 'uis', settings: { zone: 'Europe/Moscow' }, secrets: ['secret'] },
    ]);
    expect(JSON.stringify(written)).not.toContain((account.settings as { secret: string }).secret);
    const audit = await app.db.database.sql
      .selectFrom('audit')
      .select(['who', 'detail'])
      .where('what', '=', 'configuration.written')
      .executeTakeFirstOrThrow();
    expect(audit).toEqual({
      who: 'demo-it',
      detail: { sections: ['clinic', 'branches', 'mis', 'pbx'], backup: null },
    });
  });

  it('keeps the former file with its comments and a secret that is there, and refuses an old base', async () => {
    await send('PUT', '', { base: null, ...clinic });
    await writeFile(path, `# by hand\n${await readFile(path, 'utf8')}`);
    const secret = await readFile(join(folder, 'secrets/uis-secret'), 'utf8');
    expect((await send('PUT', '', { base: null, ...clinic })).status).toBe(409);
    const { base } = await state();
    const changed = { base, clinic: { name: 'Другая', language: 'en' }, pbx: [{ id: 'uis', ...clinic.pbx[0] }] };
    const answer = (await (await send('PUT', '', changed)).json()) as { backup: string };
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(/^# by hand\n/);
    expect(text).toContain('name: Другая');
    expect(await readFile(join(folder, answer.backup), 'utf8')).toContain('name: Клиника «Ромашка»');
    expect(await readFile(join(folder, 'secrets/uis-secret'), 'utf8')).toBe(secret);
    expect(await readdir(join(folder, 'secrets'))).toEqual(['ident-key', 'uis-secret']);
  });

  it('shows no secret that stands in the file itself, also where another takes its place', async () => {
    await send('PUT', '', { base: null, ...clinic });
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('${file:secrets/uis-secret}', 'written-by-hand-once'));
    const changed = { pbx: [{ id: 'uis', provider: 'uis', settings: { secret: 'another-one-of-it' } }] };
    const answer = await send('POST', '/check', { base: (await state()).base, ...changed });
    const told = await answer.text();
    expect(told).toContain('secret: •••');
    expect(told).toContain('secret: ${file:secrets/uis-…}');
    expect(told).not.toMatch(/written-by-hand-once|another-one-of-it/);
  });

  it('adds a branch and further accounts, each with ids and secrets of its own; what is there stays', async () => {
    await send('PUT', '', { base: null, ...clinic });
    const secret = await readFile(join(folder, 'secrets/uis-secret'), 'utf8');
    const more = {
      base: (await state()).base,
      branches: [
        { name: 'Север', zone: 'Asia/Omsk', seats: [{ name: 'Север 1', extensions: ['201'] }] },
        { name: 'Юг', zone: 'Asia/Omsk', lines: [{ number: '+74950000105', name: 'Юг' }] },
      ],
      pbx: [clinic.pbx[0], clinic.pbx[0]],
      mis: [clinic.mis[0]],
    };
    expect((await send('PUT', '', more)).status).toBe(200);
    const result = read();
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const { branches, seats, lines, pbx, mis } = result.configuration;
    expect([...branches.values()].map(({ id, name }) => [id, name])).toEqual([
      ['main', 'Центр'],
      ['branch-2', 'Север'],
      ['branch-3', 'Юг'],
    ]);
    expect([...seats.values()].map(({ id, branch }) => [id, branch])).toEqual([
      ['seat-1', 'main'],
      ['seat-2', 'branch-2'],
    ]);
    expect(lines.get('+74950000105')?.branch).toBe('branch-3');
    expect([[...pbx.keys()], [...mis.keys()]]).toEqual([
      ['uis', 'uis-2', 'uis-3'],
      ['ident', 'ident-2'],
    ]);
    const secrets = [...pbx.values()].map(({ settings }) => (settings as { secret: string }).secret);
    expect([new Set(secrets).size, secrets[0]]).toEqual([3, secret.trim()]);
  });

  it('says what is wrong and writes nothing then', async () => {
    const wrong = {
      base: null,
      clinic: clinic.clinic,
      branches: [{ name: 'Центр', zone: 'Moscow', seats: [{ name: 'A', extensions: ['1 0 1'] }] }],
      pbx: [{ provider: 'mango', settings: { apiKey: 'short' } }],
    };
    const answer = await send('PUT', '', wrong);
    expect(answer.status).toBe(422);
    const { errors } = (await answer.json()) as { errors: { path: string; remedy: string }[] };
    expect(errors.map(({ path: at }) => at).toSorted()).toEqual([
      ...['accounts.pbx[0].apiKey', 'accounts.pbx[0].apiSalt'],
      ...['branches[0].seats[0].extensions[0]', 'branches[0].zone'],
    ]);
    expect(errors.every(({ remedy }) => remedy !== '')).toBe(true);
    expect(await readdir(folder)).toEqual([]);
  });

  it('binds what a call told: an extension to a workplace or a new one, a line, an employee', async () => {
    await send('PUT', '', { base: null, ...clinic });
    const bind = async (body: object): Promise<number> =>
      (await send('POST', '/bind', { base: (await state()).base, account: 'uis', ...body })).status;
    expect(await bind({ kind: 'extension', value: '105', seat: 'seat-1' })).toBe(200);
    expect(await bind({ kind: 'extension', value: '200', name: 'Кассa' })).toBe(200);
    expect(await bind({ kind: 'line', value: '+74950000101', name: 'Сайт' })).toBe(200);
    expect(await bind({ kind: 'employee', value: '12345', extension: '101' })).toBe(200);
    expect(await bind({ kind: 'extension', value: '7', seat: 'no-such' })).toBe(409);
    const result = read();
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const { seats, lines, pbx } = result.configuration;
    expect([...seats.values()].map(({ id, extensions }) => [id, extensions])).toEqual([
      ['seat-1', ['101', '105']],
      ['seat-2', ['200']],
    ]);
    expect([...lines.keys()]).toEqual(['+74950000101']);
    expect(pbx.get('uis')?.settings).toMatchObject({ employees: { '12345': '101' } });
  });

  it('says why it cannot be written', async () => {
    // Nothing is read-only for root, but a folder that is not there is so for everybody.
    await rm(folder, { recursive: true });
    expect((await state()).obstacle).toEqual({ code: 'folder-missing', place: folder });
    const answer = await send('PUT', '', { base: null, ...clinic });
    expect([answer.status, (await answer.json()) as object]).toEqual([
      409,
      expect.objectContaining({ type: expect.stringMatching(/configuration-folder-missing$/), place: folder }),
    ]);
    await mkdir(folder);
  });

  it('is for the role it, and begins anew when asked', async () => {
    expect((await app.api('/configuration', 'demo-manager')).status).toBe(403);
    expect((await send('POST', '/apply', {}, 'demo-manager')).status).toBe(403);
    expect((await send('POST', '/apply', {})).status).toBe(202);
    expect(restarted).toBe(1);
  });
});
