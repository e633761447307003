import type { Clock } from '../contracts/clock.ts';
import { findPeople } from '../callers/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import type { Log, Metrics } from '../platform/telemetry/index.ts';
import { callsOfNumber } from '../rules/index.ts';
import { createAnswers, type Answers } from './answers.ts';
import { claimCommand } from './command-store.ts';
import { lastOperator } from './last-operator.ts';

/** The answers of one process, from its own database. */
export function startAnswers(options: {
  database: Database;
  configuration(): Configuration;
  access: PbxAccess;
  clock: Clock;
  log: Log;
  metrics: Pick<Metrics, 'answerSeconds'>;
  /** How long a PBX may wait for us; 100 ms when left out. */
  withinMs?: number;
}): Answers {
  const { database, metrics } = options;
  return createAnswers({
    ...options,
    findPeople: (asked) => findPeople(database, asked),
    lastOperator: (asked) => lastOperator(database.pool, asked),
    earlierCalls: (asked) => callsOfNumber(database.pool, asked),
    claimCommand: (given) => claimCommand(database.pool, given),
    onAnswer: (account, outcome, seconds) => metrics.answerSeconds.observe({ account, outcome }, seconds),
  });
}
