import nock from 'nock';
import { openDental } from '../../adapters/mis/opendental/adapter.ts';
import { openDentalSettings } from '../../adapters/mis/opendental/settings.ts';
import { openOpenDentalStub, type OpenDentalStub } from '../../adapters/mis/opendental/stub.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';

const settings = {
  ...{ url: 'https://opendental.clinic.example/api/v1', developerKey: 'developer-key', customerKey: 'customer-key' },
  ...{ newVisits: true, operatories: { '1': 3 }, secondsPerRequest: 0, zone: 'Europe/Moscow' },
};
const startsAt = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 86_400_000 + 7 * 3_600_000);
const at = (minutes: number): string => new Date(startsAt.getTime() + minutes * 60_000).toISOString();

let db: TestDatabase;
let app: RunningApp;
let office: OpenDentalStub;

beforeAll(async () => {
  office = openOpenDentalStub(openDentalSettings.parse(settings), 'sound', { patients: [{ PatNum: 651 }] });
  db = await testDatabase();
  await db.database.pool.query(
    `with added as (
       insert into person (source, external_id, kind, full_name, updated_at)
       values ('od', '651', 'patient', 'Орлова Мария', now()) returning id)
     insert into person_phone (person_id, e164) select id, '+79000000104' from added`,
  );
  app = await runApp({
    db,
    configuration: testConfiguration({
      mis: new Map([['od', { id: 'od', provider: 'opendental', allowFrom: [], settings }]]),
    }),
    adapters: { mis: [openDental] },
  });
});
afterAll(async () => {
  await app.stop();
  office.close();
  await db.drop();
  nock.restore();
});

it('what a seat books at the card of a call is in the MIS once; over another visit a person decides', async () => {
  const book = async (minutes: number): Promise<void> => {
    const call = uisCall();
    const screen = await app.screen('demo-reception-1');
    for (const [event, fields] of [call.incoming(), call.ringing('101')])
      expect((await app.uis(event, fields)).status).toBe(200);
    const { callId } = await screen.next(({ type }) => type === 'call.ringing');
    expect((await app.uis(...call.ended())).status).toBe(200);
    await screen.next(({ type }) => type === 'call.closed');
    screen.close();
    const body = { callId, doctorId: '1', planStart: at(minutes), planEnd: at(minutes + 30) };
    const headers = { 'idempotency-key': `book-${minutes}-0000000000` };
    const made = await app.api('/requests', 'demo-reception-1', {
      method: 'POST',
      body: JSON.stringify(body),
      headers,
    });
    expect([made.status, made.ok ? '' : await made.text()]).toEqual([201, '']);
  };
  const states = async () => {
    const { rows } = await db.database.pool.query<{ state: string; last_error: string | null }>(
      `select state, last_error from delivery where kind = 'mis-new-visit' order by id`,
    );
    return rows;
  };
  await book(0);
  await eventually(async () => expect(await states()).toEqual([{ state: 'sent', last_error: null }]));
  await book(15);
  await eventually(async () =>
    expect(await states()).toMatchObject([
      { state: 'sent' },
      { state: 'dead', last_error: expect.stringContaining('another visit stands at that time') },
    ]),
  );
  expect(office.appointments).toMatchObject([{ PatNum: 651, Op: 3, ProvNum: 1, Pattern: 'XXXXXX' }]);
}, 60_000);
