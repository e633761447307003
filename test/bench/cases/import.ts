import { atMost, type Finding, type Setting } from '../benchmark-case.ts';
import { startChild } from '../child.ts';
import type { Format, Imported } from '../import.ts';

const LIMIT_SECONDS = 60;
/** Beyond what one tenth of the file takes, MB. */
const GROWTH_MB = 150;

/** A people file of 200,000 rows: how long, and whether memory stays flat. */
export async function measureImport({ short, folder, tell }: Setting): Promise<Finding> {
  const rows = short ? 20_000 : 200_000;
  const found: { what: string; format: Format; imported: Imported }[] = [];
  let postgresVersion = '';
  for (const format of ['csv', 'xlsx'] as const) {
    // A process of its own: what the one before left in memory is not this one's.
    const child = startChild('import');
    ({ postgresVersion } = await child.ask<{ postgresVersion: string }>('start', { folder }));
    tell(`writing ${format}`);
    await child.ask('write', { format, rows });
    for (const what of ['the first run', 'the same file again']) {
      tell(`${format}: ${what}`);
      found.push({ what, format, imported: await child.ask<Imported>('read', { format, rows }) });
    }
    await child.stop();
  }
  const count = rows.toLocaleString('en-US');
  return {
    title: `Import of ${count} people`,
    how: 'Card number, name in three columns, birth date, a mobile number, a note; of every hundredth the number cannot be read and stands in the report. Memory is that of the importing process, PostgreSQL apart, after a tenth of the file and at most.',
    tables: [
      {
        header: [
          '',
          'seconds',
          'rows/s',
          'added',
          'doubtful rows',
          'progress told',
          'memory at a tenth, MB',
          'at most, MB',
        ],
        rows: found.map(({ what, format, imported }) => [
          `${format}, ${what}`,
          imported.seconds,
          rows / imported.seconds,
          imported.added,
          imported.doubtful,
          imported.progressTold,
          imported.memoryEarly,
          imported.memoryMost,
        ]),
      },
    ],
    verdicts: found.flatMap(({ what, format, imported }) => [
      atMost(`${count} rows of ${format}, ${what}`, imported.seconds, LIMIT_SECONDS, 's'),
      atMost(`growth of memory, ${format}, ${what}`, imported.memoryMost - imported.memoryEarly, GROWTH_MB, 'MB'),
    ]),
    notes: short ? ['--short: a tenth of the rows, so the time bound says nothing.'] : [],
    faults: found.flatMap(({ what, format, imported }) =>
      what === 'the first run' && imported.added !== rows ? [`${format}: ${imported.added} of ${rows} were added`] : [],
    ),
    postgresVersion,
    raw: found,
  };
}
