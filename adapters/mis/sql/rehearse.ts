import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { MisRehearsed, ToldCall } from '../../../src/contracts/mis-api.ts';
import { namesIn, type SqlValues } from '../../../src/contracts/sql-statement.ts';
import type { SqlDone, SqlStep } from '../../../src/contracts/sql-target.ts';
import { phoneValues } from '../../kit/phone-values.ts';
import { goSql } from '../../kit/sql-place.ts';
import type { SqlContext } from './people.ts';
import { callValues, ticketValues } from './values.ts';

interface Planned extends SqlStep {
  what: string;
  values: SqlValues;
}

/** Every statement with the values that this call gives it, tried in one transaction after the other and taken back. */
export async function rehearse(told: ToldCall, context: SqlContext): Promise<MisRehearsed[]> {
  const { call, find, recording, ticket, engine } = context.settings;
  const values = callValues(told, told.person, { key: told.key, ref: told.key });
  const plan = (what: string, text: string | undefined, own: SqlValues, effect: 'read' | 'write'): Planned[] =>
    text === undefined ? [] : [{ what, text, values: own, effect }];
  const first = [
    ...plan('call.upsert', call?.upsert, values, 'write'),
    ...plan('call.insert', call?.insert, values, 'write'),
  ];
  const asked = { ...told, text: 'Перезвонить: проба', dueAt: context.clock.now() };
  const runs: Planned[][] = [
    plan('find', find, phoneValues(told.call.external), 'read'),
    [
      ...first,
      ...plan('call.lookUp', call?.lookUp, values, 'read'),
      ...plan('call.update', call?.update, values, 'write'),
      ...plan(
        'recording',
        recording,
        { ...values, recording: values['recording'] ?? 'https://trubka.example/proba' },
        'write',
      ),
    ],
    plan('ticket.upsert', ticket?.upsert, ticketValues(asked, told.person), 'write'),
    plan('ticket.insert', ticket?.insert, ticketValues(asked, told.person), 'write'),
  ];
  const rehearsed: MisRehearsed[] = [];
  for (const steps of runs) rehearsed.push(...(await tried(steps)));
  return rehearsed;

  /** One after the other from the beginning, so that it is known which of them is refused. */
  async function tried(steps: readonly Planned[]): Promise<MisRehearsed[]> {
    const shown: MisRehearsed[] = [];
    for (const [index, step] of steps.entries()) {
      const bound = Object.fromEntries(namesIn(step.text, engine).map((name) => [name, step.values[name] ?? null]));
      const outcome = await run(steps.slice(0, index + 1), step);
      shown.push({ what: step.what, text: step.text, values: bound, outcome });
      if (!outcome.ok) break;
    }
    return shown;
  }

  async function run(steps: readonly Planned[], { effect }: SqlStep): Promise<MisRehearsed['outcome']> {
    try {
      // Later statements are told what the first one made.
      const linked = steps.map((step, index) =>
        index === 0
          ? step
          : { ...step, values: (before: readonly SqlDone[]) => ({ ...step.values, ...madeBy(before[0]) }) },
      );
      const done = await goSql(context.settings, context, linked, { undo: true });
      return { ok: true, said: wordsOf(done.at(-1), effect) };
    } catch (error) {
      if (error instanceof PermanentFailure || error instanceof TransientFailure)
        return { ok: false, said: error.message };
      throw error;
    }
  }
}

function madeBy(first: SqlDone | undefined): SqlValues {
  const ref = Object.values(first?.rows[0] ?? {})[0];
  return ref == null ? {} : { ref };
}

function wordsOf(done: SqlDone | undefined, effect: 'read' | 'write'): string {
  const rows = done?.rows.length ?? 0;
  if (effect === 'read') return `${rows} rows`;
  return [
    done?.changed === null || done === undefined ? 'written' : `${done.changed} rows written`,
    ...(rows > 0 ? [`answers ${Object.keys(done?.rows[0] ?? {}).join(', ')}`] : []),
    'taken back',
  ].join(', ');
}
