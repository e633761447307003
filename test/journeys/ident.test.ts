import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import { testConfiguration } from '../support/configuration.ts';

interface Row {
  DateAndTime: string;
  Direction: string;
  PhoneFrom: string;
  PhoneTo: string;
  WaitInSeconds: number;
  TalkInSeconds: number | null;
  LineDescription: string;
  RecordUrl: string | null;
  Comment?: string;
  ClientPhone?: string;
}

const quick = testConfiguration();
const configuration = testConfiguration({
  pbx: new Map([...quick.pbx].map(([id, account]) => [id, { ...account, settleSeconds: 0 }])),
});

describe('a finished call where IDENT picks it up', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await runApp({ configuration });
  });
  afterAll(async () => {
    await running.stop();
  });

  async function poll(method: string, minutes = 10): Promise<Row[]> {
    const window = new URLSearchParams({
      dateTimeFrom: new Date(Date.now() - minutes * 60_000).toISOString(),
      dateTimeTo: new Date(Date.now() + 60_000).toISOString(),
    });
    const response = await fetch(`${running.url}/ident/ident/${method}?${window.toString()}`, {
      headers: { 'IDENT-Integration-Key': 'demo' },
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Row[];
  }

  it('an answered call is in GetOngoingCalls while it lasts and in GetFinishedCalls after', async () => {
    const call = uisCall({ from: '79000000111' });
    await running.uis(...call.incoming());
    await running.uis(...call.ringing('101'));
    await running.uis(...call.answered('101'));
    expect((await poll('GetOngoingCalls')).map(({ PhoneFrom }) => PhoneFrom)).toEqual(['+79000000111']);
    await running.uis(...call.recorded('https://media.example/talk'));
    await running.uis(...call.ended());
    const [row, ...others] = await eventually(async () => {
      const rows = await poll('GetFinishedCalls');
      if (rows.length === 0) throw new Error('not yet');
      return rows;
    });
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      Direction: 'in',
      PhoneFrom: '+79000000111',
      PhoneTo: '+74950000101',
      WaitInSeconds: 4,
      TalkInSeconds: 26,
      LineDescription: 'Сайт, Центр',
      RecordUrl: 'https://media.example/talk',
    });
    expect(row?.DateAndTime).toMatch(/\+03:00$/);
    expect(await poll('GetOngoingCalls')).toEqual([]);
    expect(await poll('GetTickets')).toEqual([]);
  });

  it('a missed call is a finished call and a ticket with its class in the comment', async () => {
    const call = uisCall({ from: '79000000112' });
    await running.uis(...call.incoming());
    await running.uis(...call.ringing('101'));
    await running.uis(...call.missed());
    await running.uis(...call.ended(20, 20, 0));
    const [ticket] = await eventually(async () => {
      const rows = await poll('GetTickets');
      if (rows.length === 0) throw new Error('not yet');
      return rows;
    });
    expect(ticket).toMatchObject({ ClientPhone: '+79000000112' });
    expect(ticket?.Comment).toMatch(/пропущенный/i);
    const missed = (await poll('GetFinishedCalls')).filter(({ PhoneFrom }) => PhoneFrom === '+79000000112');
    expect(missed).toMatchObject([{ TalkInSeconds: null, WaitInSeconds: 20 }]);
  });

  it('scenario 45: answered, dropped after 4 s, rings again: two calls', async () => {
    for (const [wait, talk] of [
      [3, 4],
      [2, 40],
    ] as const) {
      const call = uisCall({ from: '79000000113' });
      await running.uis(...call.incoming());
      await running.uis(...call.ringing('101'));
      await running.uis(...call.answered('101', wait));
      await running.uis(...call.ended(wait + talk, wait, talk));
    }
    await eventually(async () => {
      const talks = (await poll('GetFinishedCalls'))
        .filter(({ PhoneFrom }) => PhoneFrom === '+79000000113')
        .map(({ TalkInSeconds }) => TalkInSeconds);
      expect(talks).toEqual([4, 40]);
    });
  });

  it('a correction by a person is the next revision of the same call, not a second one', async () => {
    const before = await poll('GetFinishedCalls');
    const call = uisCall({ from: '79000000114' });
    await running.uis(...call.incoming());
    await running.uis(...call.ringing('101'));
    await running.uis(...call.answered('101'));
    await running.uis(...call.ended());
    await eventually(async () => expect(await poll('GetFinishedCalls')).toHaveLength(before.length + 1));
    await running.uis(...call.recorded('https://media.example/late'));
    await eventually(async () => {
      const rows = (await poll('GetFinishedCalls')).filter(({ PhoneFrom }) => PhoneFrom === '+79000000114');
      expect(rows).toMatchObject([{ RecordUrl: 'https://media.example/late' }]);
    });
  });
});

describe('scenario 53: an IDENT that is connected to UIS directly', () => {
  it('gets no second row of a call from us', async () => {
    const accounts = new Map(
      [...configuration.mis].map(([id, account]) => [id, { ...account, settings: { key: 'demo', calls: 'off' } }]),
    );
    const running = await runApp({ configuration: { ...configuration, mis: accounts } });
    const call = uisCall();
    await running.uis(...call.incoming());
    await running.uis(...call.ended());
    await eventually(async () => {
      const rows = await running.db.database.sql
        .selectFrom('call')
        .select('settled_at')
        .where('settled_at', 'is not', null)
        .execute();
      expect(rows).toHaveLength(1);
    });
    const window = new URLSearchParams({
      dateTimeFrom: new Date(0).toISOString(),
      dateTimeTo: new Date(Date.now() + 60_000).toISOString(),
    });
    for (const method of ['GetFinishedCalls', 'GetOngoingCalls']) {
      const response = await fetch(`${running.url}/ident/ident/${method}?${window.toString()}`, {
        headers: { 'IDENT-Integration-Key': 'demo' },
      });
      expect(await response.json()).toEqual([]);
    }
    await running.stop();
  });
});

describe('scenario 44: five misses, the sixth gets through', () => {
  it('is five missed calls, and no request to call back once the caller was talked to', async () => {
    const accounts = new Map(
      [...configuration.mis].map(([id, account]) => [
        id,
        { ...account, settings: { key: 'demo', ticketsAfterMinutes: 10 } },
      ]),
    );
    let now = Date.now() - 3600_000;
    const running = await runApp({
      configuration: { ...configuration, mis: accounts },
      clock: { now: () => new Date(now) },
    });
    for (let time = 0; time < 5; time += 1) {
      const call = uisCall({ from: '79000000120', startedAt: new Date(now) });
      await running.uis(...call.incoming());
      await running.uis(...call.ringing('101'));
      await running.uis(...call.missed());
      await running.uis(...call.ended(20, 20, 0));
      now += 60_000;
    }
    const through = uisCall({ from: '79000000120', startedAt: new Date(now) });
    await running.uis(...through.incoming());
    await running.uis(...through.ringing('101'));
    await running.uis(...through.answered('101'));
    await running.uis(...through.ended());
    await eventually(async () => {
      const rows = await running.db.database.sql
        .selectFrom('call')
        .select('result')
        .where('settled_at', 'is not', null)
        .execute();
      expect(rows.map(({ result }) => String(result)).toSorted((a, b) => a.localeCompare(b))).toEqual([
        'answered',
        'missed',
        'missed',
        'missed',
        'missed',
        'missed',
      ]);
    });
    now += 3600_000;
    const window = new URLSearchParams({
      dateTimeFrom: new Date(0).toISOString(),
      dateTimeTo: new Date(now + 60_000).toISOString(),
    });
    const tickets = await fetch(`${running.url}/ident/ident/GetTickets?${window.toString()}`, {
      headers: { 'IDENT-Integration-Key': 'demo' },
    });
    expect(await tickets.json()).toEqual([]);
    const calls = await fetch(`${running.url}/ident/ident/GetFinishedCalls?${window.toString()}`, {
      headers: { 'IDENT-Integration-Key': 'demo' },
    });
    expect(await calls.json()).toHaveLength(6);
    await running.stop();
  });
});
