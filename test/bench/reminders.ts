import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { SmsAdapter } from '../../src/contracts/sms.ts';
import { messagesSchema, type Configuration } from '../../src/platform/configuration/index.ts';
import type { Pool } from '../../src/platform/database/index.ts';

/** What became of the reminders of a run. */
export interface Reminders {
  planned: number;
  sent: number;
  waiting: number;
  /** From the first that was sent to the last. */
  seconds: number | null;
  /** What the provider was asked to send, and how many of these it had been asked for before. */
  asked: number;
  twice: number;
}

/** How long the provider takes to answer. */
const ANSWER_MS = 30;
const seen = new Set<string>();
let asked = 0;
let twice = 0;

/** A provider in this process that takes so many messages a second. */
export function smsStandIn(perSecond: number): SmsAdapter {
  return {
    ...{ id: 'stand-in', name: 'Stand-in', settings: z.object({}), capabilities: [], timeoutMs: () => 5000 },
    rate: () => ({ perSecond, burst: perSecond }),
    open: () => ({
      async send({ clientId }) {
        asked += 1;
        if (seen.has(clientId)) twice += 1;
        seen.add(clientId);
        await sleep(ANSWER_MS);
        return { providerId: clientId, parts: 1, cost: null };
      },
    }),
  };
}

export function standInCounts(): { asked: number; twice: number } {
  return { asked, twice };
}

/** Reminds two days before every visit, at any hour of the day. */
export const remindingClinic: Partial<Configuration> = {
  sms: new Map([
    [
      'stand-in',
      {
        ...{ id: 'stand-in', provider: 'stand-in', allowFrom: [], sender: 'Clinic', settings: {} },
        ...{ receiptSecret: null, minimumBalance: null },
      },
    ],
  ]),
  messages: messagesSchema.parse({
    ...{ from: '00:00', to: '24:00' },
    // The people who call have visits, too.
    remindedElsewhere: ['file:visits'],
    templates: [{ id: 'reminder', text: { ru: 'Ждем вас {{ date }} в {{ time }}. {{ clinic }}' } }],
    reminders: [{ id: 'two-days', template: 'reminder', hoursBefore: 48 }],
  }),
};

/** Visits of the day after tomorrow, of numbers that nobody else has. */
export async function addVisits(pool: Pool, count: number): Promise<void> {
  await pool.query(
    `insert into visit (source, external_id, person_phone, branch, zone, doctor, starts_at, ends_at, state, updated_at)
     select 'bench', n::text, '+7916' || lpad(n::text, 7, '0'), 'center', 'Europe/Moscow', 'Doctor ' || n % 50,
       date_trunc('hour', now()) + interval '40 hours',
       date_trunc('hour', now()) + interval '41 hours', 'planned', now()
     from generate_series(1, $1::int) n`,
    [count],
  );
  await pool.query('analyze visit');
}
