import { Option, type Command } from 'commander';
import { CallIsOpen } from '../calls/index.ts';
import { systemClock } from '../contracts/clock.ts';
import { toE164 } from '../contracts/phone-number.ts';
import { stopMarks } from '../messages/index.ts';
import { readEnvironment, type Configuration } from '../platform/configuration/index.ts';
import { inTransaction, type Database } from '../platform/database/index.ts';
import { ownKeys } from '../platform/keys/index.ts';
import {
  confirmationOf,
  erasePerson,
  erasureReasons,
  findSubject,
  heldData,
  holdsIdentity,
  listErasures,
  readmit,
  type Asked,
  type ErasureReason,
  type NotFound,
  type Subject,
} from '../privacy/index.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';

interface Named {
  id?: string;
  card?: string;
  phone?: string;
}

interface EraseOptions extends Named {
  reason: ErasureReason;
  reference?: string;
  confirm?: string;
}

const WHO = 'trubka person';

/** `trubka person`: what is kept of somebody, and erasing it. Works beside a Trubka that serves. */
export function addPersonCommand(program: Command): void {
  const person = program.command('person').description('what is kept of one person; erasing a person');

  named(person.command('held').description('print everything that is kept of a person, as JSON')).action(
    (asked: Named) =>
      onPerson(asked, async ({ database, subject }) => {
        const held = await heldData(database.pool, subject);
        await database.pool.query(
          `insert into audit (at, who, what, subject) values ($1, '${WHO}', 'person.data-told', $2)`,
          [systemClock.now(), subject.personId === null ? 'a number' : `person ${subject.personId}`],
        );
        process.stdout.write(`${JSON.stringify({ at: systemClock.now().toISOString(), held }, null, 2)}\n`);
      }),
  );

  named(person.command('erase').description('erase a person; without --confirm only say what would go'))
    .addOption(new Option('--reason <why>', 'why').choices(erasureReasons).default('request'))
    .option('--reference <text>', 'of the letter that asks for it; no name and no number')
    .option('--confirm <word>', 'erase: what the run without it names')
    .action((asked: EraseOptions) =>
      onPerson(asked, async ({ database, configuration, subject, asked: found }) => {
        const confirm = confirmationOf(subject);
        if (asked.confirm !== undefined && asked.confirm.toLowerCase() !== confirm.toLowerCase())
          throw new CommandProblem(`Not confirmed. Look at whom the run without --confirm names.`);
        if (holdsIdentity(asked.reference ?? '', subject))
          throw new CommandProblem('The reference is kept, so it may not name the person.');
        const marks = stopMarks(ownKeys(configuration, readEnvironment().dataFolder));
        const done = await erasePerson(
          {
            ...{ asked: found, reason: asked.reason, reference: asked.reference ?? null, who: WHO },
            ...{ at: systemClock.now(), dryRun: asked.confirm === undefined },
          },
          { pool: database.pool, marks },
        );
        if (done.kind !== 'erased') throw notFound(done);
        process.stdout.write(formatErased(done, asked.confirm === undefined ? confirm : null));
      }),
    );

  person
    .command('erased')
    .description('who was erased when, and which sources still have them')
    .action(() =>
      withDatabase(async ({ pool }) => {
        for (const { id, at, reason, reference, stillAt, readmitted } of await listErasures(pool))
          process.stdout.write(
            `${[id, at, reason, reference ?? '', stillAt.map(({ source }) => source).join(','), readmitted ? 'readmitted' : ''].join('\t')}\n`,
          );
      }),
    );

  person
    .command('readmit <erasure>')
    .description('let the cards of an erasure come back with the next reading of their source')
    .action((erasure: string) =>
      withDatabase(async ({ pool }) => {
        const told = { at: systemClock.now(), who: WHO };
        if (!(await inTransaction(pool, (tx) => readmit(tx, Number(erasure) || 0, told))))
          throw new CommandProblem('There is no such erasure with cards to let in. "trubka person erased" shows them.');
      }),
    );
}

function named(command: Command): Command {
  return command
    .option('--id <id>', 'a card by its id here')
    .option('--card <source:id>', 'a card by its source and its id there, like mis:4711')
    .option('--phone <number>', 'the number of somebody without a card');
}

interface Found {
  database: Database;
  configuration: Configuration;
  asked: Asked;
  subject: Subject;
}

async function onPerson(told: Named, work: (found: Found) => Promise<void>): Promise<void> {
  const configuration = loadConfiguration(readEnvironment().configPath);
  await withDatabase(async (database) => {
    const asked = await whom(told, database, configuration);
    const subject = await findSubject(database.pool, asked);
    if ('kind' in subject) throw notFound(subject);
    try {
      await work({ database, configuration, asked, subject });
    } catch (error) {
      if (!(error instanceof CallIsOpen)) throw error;
      throw new CommandProblem('A call of this person goes on or is just over. Try again in a few minutes.');
    }
  });
}

async function whom(
  { id, card, phone }: Named,
  { pool }: Database,
  { clinic, branches }: Configuration,
): Promise<Asked> {
  if ([id, card, phone].filter((one) => one !== undefined).length !== 1)
    throw new CommandProblem('Say who is meant by one of --id, --card and --phone.');
  if (phone !== undefined) {
    const read = toE164(phone, { country: clinic.country, areaCode: [...branches.values()][0]?.areaCode });
    if (read === null) throw new CommandProblem('--phone must be a telephone number, for example +79161234567.');
    return { phone: read };
  }
  if (id !== undefined) return { personId: Number(id) || 0 };
  // A source may hold a colon itself (file:patients), an id of a card not.
  const [, source, externalId] = /^(.+):([^:]+)$/.exec(card ?? '') ?? [];
  const { rows } = await pool.query<{ id: number }>('select id from person where source = $1 and external_id = $2', [
    ...[source ?? '', externalId ?? ''],
  ]);
  return { personId: rows[0]?.id ?? 0 };
}

function notFound(failed: NotFound): CommandProblem {
  return new CommandProblem(
    failed.kind === 'no-such-person'
      ? 'The directory has no such person, or no more.'
      : `Somebody of the directory has this number. Say --id: ${failed.cards.join(', ')}.`,
  );
}

/** `confirm`: what is to be typed to do it; null: it was done. */
export function formatErased(
  {
    erasure,
    subject,
    counts,
    mentions,
  }: { erasure: number | null; subject: Subject; counts: Record<string, number>; mentions: number },
  confirm: string | null,
): string {
  const rows = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    confirm === null
      ? `Erased (erasure ${erasure}):`
      : `Would go of ${subject.people.map(({ name, source, externalId }) => `${name} (${source}:${externalId})`).join(', ') || 'this number'}:`,
    ...rows.map(([what, count]) => `  ${what}: ${count}`),
    ...(subject.shared.length > 0
      ? [`${subject.shared.length} numbers are of somebody else, too: they stay with the others.`]
      : []),
    ...(mentions > 0 ? [`${mentions} notes on cards of others hold the name: look at them.`] : []),
    ...(confirm === null ? [] : [`Nothing was done. To do it, repeat with --confirm ${confirm}`]),
    '',
  ].join('\n');
}
