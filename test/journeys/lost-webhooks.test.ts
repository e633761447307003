import nock from 'nock';
import type { PbxAccount } from '../../src/platform/configuration/index.ts';
import { foldCall } from '../../src/calls/index.ts';
import { seededRandom } from '../../src/integrations/index.ts';
import { inboundRequest } from '../contracts/pbx-subject.ts';
import { testConfiguration } from '../support/configuration.ts';
import { eventually } from '../support/eventually.ts';
import { itoolabsVendor } from '../support/lost-webhooks/itoolabs.ts';
import { mangoVendor } from '../support/lost-webhooks/mango.ts';
import { uisVendor } from '../support/lost-webhooks/uis.ts';
import type { LostWebhooksVendor, ToldCall } from '../support/lost-webhooks/vendor.ts';
import { zadarmaVendor } from '../support/lost-webhooks/zadarma.ts';
import { movableClock } from '../support/movable-clock.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';

// A patched http would follow into the next file of this worker.
afterAll(() => nock.restore());

const CALLS = 200;
const SHARE_LOST = 0.03;
const vendors: Record<string, LostWebhooksVendor> = {
  uis: uisVendor,
  mango: mangoVendor,
  itoolabs: itoolabsVendor,
  zadarma: zadarmaVendor,
};

describe.each(Object.entries(vendors))('3 %% of the webhooks of %s are lost', (provider, vendor) => {
  it('all calls are there after one comparison with the list of the PBX', async () => {
    const random = seededRandom(3);
    const calls: ToldCall[] = [];
    const stub = vendor.open(calls);
    const clock = movableClock();
    const account: PbxAccount = {
      ...testConfiguration().pbx.get('uis')!,
      ...{ id: 'pbx', provider, settings: vendor.settings },
    };
    const configuration = testConfiguration({ pbx: new Map([['pbx', account]]) });
    const clinic = await runApp({ configuration, adapters: { pbx: [vendor.adapter] }, clock });
    try {
      // The comparison of the start is over; any time will do.
      await compared(clinic, new Date(1));
      const begins = Math.ceil(clock.now().getTime() / 1000) * 1000 + 60_000;
      const kinds = ['answered', 'missed', 'outgoing', 'answered'] as const;
      const told = Array.from({ length: CALLS }, (_, index): ToldCall => {
        const kind = kinds[index % kinds.length]!;
        const talk = kind === 'missed' ? 0 : random.between(10, 90);
        return {
          ...{ index, kind, talk, wait: random.between(6, 20) },
          startedAt: new Date(begins + index * 20_000),
          external: `7900000${1000 + index}`,
          extension: index % 3 === 0 ? '102' : '101',
          recorded: talk > 0 && index % 2 === 0,
        };
      });
      const whollyLost = new Set(told.filter(() => random.next() < SHARE_LOST).map((call) => vendor.id(call)));
      const folded = new Map<string, ReturnType<typeof foldCall>>();
      let lost = 0;
      const answers = new Set<number>();
      for (const call of told) {
        const requests = vendor.requests(call);
        folded.set(
          vendor.id(call),
          foldCall(
            requests.flatMap((request) =>
              vendor.adapter
                .parse(inboundRequest(request), { account: 'pbx', settings: vendor.settings })
                .map((event) => ({ event, receivedAt: call.startedAt })),
            ),
          ),
        );
        for (const request of requests) {
          if (whollyLost.has(vendor.id(call)) || random.next() < SHARE_LOST) lost += 1;
          else answers.add(await send(clinic, request));
        }
      }
      expect([...answers]).toEqual([200]);
      expect(whollyLost.size).toBeGreaterThan(2);
      expect(lost).toBeGreaterThan(20);
      expect((await registered(clinic)).size).toBe(CALLS - whollyLost.size);

      calls.push(...told);
      clock.ahead((CALLS * 20) / 60 + 15);
      await compared(clinic, clock.now());

      const rows = await registered(clinic);
      expect(rows.size).toBe(CALLS);
      for (const call of told) {
        const id = vendor.id(call);
        const { direction, result, external, answeredExtension } = folded.get(id)!;
        expect({ id, ...rows.get(id) }).toEqual({
          id,
          direction,
          result,
          external,
          ended: true,
          answered_extension: answeredExtension,
          recorded: call.recorded,
        });
      }
      const healed = await clinic.db.database.sql
        .selectFrom('healed_call')
        .select(['provider_call_id', 'found', 'counts'])
        .execute();
      const missing = healed.filter(({ found }) => found === 'missing');
      expect(new Set(missing.map((call) => call.provider_call_id))).toEqual(whollyLost);
      expect(missing.every(({ counts }) => counts)).toBe(true);
      // What was told whole is left alone: no more is touched than lost something.
      expect(healed.length).toBeLessThanOrEqual(lost);
    } finally {
      await clinic.stop();
      stub.close();
    }
  }, 120_000);
});

async function send(
  clinic: RunningApp,
  { path, headers, body }: { path: string; headers: Record<string, string>; body: string },
) {
  const response = await fetch(`${clinic.url}/webhooks/pbx${path}`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}

async function compared(clinic: RunningApp, now: Date): Promise<void> {
  await eventually(async () => {
    const state = await clinic.db.database.sql.selectFrom('pbx_account_state').selectAll().executeTakeFirstOrThrow();
    expect(state.last_error).toBeNull();
    expect(state.covered_to?.getTime() ?? 0).toBeGreaterThanOrEqual(now.getTime());
  }, 60_000);
}

async function registered(clinic: RunningApp): Promise<Map<string, Record<string, unknown>>> {
  const { rows } = await clinic.db.database.pool.query<{ id: string } & Record<string, unknown>>(
    `select p.provider_call_id as id, c.direction, c.result, c.external, c.ended_at is not null as ended,
       c.answered_extension, jsonb_array_length(c.fold -> 'recordings') > 0 as recorded
     from provider_call p join call c on c.id = p.call_id`,
  );
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}
