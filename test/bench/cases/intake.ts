import { availableParallelism } from 'node:os';
import { atLeast, atMost, type Finding, type Setting } from '../benchmark-case.ts';
import { coresText, failures, PEOPLE, startLoadedProduct, type Measured } from './webhooks.ts';

const OFFERED = 2000;
const SENDERS = [8, 16, 32, 64, 128, 256];

/** How many notifications a second become durable, and how long each waits for its 200. */
export async function measureIntake({ short, folder, tell }: Setting): Promise<Finding> {
  const seconds = short ? 10 : 30;
  const runs = short ? 1 : 3;
  const product = await startLoadedProduct({ folder });
  tell('warming up');
  await product.closedLoad({ senders: 64, warmUp: 0, seconds: short ? 3 : 8 });

  const offered: Measured[] = [];
  for (let run = 1; run <= runs; run += 1) {
    tell(`${OFFERED.toLocaleString('en-US')} events/s offered, run ${run} of ${runs}, ${seconds} s`);
    offered.push(await product.openLoad({ rate: OFFERED, warmUp: 5, seconds }));
  }
  const most: { senders: number; figures: Measured }[] = [];
  for (const senders of short ? SENDERS.filter((_, index) => index % 2 === 1) : SENDERS) {
    tell(`as much as ${senders} senders at once can send`);
    most.push({ senders, figures: await product.closedLoad({ senders, warmUp: 1, seconds: short ? 3 : 8 }) });
  }
  await product.stop();

  const middle = offered.toSorted((a, b) => a.answer.p99 - b.answer.p99)[Math.floor(offered.length / 2)] as Measured;
  const best = most.toSorted((a, b) => b.figures.perSecond - a.figures.perSecond)[0] as (typeof most)[number];
  const all = [...offered, ...most.map(({ figures }) => figures)];
  const row = (figures: Measured) => [
    figures.perSecond,
    figures.answer.p50,
    figures.answer.p99,
    figures.answer.max,
    failures(figures),
  ];
  const header = ['answered 200, events/s', 'p50, ms', 'p99, ms', 'max, ms', 'not answered 200'];
  return {
    title: 'Durable intake',
    how:
      `UIS calls of four or five notifications each, a thousand of them running at any time, ${PEOPLE.toLocaleString('en-US')} people in the directory, fsync on, settling after 5 s and IDENT ` +
      'records made in the same process, no screen connected. Each answer 200 means that the notification is committed, and after each run the stored notifications are counted. ' +
      `First ${OFFERED.toLocaleString('en-US')} events a second are offered in open loop, ${seconds} s after 5 s of warm-up, the time taken from the scheduled send; then so many ` +
      'senders at once send each its next notification when the last was answered.',
    tables: [
      {
        header: ['offered, events/s', ...header, 'generator late p99, ms'],
        rows: offered.map((figures) => [OFFERED, ...row(figures), figures.late.p99]),
      },
      {
        header: ['senders at once', ...header],
        rows: most.map(({ senders, figures }) => [String(senders), ...row(figures)]),
      },
    ],
    verdicts: [
      atLeast(
        `durable events a second of ${OFFERED.toLocaleString('en-US')} offered`,
        middle.perSecond,
        OFFERED * 0.99,
        'events/s',
      ),
      atMost(`p99 at ${OFFERED.toLocaleString('en-US')} events/s offered`, middle.answer.p99, 50, 'ms'),
    ],
    notes: [
      `Busy cores of ${availableParallelism()} at ${OFFERED.toLocaleString('en-US')} events/s offered: ${coresText(middle.cores)}.`,
      `The most it took: ${best.figures.perSecond.toLocaleString('en-US')} events/s with p99 ${best.figures.answer.p99.toFixed(1)} ms, ${best.senders} senders at once; busy cores: ${coresText(best.figures.cores)}.`,
    ],
    faults: all.flatMap(({ fault }) => (fault === null ? [] : [fault])),
    postgresVersion: product.postgresVersion,
    raw: { offered, most },
  };
}
