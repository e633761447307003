import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Finding, Setting } from './benchmark-case.ts';
import { measureCorpus } from './cases/corpus.ts';
import { measureFsync } from './cases/fsync.ts';
import { measureImport } from './cases/import.ts';
import { measureIntake } from './cases/intake.ts';
import { measureLookUp } from './cases/look-up.ts';
import { measureOutage } from './cases/outage.ts';
import { measurePaint } from './cases/paint.ts';
import { measureStalledRedis } from './cases/redis.ts';
import { measureReminders } from './cases/reminders.ts';
import { measureReports } from './cases/reports.ts';
import { measureRing } from './cases/ring.ts';
import { measureRules } from './cases/rules.ts';
import { stopChildren } from './child.ts';
import { machineLines, markdown, printFinding, type Run } from './document.ts';
import { describeMachine } from './machine.ts';

const cases: Record<string, (setting: Setting) => Promise<Finding>> = {
  ring: measureRing,
  intake: measureIntake,
  lookup: measureLookUp,
  corpus: measureCorpus,
  rules: measureRules,
  import: measureImport,
  fsync: measureFsync,
  redis: measureStalledRedis,
  outage: measureOutage,
  reports: measureReports,
  reminders: measureReminders,
  paint: measurePaint,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    json: { type: 'string' },
    markdown: { type: 'string' },
    data: { type: 'string', default: tmpdir() },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !(name in cases));
if (values.help || unknown.length > 0) {
  console.log(
    `npm run bench -- [${Object.keys(cases).join('] [')}] [--short] [--json FILE] [--markdown FILE] [--data FOLDER]`,
  );
  process.exit(unknown.length > 0 ? 2 : 0);
}

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // npm passes a Ctrl-C on a second time.
    if (interrupted) return;
    interrupted = true;
    console.log('\nstopping what runs');
    void stopChildren().then(() => process.exit(130));
  });

try {
  process.exitCode = await measure(positionals.length > 0 ? positionals : Object.keys(cases));
} catch (error) {
  if (!interrupted) throw error;
} finally {
  await stopChildren();
}

/** 0 when all cases could be measured; an aim that is missed is a finding, not a failure. */
async function measure(names: string[]): Promise<number> {
  const benchFolder = join(root(), '.bench');
  await mkdir(benchFolder, { recursive: true });
  const run: Run = {
    machine: await describeMachine(values.data),
    command: `npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`,
    at: new Date(),
    short: values.short,
    findings: [],
  };
  for (const line of machineLines(run.machine)) console.log(line);
  let sound = true;
  for (const name of names) {
    const began = performance.now();
    try {
      const finding = await cases[name]?.({
        short: values.short,
        folder: values.data,
        benchFolder,
        tell: (text) =>
          console.log(`  ${String(Math.round(performance.now() / 1000)).padStart(4)} s  ${name}: ${text}`),
      });
      if (finding === undefined) continue;
      const seconds = Math.round((performance.now() - began) / 1000);
      run.machine.postgres ||= finding.postgresVersion ?? '';
      run.findings.push({ name, seconds, finding });
      sound &&= finding.faults.length === 0;
      console.log(`${printFinding(finding)}\n(${seconds} s)\n`);
    } catch (error) {
      if (interrupted) throw error;
      sound = false;
      console.log(`FAULT: ${name} could not be measured: ${error instanceof Error ? error.message : String(error)}\n`);
    } finally {
      await stopChildren();
    }
  }
  console.log(machineLines(run.machine).join('\n'));
  console.log(run.command);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(run, null, 2)}\n`);
  if (values.markdown !== undefined) await writeFile(values.markdown, markdown(run));
  return sound ? 0 : 1;
}

/** The checkout, from test/bench as from dist/test/bench. */
function root(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
