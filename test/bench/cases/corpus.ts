import type { Score } from '../../callers/corpus/score.ts';
import { atLeast, atMost, type Finding, type Setting } from '../benchmark-case.ts';
import { startChild } from '../child.ts';
import type { Ours, ShapeFigures } from '../corpus.ts';
import { queryShapes } from '../query-shapes.ts';
import { FLAT, LIMIT_MS } from './look-up.ts';

const FIRST = 10_000;
const OURS = 'Trubka, `directory_entries`';

/** Numbers as receptionists write them: who finds the right people, and how fast. */
export async function measureCorpus({ short, folder, tell }: Setting): Promise<Finding> {
  const people = short ? 20_000 : 200_000;
  const all = short ? 200_000 : 1_000_000;
  const count = short ? 3_000 : 20_000;
  const scans = short ? 40 : 300;
  const directory = startChild('corpus');
  const { postgresVersion, styles } = await directory.ask<{ postgresVersion: string; styles: number }>('start', {
    folder,
    people,
  });
  const ours: ({ people: number } & Ours)[] = [];
  let doubtful = 0;
  let seconds = 0;
  for (const [from, to] of [
    [0, FIRST],
    [FIRST, people],
  ] as const) {
    tell(`importing ${(to - from).toLocaleString('en-US')} people`);
    const imported = await directory.ask<{ seconds: number; doubtful: number }>('importPeople', { from, to });
    doubtful += imported.doubtful;
    seconds += imported.seconds;
    ours.push({ people: to, ...(await directory.ask<Ours>('ours', { count, of: to })) });
  }
  await directory.ask('prepareShapes');
  const shapes: ShapeFigures[] = [];
  for (const [index, { name }] of queryShapes.entries()) {
    tell(name);
    shapes.push(await directory.ask<ShapeFigures>('shape', { index, count, scans }));
  }
  tell(`${(all - people).toLocaleString('en-US')} people beside them`);
  await directory.ask('grow', { by: all - people });
  ours.push({ people: all, ...(await directory.ask<Ours>('ours', { count, of: people })) });
  await directory.stop();

  const whole = ours.find((one) => one.people === people)!;
  const growth = (ours.at(-1)?.times.p99 ?? Number.NaN) / (ours[0]?.times.p99 ?? Number.NaN);
  const row = ({ name, score, times }: { name: string; score: Score; times: ShapeFigures['times'] }) => [
    name,
    share(score.found, score.pairs),
    score.falseMatches,
    share(score.wholeHouseholds, score.households),
    times.p50,
    times.p99,
    times.count,
  ];
  return {
    title: 'Finding who has a number',
    how:
      `${people.toLocaleString('en-US')} people whose numbers (mobile, city, 8-800, with an extension, foreign) stand in their cards in ${styles} writing styles of test/callers/corpus/styles.ts: with and without ` +
      '8, +7 and code, in brackets, dots, full-width digits, local numbers of three branches, an exponent of Excel, two numbers and words in one field. 2 % of the people share a number and write it each in their ' +
      'own way; 0.5 % have a number that is easily taken for another’s, and as many such numbers are nobody’s. All styles are equally common, which they are in no single clinic. Every number calls once, and so do those that are nobody’s. Ours are imported from the files of the ' +
      'branches and looked up as the intake does; the other queries ask the same PostgreSQL for the same numbers in a table of the cards as typed. Recall and false matches are pairs of a number and a person, of all ' +
      'calls; the times are of the calls in the last column, one at a time, the whole round trip.',
    tables: [
      {
        header: ['query', 'recall', 'false matches', 'households whole', 'p50, ms', 'p99, ms', 'timed'],
        rows: [row({ name: OURS, ...whole }), ...shapes.map(row)],
      },
      {
        header: ['Trubka among so many people', 'recall', 'false matches', 'p50, ms', 'p99, ms', 'max, ms'],
        rows: ours.map(({ people: among, score, times }) => [
          among.toLocaleString('en-US'),
          share(score.found, score.pairs),
          score.falseMatches,
          times.p50,
          times.p99,
          times.max,
        ]),
      },
    ],
    verdicts: [
      ...ours.flatMap(({ people: among, score, times }) => {
        const where = `among ${among.toLocaleString('en-US')} people`;
        return [
          atLeast(`recall ${where}`, percent(score.found, score.pairs), 100, '%'),
          atMost(`false matches ${where}`, score.falseMatches, 0, 'matches'),
          atLeast(`households whole ${where}`, percent(score.wholeHouseholds, score.households), 100, '%'),
          atMost(`look-up p99 ${where}`, times.p99, LIMIT_MS, 'ms'),
        ];
      }),
      atMost(
        `flat: p99 among ${all.toLocaleString('en-US')} people against ${FIRST.toLocaleString('en-US')}`,
        Math.round(growth * 100) / 100,
        FLAT,
        '×',
      ),
    ],
    notes: [
      `${people.toLocaleString('en-US')} rows were imported in ${seconds} s; of ${doubtful.toLocaleString('en-US')} the import said that it could not read all.`,
      `${whole.score.pairs.toLocaleString('en-US')} pairs of a number and a person, ${whole.score.households.toLocaleString('en-US')} households.`,
    ],
    faults: shapes
      .filter(({ differing }) => differing > 0)
      .map(
        ({ name, differing }) =>
          `${differing} queries of ${name} answered otherwise than the join that counts them all`,
      ),
    postgresVersion,
    raw: { ours, shapes, doubtful, seconds },
  };
}

function percent(part: number, of: number): number {
  return (100 * part) / of;
}

/** Never rounded up to 100. */
function share(part: number, of: number): string {
  return `${(Math.floor(percent(part, of) * 100) / 100).toFixed(2)} %`;
}
