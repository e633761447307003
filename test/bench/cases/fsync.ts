import type { Finding, Setting } from '../benchmark-case.ts';
import { coresText, failures, startLoadedProduct, type Measured } from './webhooks.ts';

const variants: { name: string; postgres: Record<string, string> }[] = [
  { name: 'as delivered: fsync on, synchronous_commit on', postgres: {} },
  { name: 'synchronous_commit off', postgres: { synchronous_commit: 'off' } },
  { name: 'fsync off', postgres: { fsync: 'off' } },
];
const SENDERS = [1, 64];

/** What durability costs: the same code and load on PostgreSQL with and without it. */
export async function measureFsync({ short, folder, tell }: Setting): Promise<Finding> {
  const seconds = short ? 3 : 10;
  const found: { name: string; senders: number; figures: Measured }[] = [];
  let postgresVersion = '';
  for (const { name, postgres } of variants) {
    tell(name);
    const product = await startLoadedProduct({ folder, postgres });
    postgresVersion = product.postgresVersion;
    await product.closedLoad({ senders: 64, warmUp: 0, seconds: short ? 2 : 6 });
    for (const senders of SENDERS)
      found.push({ name, senders, figures: await product.closedLoad({ senders, warmUp: 1, seconds }) });
    await product.stop();
  }
  return {
    title: 'The cost of fsync',
    how:
      'The intake as above with so many senders at once, on PostgreSQL as delivered, with `synchronous_commit = off` (the answer does not wait for the disk) and with `fsync = off` ' +
      '(nothing waits for the disk). Only the first keeps what was answered 200 when the power goes.',
    tables: SENDERS.map((senders) => ({
      header: [
        `${senders} ${senders === 1 ? 'sender' : 'senders at once'}`,
        'events/s',
        'p50, ms',
        'p99, ms',
        'not answered 200',
      ],
      rows: found
        .filter((one) => one.senders === senders)
        .map(({ name, figures }) => [
          name,
          figures.perSecond,
          figures.answer.p50,
          figures.answer.p99,
          failures(figures),
        ]),
    })),
    verdicts: [],
    notes: found
      .filter(({ senders }) => senders === SENDERS.at(-1))
      .map(({ name, figures }) => `Busy cores, ${name}: ${coresText(figures.cores)}.`),
    faults: found.flatMap(({ figures }) => (figures.fault === null ? [] : [figures.fault])),
    postgresVersion,
    raw: found,
  };
}
