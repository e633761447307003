import type { ComposeOptions } from '../../src/compose.ts';
import { callEvent, type CallEvent } from '../../src/contracts/call-event.ts';
import type { Configuration, PbxAccount } from '../../src/platform/configuration/index.ts';
import { testConfiguration } from './configuration.ts';
import { movableClock } from './movable-clock.ts';
import { paperPbx, type PaperCall, type PaperPbx } from './paper-pbx.ts';
import { runApp, type RunningApp } from './running-app.ts';

export interface PaperClinic extends RunningApp {
  pbx: PaperPbx;
  clock: ReturnType<typeof movableClock>;
  /** One notification; answers its status. */
  notify(events: readonly CallEvent[]): Promise<number>;
}

/** The whole product with one account of the paper PBX, on a clock that can be moved ahead. */
export async function paperClinic(
  told: Partial<Pick<PbxAccount, 'reconcile' | 'poll'>> & {
    pbx?: PaperPbx;
    db?: RunningApp['db'];
    clock?: ReturnType<typeof movableClock>;
    configuration?: Partial<Configuration>;
    options?: Partial<ComposeOptions>;
  } = {},
): Promise<PaperClinic> {
  const pbx = told.pbx ?? (await paperPbx());
  const clock = told.clock ?? movableClock();
  const account: PbxAccount = {
    ...testConfiguration().pbx.get('uis')!,
    id: 'paper',
    provider: 'paper',
    settings: pbx.settings,
    reconcile: told.reconcile,
    poll: told.poll,
  };
  const app = await runApp({
    configuration: testConfiguration({ ...told.configuration, pbx: new Map([['paper', account]]) }),
    adapters: { pbx: [pbx.adapter] },
    clock,
    ...(told.db && { db: told.db }),
    ...told.options,
  });
  return {
    ...app,
    pbx,
    clock,
    async notify(events) {
      const response = await fetch(`${app.url}/webhooks/paper/paper-secret`, {
        method: 'POST',
        body: JSON.stringify(events),
      });
      return response.status;
    },
    async stop() {
      await app.stop();
      if (told.pbx === undefined) await pbx.close();
    },
  };
}

let serial = 0;

/** An answered call of so many seconds, as the notifications and the history of the paper PBX tell it. */
export function paperCall(startedAt: Date, told: { external?: string; talk?: number; id?: string } = {}): PaperCall {
  serial += 1;
  const id = told.id ?? `call-${serial}`;
  const talk = told.talk ?? 30;
  const event = (kind: CallEvent['kind'], after: number, more: Partial<CallEvent> = {}): CallEvent =>
    callEvent({
      eventKey: `${id}-${kind}`,
      account: 'paper',
      providerCallId: id,
      kind,
      occurredAt: new Date(startedAt.getTime() + after * 1000).toISOString(),
      direction: 'in',
      ...more,
    });
  return {
    id,
    startedAt,
    events: [
      event('started', 0, { external: told.external ?? '+79000000104', line: '+74950000101' }),
      event('ringing', 1, { extension: '101' }),
      event('answered', 4, { extension: '101' }),
      event('leg-ended', 4 + talk, { extension: '101', seconds: { wait: null, talk, total: null } }),
      event('ended', 4 + talk, { seconds: { wait: 4, talk, total: 4 + talk } }),
    ],
  };
}
