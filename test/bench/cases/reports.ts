import { atMost, type Finding, type Setting } from '../benchmark-case.ts';
import { startChild } from '../child.ts';
import type { Asked, Counted } from '../reports.ts';

export const CONVERSION_LIMIT_MS = 300;
export const HISTORY_LIMIT_MS = 100;

/** The funnels and the history over a year of many calls. */
export async function measureReports({ short, folder, tell }: Setting): Promise<Finding> {
  const calls = short ? 100_000 : 1_000_000;
  const child = startChild('reports');
  const { postgresVersion } = await child.ask<{ postgresVersion: string }>('start', { folder });
  tell(`${calls.toLocaleString('en-US')} calls`);
  await child.ask('fill', { calls });
  tell('counting some of them anew');
  const counted = await child.ask<Counted>('count', { calls: short ? 2_000 : 10_000 });
  tell('asking');
  const asked = await child.ask<Asked[]>('ask', { times: short ? 20 : 100 });
  await child.stop();
  return {
    title: 'Reports',
    how:
      `A year of ${calls.toLocaleString('en-US')} calls of two branches, made by a few statements, and their contacts; then the latest of them are counted anew as after corrections. ` +
      'The time of a question is that of the whole report as the API makes it, without HTTP; conversions include the time before.',
    tables: [
      {
        header: ['question', 'p50, ms', 'p99, ms', 'max, ms'],
        rows: asked.map(({ name, times }) => [name, times.p50, times.p99, times.max]),
      },
      {
        header: ['counting anew', 'calls', 'contacts in all', 'seconds', 'calls/s'],
        rows: [
          [
            'all',
            counted.calls,
            counted.contacts,
            Math.round(counted.seconds),
            Math.round(counted.calls / counted.seconds),
          ],
        ],
      },
    ],
    verdicts: asked.map(({ name, times }) =>
      atMost(`${name}, p99`, times.p99, name.includes('page') ? HISTORY_LIMIT_MS : CONVERSION_LIMIT_MS, 'ms'),
    ),
    notes: [],
    faults: counted.contacts < calls * 0.3 ? [`there are only ${counted.contacts} contacts`] : [],
    postgresVersion,
    raw: { counted, asked },
  };
}
