import { addToken } from '../../../src/access/index.ts';
import { systemClock } from '../../../src/contracts/clock.ts';
import { readWorkingHours } from '../../../src/platform/configuration/index.ts';
import { silentLog, type Log } from '../../../src/platform/telemetry/index.ts';
import { testConfiguration } from '../../support/configuration.ts';
import { eventually } from '../../support/eventually.ts';
import { paperCall, paperClinic, type PaperClinic } from '../../support/paper-clinic.ts';
import type { movableClock } from '../../support/movable-clock.ts';

let clinic: PaperClinic | null = null;
let said: { level: string; fields: Record<string, unknown>; message: string }[] = [];

afterEach(async () => {
  await clinic?.stop();
  clinic = null;
  said = [];
});

const noon = new Date('2026-11-18T12:00:00+03:00');
const open = readWorkingHours('mon-fri 09:00-21:00')!;

/** Starts on a Wednesday at noon, with four weeks behind it. */
async function started(): Promise<PaperClinic> {
  let offset = noon.getTime() - Date.now();
  const clock: ReturnType<typeof movableClock> = {
    now: () => new Date(Date.now() + offset),
    ahead: (minutes) => void (offset += minutes * 60_000),
  };
  const say =
    (level: string) =>
    (fields: object, message: string): void =>
      void said.push({ level, fields: fields as Record<string, unknown>, message });
  const log: Log = { ...silentLog, error: say('error'), info: say('info') };
  const branches = new Map([...testConfiguration().branches].map(([id, branch]) => [id, { ...branch, hours: open }]));
  const running = await paperClinic({
    clock,
    configuration: { branches },
    options: { log, alarmsEveryMs: 100 },
  });
  await addToken(running.db.database.sql, systemClock, {
    ...{ label: 'it', role: 'it', seat: null, branches: ['center'], token: 'it' },
  });
  return running;
}

/** Three calls an hour on each working day of four weeks; `rang`: they reached a telephone. */
async function behindIt(of: PaperClinic, line: string, until: Date): Promise<void> {
  await of.db.database.pool.query(
    `insert into call (id, account, line, direction, external, state, result, started_at, ended_at, learnt_at, fold, settled_at)
     select nextval('call_id'), 'paper', $1, 'in', '+79000000104', 'ended', 'answered', t, t + interval '1 minute', t,
       '{"legs": [{"extension": "101", "answeredAt": null}], "recordings": []}', t
     from generate_series($2::timestamptz - interval '28 days', $2::timestamptz, interval '20 minutes') t
     where extract(isodow from t at time zone 'Europe/Moscow') < 6
       and extract(hour from t at time zone 'Europe/Moscow') between 9 and 20`,
    [line, until],
  );
}

async function raised(of: PaperClinic): Promise<{ kind: string; subject: string; title: string }[]> {
  const response = await of.api('/alarms', 'it');
  return ((await response.json()) as { items: { kind: string; subject: string; title: string }[] }).items;
}

it('raises a line that is silent for two working hours against its own traffic, and clears it with the next call', async () => {
  clinic = await started();
  await behindIt(clinic, '+74950000101', new Date(noon.getTime() - 60 * 60_000));
  await behindIt(clinic, '+74950000102', new Date(noon.getTime() + 60 * 60_000));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(await raised(clinic)).toEqual([]);

  clinic.clock.ahead(70);
  await eventually(async () =>
    expect(await raised(clinic!)).toMatchObject([
      { kind: 'line-silent', subject: '+74950000101', title: 'Линия молчит', detail: { branch: 'center' } },
    ]),
  );
  const scrape = await (await fetch(`${clinic.url}/metrics`)).text();
  expect(scrape).toContain('trubka_alarms{kind="line-silent"} 1');
  expect(said.filter(({ message }) => message.startsWith('alarm.raised'))).toHaveLength(1);

  await clinic.notify(paperCall(clinic.clock.now()).events);
  await eventually(async () => expect(await raised(clinic!)).toEqual([]));
  expect(said.some(({ message }) => message.startsWith('alarm.cleared: A line is silent'))).toBe(true);
  const all = (await (await clinic.api('/alarms?state=all', 'it')).json()) as { items: { clearedAt: string | null }[] };
  expect(all.items).toMatchObject([{ clearedAt: expect.any(String) }]);
}, 30_000);

it('raises a PBX that is silent in working hours: a dead trunk is not a quiet day', async () => {
  clinic = await started();
  await behindIt(clinic, '+74950000101', noon);
  await behindIt(clinic, '+74950000102', noon);
  clinic.clock.ahead(59);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await raised(clinic)).toEqual([]);
  clinic.clock.ahead(10);
  await eventually(async () =>
    expect(await raised(clinic!)).toMatchObject([{ kind: 'account-silent', subject: 'paper' }]),
  );
  // One word for all: its lines are not told of one by one.
  clinic.clock.ahead(120);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await raised(clinic)).toHaveLength(1);
}, 30_000);

it('raises nothing in the night', async () => {
  clinic = await started();
  await behindIt(clinic, '+74950000101', new Date('2026-11-18T20:59:00+03:00'));
  clinic.clock.ahead(20 * 60);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await raised(clinic)).toEqual([]);
}, 30_000);

it('raises telephones that do not ring, and clears it when one does', async () => {
  clinic = await started();
  await behindIt(clinic, '+74950000101', noon);
  const unheard = (minutes: number) => {
    const call = paperCall(new Date(clinic!.clock.now().getTime() - minutes * 60_000));
    const [first, , , , last] = call.events;
    return [first!, { ...last!, seconds: { wait: 30, talk: 0, total: 30 } }];
  };
  clinic.clock.ahead(15);
  await clinic.notify(unheard(10));
  await clinic.notify(unheard(8));
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await raised(clinic)).toEqual([]);
  await clinic.notify(unheard(6));
  await eventually(async () => expect(await raised(clinic!)).toMatchObject([{ kind: 'phones-offline' }]));
  await clinic.notify(paperCall(new Date(clinic.clock.now().getTime() - 60_000)).events);
  await eventually(async () => expect(await raised(clinic!)).toEqual([]));
}, 30_000);

it('raises a line that the configuration does not know until it is dismissed', async () => {
  clinic = await started();
  const [first] = paperCall(clinic.clock.now()).events;
  await clinic.notify([{ ...first!, line: '+74950000777' }]);
  await eventually(async () =>
    expect(await raised(clinic!)).toMatchObject([{ kind: 'line-unconfigured', subject: '+74950000777' }]),
  );
  const body = JSON.stringify({ account: 'paper', kind: 'line', value: '+74950000777' });
  await clinic.api('/integrations/unbound/dismiss', 'it', { method: 'POST', body });
  await eventually(async () => expect(await raised(clinic!)).toEqual([]));
}, 30_000);

it('raises a PBX that refuses, with what to change, and lost webhooks', async () => {
  clinic = await started();
  clinic.pbx.answer = () => 401;
  clinic.clock.ahead(20);
  await eventually(async () =>
    expect(await raised(clinic!)).toMatchObject([
      { kind: 'pbx-refused', detail: { reason: 'Paper PBX refuses the key: enter a new one as apiKey' } },
    ]),
  );
  clinic.pbx.answer = () => 200;
  clinic.pbx.calls = [1, 2, 3, 4].map((minutes) =>
    paperCall(new Date(clinic!.clock.now().getTime() + minutes * 60_000)),
  );
  clinic.clock.ahead(70);
  await eventually(async () =>
    expect(await raised(clinic!)).toMatchObject([{ kind: 'webhooks-lost', detail: { missing: 4 } }]),
  );
}, 30_000);
