import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast, atMost, type Finding, type Setting } from '../benchmark-case.ts';
import { startChild } from '../child.ts';
import type { ProductReady } from '../product.ts';
import type { Reminders } from '../reminders.ts';
import type { RingFigures, RingTarget } from '../ring-load.ts';

const RATE = 20;
const SEATS = 50;
const PEOPLE = 50_000;
const PER_SECOND = 200;
/** The provider's pace is kept by a bucket that all processes share, so a little of it is lost. */
const SHARE = 0.9;
const TELL_EVERY_MS = 5000;

/** The reminders of one evening, planned and sent at the pace of the provider, while calls come in. */
export async function measureReminders({ short, folder, tell }: Setting): Promise<Finding> {
  const count = short ? 10_000 : 100_000;
  const seconds = short ? 10 : 60;
  const product = startChild('product');
  const load = startChild('load');
  tell('starting the product');
  const ready = await product.ask<ProductReady>('start', {
    ...{ folder, seats: SEATS, managers: 0, people: PEOPLE, smsPerSecond: PER_SECOND },
  });
  const target: RingTarget = {
    ...{ name: 'Trubka', port: ready.port, path: '/webhooks/uis/demo', socketPath: '/ws/v1', sockets: SEATS },
    tokens: Array.from({ length: SEATS }, (_, index) => `seat-${index}`),
  };
  await load.ask('connectScreens', [target]);
  const ring = async (lasts: number): Promise<RingFigures> => {
    const [figures] = await load.ask<RingFigures[]>('ring', {
      ...{ targets: [target], to: 'one', rate: RATE, seconds: lasts, people: PEOPLE },
    });
    if (figures === undefined) throw new Error('nothing was measured');
    return figures;
  };
  const visitsMs = await product.ask<number>('addVisits', count);
  await ring(short ? 2 : 10);
  tell(`${RATE} calls a second without messages, ${seconds} s`);
  const without = await ring(seconds);

  tell(`planning ${count.toLocaleString('en-US')} reminders`);
  const [planMs, planning] = await Promise.all([product.ask<number>('planReminders'), ring(short ? 5 : 20)]);
  tell(`the same calls beside ${PER_SECOND} messages a second`);
  const beside = await ring(seconds);
  const busy = await product.ask<Reminders>('reminders');
  tell(`${busy.sent.toLocaleString('en-US')} sent; waiting for the last`);
  const patience = Date.now() + (2 * count * 1000) / PER_SECOND + 60_000;
  let end = busy;
  while (end.waiting > 0 && Date.now() < patience) {
    await sleep(TELL_EVERY_MS);
    end = await product.ask<Reminders>('reminders');
    tell(`${end.sent.toLocaleString('en-US')} sent, ${end.waiting.toLocaleString('en-US')} wait`);
  }
  await product.stop();
  await load.stop();

  const pace = Math.round(end.sent / Math.max(1, end.seconds ?? 0));
  const row = (what: string, { last, lost }: RingFigures) => [what, last.count, last.p50, last.p99, last.max, lost];
  const faults: string[] = [];
  if (end.sent !== count || end.twice > 0)
    faults.push(`${end.sent} of ${count} reminders were sent, ${end.twice} of them twice, ${end.waiting} wait`);
  if (busy.waiting === 0) faults.push('the reminders were sent before the calls beside them ended');
  for (const { lost, astray, failed } of [without, planning, beside])
    if (lost + astray + failed > 0) faults.push(`${lost} frames lost, ${astray} astray, ${failed} requests failed`);
  return {
    title: 'Reminders of one evening',
    how:
      `${count.toLocaleString('en-US')} visits of as many numbers, whose reminders are due at once; the provider, a stand-in that answers after 30 ms, takes ${PER_SECOND} a second. ` +
      `Beside it ${RATE} calls a second ring at one of ${SEATS} workplaces each, ${seconds} s a row; the time is that from the scheduled send of the notification to the frame at the screen. ` +
      'Everything runs in one process with PostgreSQL as the queue.',
    tables: [
      {
        header: ['one pop to one of 50 seats', 'calls', 'p50, ms', 'p99, ms', 'max, ms', 'lost'],
        rows: [
          row('without messages', without),
          row('while the reminders are planned', planning),
          row('while they are sent', beside),
        ],
      },
      {
        header: ['reminders', 'planned in, s', 'sent', 'twice', 'a second'],
        rows: [[count.toLocaleString('en-US'), Math.round(planMs / 100) / 10, end.sent, end.twice, pace]],
      },
    ],
    verdicts: [
      atLeast("reminders a second, at a provider's 200", pace, PER_SECOND * SHARE, '/s'),
      atMost('pop p99 beside the sending', beside.last.p99, Math.max(50, 2 * without.last.p99), 'ms'),
    ],
    notes: [`The visits themselves were written in ${Math.round(visitsMs / 100) / 10} s.`],
    faults,
    postgresVersion: ready.postgresVersion,
    raw: { without, planning, beside, visitsMs, planMs, busy, end },
  };
}
