import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { newSetupCode } from '../../src/access/index.ts';
import { type BrowserSession, browserSession } from '../support/browser-session.ts';
import { movableClock } from '../support/movable-clock.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';

const password = 'три слона и чай';

interface Told {
  type?: string;
  seconds?: number;
}
const told = async (response: Response): Promise<[number, string | undefined]> => [
  response.status,
  ((await response.json()) as Told).type?.split('/').at(-1),
];

describe('signing in by name', () => {
  let app: RunningApp;
  const clock = movableClock();
  const sockets: { close(): void }[] = [];

  beforeAll(async () => {
    app = await runApp({ clock });
  }, 60_000);
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });
  afterAll(() => app.stop());

  let made = 0;
  /** A new user and the password that IT was shown. */
  async function newUser(wanted: Record<string, unknown> = {}): Promise<{ id: string; login: string; given: string }> {
    made += 1;
    const login = `person${made}`;
    const response = await app.api('/users', 'demo-it', {
      method: 'POST',
      body: JSON.stringify({ login, name: `Person ${made}`, role: 'reception', branches: ['center'], ...wanted }),
    });
    expect(response.status).toBe(201);
    const { user, password: given } = (await response.json()) as { user: { id: string }; password: string };
    return { id: user.id, login, given };
  }
  /** Somebody who signed in and has a password of their own. */
  async function person(wanted: Record<string, unknown> = {}): Promise<BrowserSession & { id: string; login: string }> {
    const { id, login, given } = await newUser(wanted);
    const browser = browserSession(app.url);
    expect((await browser.send('POST', '/sign-in', { login, password: given })).status).toBe(200);
    expect((await browser.send('PUT', '/me/password', { current: given, next: password })).status).toBe(204);
    return { ...browser, id, login };
  }
  const codeAt = (secret: string): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() });

  describe('the first user', () => {
    it('is made by a link that opens once, and needs no default password', async () => {
      const { sql } = app.db.database;
      // The tokens of this clinic are enough to be let in: no link.
      expect(await newSetupCode(sql, clock.now())).toBeNull();
      const tokens = await sql.deleteFrom('access_token').returningAll().execute();
      const code = await newSetupCode(sql, clock.now());
      const older = await newSetupCode(sql, clock.now());
      await sql
        .insertInto('access_token')
        .values(tokens.map(({ id: _, ...token }) => token))
        .execute();

      const browser = browserSession(app.url);
      expect(await (await browser.get('/sign-in')).json()).toEqual({ signedIn: false, users: false });
      const first = { login: 'Irina', name: 'Ирина', password };
      expect(await told(await browser.send('POST', '/setup', { ...first, code: 'guessed' }))).toEqual([
        403,
        'no-setup-link',
      ]);
      expect(await told(await browser.send('POST', '/setup', { ...first, code, password: '1234567890' }))).toEqual([
        422,
        'password-common',
      ]);
      expect((await browser.send('POST', '/setup', { ...first, code })).status).toBe(201);
      expect(await (await browser.get('/sign-in')).json()).toEqual({ signedIn: true, users: true });
      expect(await (await browser.get('/me')).json()).toMatchObject({
        label: 'Ирина',
        role: 'it',
        seat: null,
        branches: [{ id: 'center' }, { id: 'north' }],
        user: { login: 'irina', mustChangePassword: false },
      });
      const users = (await (await browser.get('/users')).json()) as { items: { signedInAt: string | null }[] };
      expect(users.items.map(({ signedInAt }) => signedInAt)).toEqual([expect.any(String)]);
      for (const used of [code, older])
        expect((await browser.send('POST', '/setup', { ...first, login: 'second', code: used })).status).toBe(403);
      expect(await newSetupCode(sql, clock.now())).toBeNull();
    });
  });

  describe('a session', () => {
    it('travels in a cookie that no script and no other site gets, marked for HTTPS where there is HTTPS', async () => {
      const plain = await person();
      expect(plain.setCookie()).toMatch(/^trubka_session=[\w-]{43}; /);
      for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=604800'])
        expect(plain.setCookie()).toContain(flag);
      expect(plain.setCookie()).not.toContain('Secure');
      const secure = browserSession(app.url);
      await secure.send('POST', '/sign-in', { login: plain.login, password }, { 'x-forwarded-proto': 'https' });
      expect(secure.setCookie()).toContain('Secure');
    });

    it('is kept as a hash only', async () => {
      const { cookie } = await person();
      const word = cookie()?.split('=')[1] ?? '';
      const { rows } = await app.db.database.pool.query<{ row: string }>('select s::text as row from user_session s');
      expect(rows.length).toBeGreaterThan(0);
      for (const { row } of rows) expect(row).not.toContain(word);
    });

    it('writes from pages of this server only, and cannot be begun from another', async () => {
      const browser = await person();
      for (const origin of ['https://evil.example', 'null', app.url.replace(/\d+$/, '1')]) {
        const foreign = await browser.send('PUT', '/me/seat', { seat: 'reception-1' }, { origin });
        expect(await told(foreign)).toEqual([403, 'foreign-origin']);
      }
      const unnamed = await fetch(`${app.url}/api/v1/sessions`, {
        method: 'DELETE',
        headers: { cookie: browser.cookie() ?? '' },
      });
      expect(unnamed.status).toBe(403);
      const begun = await browser.send(
        'POST',
        '/sign-in',
        { login: browser.login, password },
        { origin: 'https://evil.example' },
      );
      expect(begun.status).toBe(403);
      expect((await browser.send('PUT', '/me/seat', { seat: 'reception-1' })).status).toBe(204);
      expect(await (await browser.get('/me')).json()).toMatchObject({ seat: 'reception-1', seatName: 'Ресепшен 1' });
    });

    it('does not come between a program and its token', async () => {
      const browser = await person();
      const response = await browser.send(
        'POST',
        '/users',
        {},
        { authorization: 'Bearer nobody', origin: 'https://evil.example' },
      );
      expect(response.status).toBe(401);
      const token = await app.api('/me', 'demo-reception-1');
      expect(await token.json()).toMatchObject({ seat: 'reception-1', user: null });
      expect((await app.api('/me/totp', 'demo-reception-1')).status).toBe(403);
    });

    it('ends when nobody was there for half a day, and after a week however busy', async () => {
      const idle = await person();
      const busy = await person();
      for (let hours = 0; hours < 24 * 7 - 8; hours += 8) {
        clock.ahead(8 * 60);
        expect((await busy.get('/me')).status).toBe(200);
      }
      expect((await idle.get('/me')).status).toBe(401);
      clock.ahead(8 * 60 + 1);
      expect((await busy.get('/me')).status).toBe(401);
    });

    it('ends with a word, and a new one ends the one before it in this browser', async () => {
      const browser = await person();
      const before = browser.cookie() ?? '';
      await browser.send('POST', '/sign-in', { login: browser.login, password });
      expect(browser.cookie()).not.toBe(before);
      expect((await fetch(`${app.url}/api/v1/me`, { headers: { cookie: before } })).status).toBe(401);
      const now = browser.cookie() ?? '';
      expect((await browser.send('POST', '/sign-out')).status).toBe(204);
      expect(browser.cookie()).toBeNull();
      expect((await fetch(`${app.url}/api/v1/me`, { headers: { cookie: now } })).status).toBe(401);
    });

    it('is listed without its secret; the others end by one request', async () => {
      const here = await person();
      const there = browserSession(app.url);
      await there.send('POST', '/sign-in', { login: here.login, password }, { 'user-agent': 'Tablet' });
      const { items } = (await (await here.get('/sessions')).json()) as {
        items: { current: boolean; agent: string }[];
      };
      expect(items.filter(({ current }) => current)).toHaveLength(1);
      expect(items.find(({ current }) => !current)?.agent).toBe('Tablet');
      expect(JSON.stringify(items)).not.toContain(there.cookie()?.split('=')[1]);
      expect((await here.send('DELETE', '/sessions')).status).toBe(204);
      expect((await there.get('/me')).status).toBe(401);
      expect((await here.get('/me')).status).toBe(200);
    });
  });

  describe('guessing', () => {
    it('is answered alike for a wrong password, somebody unknown and somebody locked out', async () => {
      const { id, login, given } = await newUser();
      await app.api(`/users/${id}`, 'demo-it', { method: 'PATCH', body: JSON.stringify({ disabled: true }) });
      const answers = [];
      for (const body of [
        { login: 'irina', password: 'a wrong password' },
        { login: 'nobody-of-this-name', password: 'a wrong password' },
        { login, password: given },
      ])
        answers.push(await (await browserSession(app.url).send('POST', '/sign-in', body)).text());
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toContain('wrong-credentials');
    });

    it('waits after five failures, says how long, and lets the right password in afterwards', async () => {
      const { login, given } = await newUser();
      const browser = browserSession(app.url);
      const attempt = (tried: string) => browser.send('POST', '/sign-in', { login, password: tried });
      for (let index = 0; index < 5; index += 1) expect((await attempt('a wrong password')).status).toBe(401);
      const refused = await attempt(given);
      expect(refused.status).toBe(429);
      const { seconds } = (await refused.json()) as Told;
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(15);
      expect(refused.headers.get('retry-after')).toBe(String(seconds));
      clock.ahead(1);
      expect((await attempt(given)).status).toBe(200);
    });

    it('is not quicker when many are sent at once', async () => {
      const { login } = await newUser();
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          browserSession(app.url).send('POST', '/sign-in', { login, password: 'a wrong password' }),
        ),
      );
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
      clock.ahead(60);
    });
  });

  describe('a password', () => {
    it('that somebody else gave opens nothing but the choice of an own one', async () => {
      const { login, given } = await newUser();
      const browser = browserSession(app.url);
      const answer = await browser.send('POST', '/sign-in', { login, password: given });
      expect(await answer.json()).toMatchObject({ mustChangePassword: true });
      expect(await told(await browser.get('/calls'))).toEqual([403, 'password-change-required']);
      expect((await browser.get('/me')).status).toBe(200);
      const socket = browser.socket();
      sockets.push(socket);
      expect(await socket.closed).toBe(4401);
      const change = (next: string, current = given) => browser.send('PUT', '/me/password', { current, next });
      expect(await told(await change(`${login}-2026`))).toEqual([422, 'password-like-login']);
      expect(await told(await change(given))).toEqual([422, 'password-same']);
      expect(await told(await change(password, 'not the given one'))).toEqual([422, 'wrong-password']);
      expect((await change(password)).status).toBe(204);
      expect((await browser.get('/calls')).status).toBe(200);
    });
  });

  it('the four digits of a shift cannot be tried through', async () => {
    const name = 'Полина';
    const take = async (pin: string): Promise<Response> =>
      app.api('/shift', 'demo-manager', { method: 'POST', body: JSON.stringify({ seat: 'reception-1', name, pin }) });
    expect((await take('4821')).status).toBe(200);
    const statuses: number[] = [];
    for (let pin = 1000; pin < 1010; pin += 1) statuses.push((await take(String(pin))).status);
    expect([statuses.slice(0, 5), statuses.at(-1)]).toEqual([[403, 403, 403, 403, 403], 429]);
    expect(await told(await take('4821'))).toEqual([429, 'too-many-attempts']);
    clock.ahead(20);
    expect((await take('4821')).status).toBe(200);
    // Who is right begins anew.
    expect((await take('1000')).status).toBe(403);
    expect((await take('4821')).status).toBe(200);
  });

  describe('an authenticator', () => {
    async function withTotp() {
      const browser = await person();
      const begun = await browser.send('POST', '/me/totp', { password });
      const { secret, address } = (await begun.json()) as { secret: string; address: string };
      expect(address).toContain(secret);
      const confirmed = await browser.send('POST', '/me/totp/confirm', { code: codeAt(secret) });
      const { recoveryCodes } = (await confirmed.json()) as { recoveryCodes: string[] };
      const attempt = async (code?: string) =>
        browserSession(app.url).send('POST', '/sign-in', { login: browser.login, password, ...(code && { code }) });
      return { browser, secret, recoveryCodes, attempt };
    }

    it('is asked for its code; a code opens once', async () => {
      const { secret, attempt } = await withTotp();
      expect(await told(await attempt())).toEqual([401, 'code-required']);
      // The code that proved the authenticator is used up.
      expect(await told(await attempt(codeAt(secret)))).toEqual([401, 'wrong-code']);
      clock.ahead(1);
      const code = codeAt(secret);
      const both = await Promise.all([attempt(code), attempt(code)]);
      expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 401]));
      expect(await told(await attempt(code))).toEqual([401, 'wrong-code']);
      clock.ahead(1);
      expect((await attempt(codeAt(secret))).status).toBe(200);
    });

    it('can be replaced by each recovery code once', async () => {
      const { recoveryCodes, attempt, browser } = await withTotp();
      expect(recoveryCodes).toHaveLength(10);
      const [code = ''] = recoveryCodes;
      expect((await attempt(code.toUpperCase())).status).toBe(200);
      expect(await told(await attempt(code))).toEqual([401, 'wrong-code']);
      expect(await (await browser.get('/me/totp')).json()).toMatchObject({ enabled: true, recoveryCodesLeft: 9 });
    });

    it('stands sealed in the database, for its own user only; recovery codes as hashes', async () => {
      const { secret, recoveryCodes, browser, attempt } = await withTotp();
      const other = await withTotp();
      const { rows } = await app.db.database.pool.query<{ row: string; totp_secret: Buffer }>(
        `select u::text || coalesce((select string_agg(c::text, '') from user_recovery_code c), '') as row, totp_secret
         from app_user u where login = $1`,
        [browser.login],
      );
      const bytes = rows[0]!.totp_secret;
      const held = [rows[0]!.row, bytes.toString('latin1'), bytes.toString('base64')].join(' ');
      for (const word of [secret, ...recoveryCodes]) expect(held).not.toContain(word);
      expect(bytes.includes(Buffer.from(Secret.fromBase32(secret).buffer))).toBe(false);
      // Moved to somebody else's row it opens nothing.
      await app.db.database.pool.query('update app_user set totp_secret = $2 where login = $1', [
        ...[other.browser.login, bytes],
      ]);
      clock.ahead(1);
      expect(await told(await other.attempt(codeAt(secret)))).toEqual([401, 'wrong-code']);
      expect((await other.attempt(other.recoveryCodes[0])).status).toBe(200);
      expect((await attempt(codeAt(secret))).status).toBe(200);
    });

    it('never shows its secret again, and is removed with the password only', async () => {
      const { browser, secret, attempt } = await withTotp();
      expect(await (await browser.get('/me/totp')).text()).not.toContain(secret);
      const again = await browser.send('POST', '/me/totp', { password });
      expect(await told(again)).toEqual([409, 'totp-enabled']);
      expect((await browser.send('DELETE', '/me/totp', { password: 'a wrong password' })).status).toBe(422);
      expect((await browser.send('DELETE', '/me/totp', { password })).status).toBe(204);
      expect((await attempt()).status).toBe(200);
    });

    it('slows down whoever has the password and tries codes, from wherever', async () => {
      const { attempt } = await withTotp();
      const statuses = [];
      for (let index = 0; index < 7; index += 1) statuses.push((await attempt('000000')).status);
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
      // Asking without a code does not make the failures forgotten.
      clock.ahead(1);
      expect((await attempt()).status).toBe(401);
      expect((await attempt('000000')).status).toBe(401);
      expect((await attempt('000000')).status).toBe(429);
      clock.ahead(60);
    });
  });

  describe('the socket', () => {
    it('takes the session of a page of ours and shows the calls of the chosen workplace', async () => {
      const browser = await person();
      await browser.send('PUT', '/me/seat', { seat: 'reception-1' });
      const foreign = browser.socket({ origin: 'https://evil.example' });
      sockets.push(foreign);
      expect(await foreign.closed).toBe(4401);
      const socket = browser.socket();
      sockets.push(socket);
      expect(await socket.opened).toMatchObject({ type: 'hello', seat: 'reception-1', branches: ['center'] });
      expect((await browser.send('PUT', '/me/seat', { seat: 'reception-3' })).status).toBe(422);
    });

    it('closes within seconds when the session ends or the person is locked out, and asks anew for other rights', async () => {
      const [first, second, third] = [await person(), await person(), await person()];
      const opened = [first, second, third].map((browser) => browser.socket());
      sockets.push(...opened);
      await Promise.all(opened.map((socket) => socket.opened));
      await app.api(`/users/${first.id}/sessions`, 'demo-it', { method: 'DELETE' });
      await app.api(`/users/${second.id}`, 'demo-it', { method: 'PATCH', body: JSON.stringify({ disabled: true }) });
      await app.api(`/users/${third.id}`, 'demo-it', {
        method: 'PATCH',
        body: JSON.stringify({ branches: ['center', 'north'] }),
      });
      expect(await Promise.all(opened.map((socket) => socket.closed))).toEqual([4401, 4401, 1012]);
      expect((await third.get('/me')).status).toBe(200);
    });

    it('closes for a token that was revoked', async () => {
      const screen = await app.screen('demo-reception-2');
      const { sql } = app.db.database;
      await sql
        .updateTable('access_token')
        .set({ revoked_at: clock.now() })
        .where('label', '=', 'demo-reception-2')
        .execute();
      expect(await screen.closed).toBe(4401);
    });
  });

  describe('users', () => {
    it('are for IT, show no secret, and keep somebody who can let others in', async () => {
      const manager = await person({ role: 'manager' });
      for (const [method, path] of [
        ['GET', '/users'],
        ['POST', '/users'],
        ['PATCH', `/users/${manager.id}`],
        ['POST', `/users/${manager.id}/reset-password`],
        ['POST', `/users/${manager.id}/reset-totp`],
        ['DELETE', `/users/${manager.id}/sessions`],
      ] as const)
        expect([path, (await manager.send(method, path, method === 'GET' ? undefined : {})).status]).toEqual([
          path,
          403,
        ]);
      const list = await (await app.api('/users', 'demo-it')).text();
      expect(list).not.toMatch(/argon2|hash|secret/);
      const { items } = JSON.parse(list) as { items: { id: string; login: string }[] };
      const irina = items.find(({ login }) => login === 'irina')?.id;
      const disable = await app.api(`/users/${irina}`, 'demo-it', { method: 'PATCH', body: '{"disabled":true}' });
      expect(await told(disable)).toEqual([409, 'last-it-user']);
    });

    it('refuses a login that is taken and places that are not there', async () => {
      const add = (wanted: object) =>
        app.api('/users', 'demo-it', {
          method: 'POST',
          body: JSON.stringify({ login: 'olga', name: 'Ольга', role: 'senior', branches: ['*'], ...wanted }),
        });
      expect(await told(await add({ branches: ['moon'] }))).toEqual([422, 'no-such-branch']);
      expect(await told(await add({ seat: 'moon-1' }))).toEqual([422, 'no-such-seat']);
      expect(await told(await add({ login: 'o g' }))).toEqual([422, 'bad-login']);
      const both = await Promise.all([add({}), add({ login: 'OLGA' })]);
      expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 409]));
    });

    it('get a new password by IT, which ends what was open and must be changed', async () => {
      const browser = await person();
      const reset = await app.api(`/users/${browser.id}/reset-password`, 'demo-it', { method: 'POST' });
      const { password: given } = (await reset.json()) as { password: string };
      expect((await browser.get('/me')).status).toBe(401);
      expect((await browser.send('POST', '/sign-in', { login: browser.login, password })).status).toBe(401);
      const answer = await browser.send('POST', '/sign-in', { login: browser.login, password: given });
      expect(await answer.json()).toMatchObject({ mustChangePassword: true });
    });

    it('leave a trace of everything, without names and passwords', async () => {
      const { rows } = await app.db.database.pool.query<{ what: string; all: string }>(
        `select what, subject || ' ' || coalesce(detail::text, '') as all from audit where what like 'user.%'`,
      );
      const kinds = new Set(rows.map(({ what }) => what));
      for (const what of [
        'first',
        'added',
        'signed-in',
        'signed-out',
        'sign-in-refused',
        'sign-in-throttled',
        'changed',
      ])
        expect(kinds).toContain(`user.${what}`);
      for (const what of ['disabled', 'password-changed', 'password-reset', 'totp-enabled', 'recovery-code-used'])
        expect(kinds).toContain(`user.${what}`);
      for (const { all } of rows) expect(all).not.toMatch(/Person|Ирина|слона|wrong password/);
    });

    it('act under their own name where others name a token', async () => {
      const browser = await person();
      await browser.send('PUT', '/me/seat', { seat: 'reception-1' });
      const call = uisCall();
      await app.uis(...call.incoming());
      const { items } = (await (await browser.get('/calls')).json()) as { items: { id: string }[] };
      const spoken = await browser.send('PUT', `/calls/${items[0]?.id}/class`, { class: 'spam' });
      expect(spoken.status).toBe(200);
      const { rows } = await app.db.database.pool.query<{ who: string }>(
        `select corrected_by as who from call where corrected_by is not null`,
      );
      expect(rows.map(({ who }) => who)).toEqual([expect.stringMatching(/^Person \d+$/)]);
    });
  });
});
