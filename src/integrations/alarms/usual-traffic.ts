import type { Pool } from '../../platform/database/index.ts';
import type { UsualTraffic } from './silence.ts';

export interface Traffic {
  last: Date;
  usual: UsualTraffic;
}

const DAY_MS = 24 * 3600_000;
const WEEKS = 8;
/** What is usual cannot be said before. */
const LEAST_DAYS = 5;
const REFRESH_MS = 3600_000;
const LAST_DAYS = 14;
/** A call may be learnt of some time after it began. */
const LATE_MS = 2 * 3600_000;

/**
 * Calls from outside by line or by account: when the last one came, and how many are usual in each hour of the week, from
 * the last eight weeks. Only those with some days behind them.
 */
export function usualTraffic(
  pool: Pool,
  by: 'line' | 'account',
): (zone: string, now: Date) => Promise<Map<string, Traffic>> {
  const last = new Map<string, Date>();
  let lastRead: number | null = null;
  const kept = new Map<string, { at: number; usual: Promise<Map<string, UsualTraffic>> }>();

  async function read(zone: string, now: Date): Promise<Map<string, UsualTraffic>> {
    const { rows } = await pool.query<{ key: string; weekday: number; hour: number; calls: number; first: Date }>(
      `select ${by} as key, extract(isodow from started_at at time zone $2)::integer as weekday,
         extract(hour from started_at at time zone $2)::integer as hour, count(*) as calls, min(min(started_at)) over (partition by ${by}) as first
       from call where started_at >= $1 and direction = 'in' and merged_into is null and ${by} is not null
       group by 1, 2, 3`,
      [new Date(now.getTime() - WEEKS * 7 * DAY_MS), zone],
    );
    const counted = new Map<string, { calls: Map<string, number>; days: number }>();
    for (const { key, weekday, hour, calls, first } of rows) {
      const own = counted.get(key) ?? { calls: new Map(), days: (now.getTime() - first.getTime()) / DAY_MS };
      counted.set(key, own);
      own.calls.set(`${weekday} ${hour}`, calls);
    }
    return new Map(
      [...counted]
        .filter(([, { days }]) => days >= LEAST_DAYS)
        .map(([key, { calls, days }]) => {
          const weeks = Math.max(1, days / 7);
          return [key, (weekday: number, hour: number) => (calls.get(`${weekday} ${hour}`) ?? 0) / weeks] as const;
        }),
    );
  }

  /** Two weeks at first, then what came since. */
  async function readLast(now: Date): Promise<void> {
    const { rows } = await pool.query<{ key: string; last: Date }>(
      `select ${by} as key, max(started_at) as last from call
       where started_at >= $1 and direction = 'in' and merged_into is null and ${by} is not null group by 1`,
      [new Date((lastRead ?? now.getTime() - LAST_DAYS * DAY_MS) - LATE_MS)],
    );
    for (const { key, last: at } of rows) if (at > (last.get(key) ?? new Date(0))) last.set(key, at);
    lastRead = now.getTime();
  }

  return async (zone, now) => {
    let known = kept.get(zone);
    if (known === undefined || now.getTime() - known.at > REFRESH_MS) {
      known = { at: now.getTime(), usual: read(zone, now) };
      kept.set(zone, known);
      known.usual.catch(() => kept.delete(zone));
    }
    const usual = await known.usual;
    await readLast(now);
    return new Map(
      [...last].flatMap(([key, at]) => {
        const own = usual.get(key);
        return own === undefined ? [] : [[key, { last: at, usual: own }] as const];
      }),
    );
  };
}
