import { InvalidArgumentError, type Command } from 'commander';
import { DateTime } from 'luxon';
import { composeReconcile } from '../compose-commands.ts';
import { systemClock } from '../contracts/clock.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import { readEnvironment, type Configuration } from '../platform/configuration/index.ts';
import { createLog } from '../platform/telemetry/index.ts';
import type { Reconcile } from '../reconciliation/index.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';

interface Asked {
  account?: string;
  from?: string;
  to?: string;
  days?: number;
}

export function addReconcileCommand(program: Command): void {
  program
    .command('reconcile')
    .description(
      "compare our calls with the PBX's own list and take over what is missing; also beside a Trubka that serves",
    )
    .option('--account <id>', 'the PBX account; default: all that have a history')
    .option('--days <number>', 'so many days back; default: 1', days)
    .option('--from <time>', "2026-03-01 or 2026-03-01T09:00, in the clinic's zone")
    .option('--to <time>', 'default: now')
    .action(async (asked: Asked) => {
      const environment = readEnvironment();
      const configuration = loadConfiguration(environment.configPath);
      const window = windowOf(asked, configuration);
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      process.once('SIGTERM', () => stop.abort());
      const failed = await withDatabase(async (database) => {
        const log = createLog({ level: 'error' });
        const reconcile = composeReconcile({ configuration, database, clock: systemClock, log });
        try {
          return await reconcileAll(
            reconcile,
            accountsOf(asked, configuration, reconcile),
            window,
            zoneOf(configuration),
            stop.signal,
          );
        } finally {
          await reconcile.close();
        }
      });
      if (failed) process.exitCode = 1;
    });
}

/** One account after the other; one that fails does not keep the others. Answers whether any failed. */
async function reconcileAll(
  reconcile: Reconcile,
  accounts: readonly string[],
  window: { from: Date; to: Date },
  zone: string,
  signal: AbortSignal,
): Promise<boolean> {
  let failed = false;
  for (const account of accounts) {
    let waiting = false;
    try {
      const run = await reconcile.run(account, window, {
        signal,
        waiting() {
          if (!waiting) process.stdout.write(`${account}: another comparison goes on, waiting for its end…\n`);
          waiting = true;
        },
        pause: (seconds) =>
          void process.stdout.write(`${account}: its PBX may be asked again in ${seconds} s, waiting…\n`),
        piece: ({ from, to, calls, missing, incomplete }) =>
          void process.stdout.write(
            `${account}  ${shown(from, zone)} – ${shown(to, zone)}  ${calls} calls, ${missing} were missing, ${incomplete} incomplete\n`,
          ),
      });
      process.stdout.write(
        `${account}: ${run.calls} calls of the PBX, ${run.missing} were missing and ${run.incomplete} incomplete; now they are here.\n`,
      );
    } catch (error) {
      if (signal.aborted) {
        process.stdout.write(`${account}: stopped. What was taken over stays; start it again for the rest.\n`);
        return true;
      }
      if (!(
        error instanceof PermanentFailure ||
        error instanceof TransientFailure ||
        error instanceof AmbiguousFailure
      ))
        throw error;
      failed = true;
      const again = error instanceof PermanentFailure ? '' : ' Try it again later; what was taken over stays.';
      process.stderr.write(`${account}: ${error.message.replace(/\.$/, '')}.${again}\n`);
    }
  }
  return failed;
}

function accountsOf(asked: Asked, configuration: Configuration, reconcile: Reconcile): string[] {
  const able = reconcile.accounts();
  if (asked.account === undefined) {
    if (able.length === 0)
      throw new CommandProblem('No PBX account has a history that could be asked, with credentials of its API.');
    return able;
  }
  if (!configuration.pbx.has(asked.account))
    throw new CommandProblem(
      `There is no PBX account "${asked.account}". The configuration has: ${[...configuration.pbx.keys()].join(', ')}.`,
    );
  if (!able.includes(asked.account))
    throw new CommandProblem(
      `"${asked.account}" has no history that could be asked; the README of its adapter says what its API needs.`,
    );
  return [asked.account];
}

function windowOf(asked: Asked, configuration: Configuration): { from: Date; to: Date } {
  if (asked.days !== undefined && (asked.from !== undefined || asked.to !== undefined))
    throw new CommandProblem('Give either --days or --from and --to.');
  const zone = zoneOf(configuration);
  const now = new Date();
  const to = asked.to === undefined ? now : read('--to', asked.to, zone);
  const from =
    asked.from === undefined
      ? new Date(to.getTime() - (asked.days ?? 1) * 24 * 3600_000)
      : read('--from', asked.from, zone);
  if (from >= to) throw new CommandProblem('--from must be before --to.');
  return { from, to };
}

function zoneOf(configuration: Configuration): string {
  return [...configuration.branches.values()][0]?.zone ?? 'UTC';
}

function read(option: string, text: string, zone: string): Date {
  const time = DateTime.fromISO(text, { zone });
  if (!time.isValid) throw new CommandProblem(`${option} must look like 2026-03-01 or 2026-03-01T09:00.`);
  return time.toJSDate();
}

function shown(time: Date, zone: string): string {
  return DateTime.fromJSDate(time, { zone }).toFormat('yyyy-MM-dd HH:mm');
}

function days(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}$/.test(text) || value < 1) throw new InvalidArgumentError('must be a whole number from 1 to 999.');
  return value;
}
