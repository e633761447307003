import { atMost, type Finding, type Setting } from '../benchmark-case.ts';
import { startChild } from '../child.ts';
import type { LookUpFigures } from '../directory.ts';

const SIZES = [10_000, 200_000, 1_000_000];
const AT_ONCE = [1, 8];
export const LIMIT_MS = 1;
/** The largest directory may take this much longer than the smallest and still count as flat. */
export const FLAT = 1.5;

/** Who has this number, among ever more people. */
export async function measureLookUp({ short, folder, tell }: Setting): Promise<Finding> {
  const count = short ? 3_000 : 20_000;
  const directory = startChild('directory');
  const { postgresVersion } = await directory.ask<{ postgresVersion: string }>('start', { folder });
  const found: { people: number; atOnce: number; figures: LookUpFigures }[] = [];
  for (const people of SIZES) {
    tell(`a directory of ${people.toLocaleString('en-US')} people`);
    await directory.ask('grow', { to: people });
    await directory.ask('lookUp', { count: 2000, atOnce: 8 });
    for (const atOnce of AT_ONCE)
      found.push({ people, atOnce, figures: await directory.ask<LookUpFigures>('lookUp', { count, atOnce }) });
  }
  await directory.stop();
  const alone = found.filter(({ atOnce }) => atOnce === 1);
  const growth = (alone.at(-1)?.figures.times.p99 ?? Number.NaN) / (alone[0]?.figures.times.p99 ?? Number.NaN);
  return {
    title: 'Looking a caller up',
    how:
      `\`directory_entries\` of the intake through a connection pool, ${count.toLocaleString('en-US')} numbers from all over the directory: of ten, six belong to one person, two to a household of ` +
      'three, two to nobody. The time is the whole round trip as the caller sees it. With eight at once on these cores each look-up also waits for the others.',
    tables: AT_ONCE.map((atOnce) => ({
      header: [
        atOnce === 1 ? 'people, one look-up at a time' : `people, ${atOnce} look-ups at once`,
        'p50, ms',
        'p99, ms',
        'max, ms',
        'look-ups/s',
      ],
      rows: found
        .filter((one) => one.atOnce === atOnce)
        .map(({ people, figures }) => [
          people.toLocaleString('en-US'),
          figures.times.p50,
          figures.times.p99,
          figures.times.max,
          figures.perSecond,
        ]),
    })),
    verdicts: [
      ...alone.map(({ people, figures }) =>
        atMost(`look-up p99 among ${people.toLocaleString('en-US')} people`, figures.times.p99, LIMIT_MS, 'ms'),
      ),
      atMost('flat: p99 among 1,000,000 people against 10,000', Math.round(growth * 100) / 100, FLAT, '×'),
    ],
    notes: [],
    faults: found.flatMap(({ figures, people }) =>
      ['0', '1', '3'].every((many) => (figures.found[many] ?? 0) > count / 20)
        ? []
        : [`among ${people} people the numbers did not find 0, 1 and 3 people as they should`],
    ),
    postgresVersion,
    raw: found,
  };
}
