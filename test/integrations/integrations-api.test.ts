import { addToken } from '../../src/access/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { eventually } from '../support/eventually.ts';
import { paperCall, paperClinic, type PaperClinic } from '../support/paper-clinic.ts';

let clinic: PaperClinic;

beforeAll(async () => {
  clinic = await paperClinic();
  await addToken(clinic.db.database.sql, systemClock, {
    label: 'it',
    role: 'it',
    seat: null,
    branches: ['center', 'north'],
    token: 'it',
  });
  await addToken(clinic.db.database.sql, systemClock, {
    ...{ label: 'senior', role: 'senior', seat: null, branches: ['north'], token: 'north-senior' },
  });
}, 60_000);

afterAll(() => clinic.stop());

interface Items<T> {
  items: T[];
}

async function read<T>(path: string, token = 'it', init?: RequestInit): Promise<T> {
  const response = await clinic.api(path, token, init);
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as T;
}

it('lets nobody look who keeps no connections', async () => {
  for (const path of ['/integrations', '/integrations/unbound', '/integrations/paper/requests', '/alarms'])
    expect((await clinic.api(path, 'demo-reception-1')).status).toBe(403);
  expect((await clinic.api('/integrations/paper/requests', 'demo-manager')).status).toBe(403);
  expect((await clinic.api('/integrations/other/requests', 'it')).status).toBe(404);
});

it('tells the state of every account', async () => {
  await clinic.notify(paperCall(clinic.clock.now()).events.slice(0, 1));
  await fetch(`${clinic.url}/webhooks/paper/wrong-secret`, { method: 'POST', body: '[]' });
  const integration = await eventually(async () => {
    const { items } = await read<Items<Record<string, unknown>>>('/integrations');
    expect(items.map((item) => [item['account'], item['kind']])).toEqual([
      ['paper', 'pbx'],
      ['ident', 'mis'],
    ]);
    expect(items[0]).toMatchObject({ contacts: [{ what: 'webhook' }, { what: 'webhook-refused' }] });
    expect(items[0]).toMatchObject({ reconciliation: { lastRun: { error: null }, failure: null } });
    return items[0]!;
  });
  expect(integration).toMatchObject({
    provider: 'paper',
    name: 'Paper PBX',
    can: ['history', 'ongoing', 'call', 'employees', 'selfTest'],
    polled: false,
    asks: false,
    connection: null,
    reconciliation: { gap: { day: { missing: 0, share: 0 } } },
  });
}, 20_000);

it('tests an account by asking its provider', async () => {
  expect(await read('/integrations/paper/self-test', 'it', { method: 'POST' })).toMatchObject({
    ok: true,
    problem: null,
  });
  clinic.pbx.answer = ({ path }) => (path === 'test' ? 401 : 200);
  expect(await read('/integrations/paper/self-test', 'it', { method: 'POST' })).toMatchObject({
    ok: false,
    problem: { kind: 'permanent', message: 'Paper PBX refuses the key: enter a new one as apiKey' },
  });
  clinic.pbx.answer = () => 200;
  const audit = await clinic.db.database.sql.selectFrom('audit').select(['what', 'detail']).execute();
  expect(audit).toEqual([
    { what: 'integration.self-test', detail: { ok: true } },
    { what: 'integration.self-test', detail: { ok: false } },
  ]);
});

describe('the last requests', () => {
  interface Kept {
    outcome: string;
    status: number;
    milliseconds: number;
    reason: string | null;
    request: { path: string; headers: Record<string, string>; body: string };
  }

  it('are there without secrets, numbers and names', async () => {
    await fetch(`${clinic.url}/webhooks/paper/paper-secret?phone=79161234567`, {
      method: 'POST',
      headers: { authorization: 'Bearer paper-secret', 'content-type': 'application/json' },
      body: JSON.stringify({
        contact_full_name: 'Иванова Мария',
        phone: '+7 916 123-45-67',
        event: 'incoming',
        id: 187020303,
      }),
    });
    await fetch(`${clinic.url}/webhooks/paper/paper-secret`, { method: 'POST', body: 'no json 89161234567' });
    await fetch(`${clinic.url}/webhooks/paper/another-secret`, { method: 'POST', body: 'secret=another-secret&x=1' });
    const { items } = await eventually(async () => {
      const answer = await read<Items<Kept>>('/integrations/paper/requests');
      expect(answer.items.length).toBeGreaterThanOrEqual(3);
      expect(answer.items[0]?.outcome).toBe('refused');
      return answer;
    });
    const [refused, unreadable, foreign] = items;
    expect(refused).toMatchObject({ status: 403, request: { path: '/***', body: 'secret=***&x=1' } });
    expect(unreadable).toMatchObject({ outcome: 'quarantined', status: 200, reason: 'no JSON' });
    expect(unreadable?.request.body).toBe('no json 8916***4567');
    expect(foreign?.request).toMatchObject({ path: '/***', query: 'phone=7916***4567' });
    expect(foreign?.request.headers['authorization']).toBe('***');
    expect(JSON.parse(foreign!.request.body)).toEqual({
      contact_full_name: '***',
      phone: '+7916***4567',
      event: 'incoming',
      id: 187020303,
    });
    expect(foreign?.milliseconds).toBeGreaterThan(0);
    const whole = JSON.stringify(items);
    for (const never of ['paper-secret', 'another-secret', '1234567', 'Иванова']) expect(whole).not.toContain(never);
  });

  it('are fifty, and a stranger does not push them out', async () => {
    const call = paperCall(clinic.clock.now());
    for (let repeat = 0; repeat < 60; repeat += 1) await clinic.notify(call.events.slice(0, 1));
    for (let repeat = 0; repeat < 30; repeat += 1)
      await fetch(`${clinic.url}/webhooks/paper/wrong`, { method: 'POST', body: 'x' });
    const { items } = await read<Items<Kept>>('/integrations/paper/requests');
    expect(items.filter(({ outcome }) => outcome === 'stored')).toHaveLength(50);
    expect(items.filter(({ outcome }) => outcome === 'refused')).toHaveLength(10);
  });
});

describe('what is not bound', () => {
  it('is offered with the name of the PBX and the lines to paste, until it is dismissed', async () => {
    clinic.pbx.employees = [
      { ref: 'e-7', name: 'Иванова Мария', extensions: ['105'] },
      { ref: 'e-9', name: 'Петрова Анна', extensions: ['109'] },
    ];
    const call = paperCall(clinic.clock.now());
    const [started, ringing, answered, left, ended] = call.events;
    await clinic.notify([
      { ...started!, line: '+74950000777' },
      { ...ringing!, extension: '105' },
      { ...answered!, extension: '105' },
      { ...left!, extension: '105' },
      { ...ringing!, eventKey: 'other', extension: null, employeeRef: 'e-9' },
      { ...ringing!, eventKey: 'mobile', extension: '+79160000001' },
      ended!,
    ]);
    type Offer = { kind: string; value: string; name: string | null; yaml: string; under: string; calls: number };
    const { items } = await read<Items<Offer>>('/integrations/unbound');
    const offers = new Map(items.map((item) => [`${item.kind} ${item.value}`, item]));
    expect([...offers.keys()].sort()).toEqual(['employee e-9', 'extension 105', 'line +74950000777']);
    expect(offers.get('extension 105')).toMatchObject({
      name: 'Иванова Мария',
      calls: 1,
      under: 'branches[]',
      yaml: 'seats:\n  - id: seat-105\n    name: Иванова Мария\n    extensions:\n      - "105"\n',
    });
    expect(offers.get('employee e-9')).toMatchObject({
      name: 'Петрова Анна',
      under: 'accounts.pbx[id=paper]',
      yaml: 'employees:\n  e-9: "109"\n',
    });
    expect(offers.get('line +74950000777')).toMatchObject({
      yaml: 'lines:\n  - number: "+74950000777"\n    name: Новая линия\n',
    });

    const body = JSON.stringify({ account: 'paper', kind: 'extension', value: '105' });
    await read('/integrations/unbound/dismiss', 'it', { method: 'POST', body });
    const left105 = await read<Items<Offer>>('/integrations/unbound');
    expect(left105.items.map(({ value }) => value).sort()).toEqual(['+74950000777', 'e-9']);
    const all = await read<Items<Offer>>('/integrations/unbound?dismissed=true');
    expect(all.items).toHaveLength(3);
  });
});

it('lists the comparisons of an account', async () => {
  const { items } = await read<Items<{ kind: string; error: string | null }>>('/integrations/paper/reconciliations');
  expect(items[0]).toMatchObject({ kind: expect.any(String), error: null });
});

it('tells a senior the alarms of her branch only, and whoever keeps the connections all of them', async () => {
  const alarm = (kind: string, account: string | null, subject: string, detail: object) => ({
    ...{ kind, account, subject, detail: JSON.stringify(detail) },
    raised_at: clinic.clock.now(),
  });
  await clinic.db.database.sql
    .insertInto('alarm')
    .values([
      alarm('line-silent', null, '+74950000101', { branch: 'center' }),
      alarm('line-silent', null, '+74950000102', { branch: 'north' }),
      alarm('pbx-refused', 'paper', 'paper', {}),
      alarm('pbx-refused', 'another', 'another', {}),
    ])
    .execute();
  const subjects = async (token: string): Promise<string[]> => {
    const { items } = await read<Items<{ subject: string }>>('/alarms?state=all', token);
    return items.map(({ subject }) => subject);
  };
  const all = await subjects('it');
  expect(all).toEqual(expect.arrayContaining(['+74950000101', '+74950000102', 'paper', 'another']));
  const seen = await subjects('north-senior');
  expect(seen).toEqual(expect.arrayContaining(['+74950000102', 'paper']));
  for (const foreign of ['+74950000101', 'another']) expect(seen).not.toContain(foreign);
});
