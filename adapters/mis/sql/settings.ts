import { z } from 'zod';
import { sqlEngines } from '../../../src/contracts/sql-source.ts';
import { statementProblem } from '../../../src/contracts/sql-statement.ts';
import { misTarget } from '../../kit/mis-target.ts';
import { numberSettings } from '../../kit/number-settings.ts';
import { refuseOtherAddress, sqlPlace } from '../../kit/sql-place.ts';
import { callNames, phoneNames, recordingNames, ticketNames } from './values.ts';

const statement = z.string().trim().min(1).max(20_000);

const call = z.strictObject({
  upsert: statement.optional().meta({
    description: 'Inserts the row of a call or changes it; the same call twice must stay one row. Instead of insert.',
    examples: ['insert into calls (key, phone) values (:key, :phone) on conflict (key) do update set phone = :phone'],
  }),
  insert: statement.optional().meta({
    description: 'Inserts the row of a call; the first column that it returns, if any, is what the table calls it.',
    examples: ['insert into dbo.Calls (TrubkaKey, Phone) output inserted.Id values (:key, :phone)'],
  }),
  update: statement.optional().meta({
    description: 'With insert: changes the row of a call. Left out: the first telling stays.',
    examples: ['update dbo.Calls set Seconds = :seconds where TrubkaKey = :key'],
  }),
  lookUp: statement.optional().meta({
    description:
      'Finds the row of a call; its first column is what the table calls it. Asked after a lost answer; without it, a person decides.',
    examples: ['select Id from dbo.Calls where TrubkaKey = :key'],
  }),
  needsPerson: z.boolean().default(false).meta({ description: 'Only calls of one certain card are written.' }),
  unresolved: z.enum(['same', 'skip']).default('skip').meta({
    description: 'Calls of one of several, until a person said of whom.',
  }),
  unknownCallers: z.enum(['same', 'skip']).default('same').meta({
    description: 'Calls of numbers that no card there has.',
  }),
});

const fields = z.strictObject({
  engine: z.enum(sqlEngines).meta({ description: 'Which database.', examples: ['sqlserver'] }),
  ...sqlPlace,
  find: statement.optional().meta({
    description:
      'Finds cards by a number; answers columns id, name and phone (more numbers: phone2, phone3). What it finds is compared as a number.',
    examples: [
      "select Id as id, FullName as name, Phone as phone from dbo.Patients where Phone like concat('%', :national)",
    ],
  }),
  call: call.optional().meta({ description: 'Writes a call.' }),
  recording: statement.optional().meta({
    description: 'Adds the address of a recording to the row of its call, which :ref names.',
    examples: ['update dbo.Calls set Recording = :recording where TrubkaKey = :ref'],
  }),
  ticket: z
    .strictObject({
      upsert: statement
        .optional()
        .meta({ description: 'The same request twice must stay one row. Instead of insert.' }),
      insert: statement.optional().meta({ description: 'Inserts a request to call back.' }),
    })
    .optional()
    .meta({ description: 'Writes a request to call back.' }),
  ...numberSettings,
  ...(Object.fromEntries(Object.entries(misTarget).filter(([name]) => name !== 'trusted')) as Omit<
    typeof misTarget,
    'trusted'
  >),
});

type Fields = z.infer<typeof fields>;
type Use = { path: readonly string[]; text: string | undefined; use: 'read' | 'write'; known: readonly string[] };

function statementsOf({ call: told, find, recording, ticket }: Fields): Use[] {
  return [
    { path: ['find'], text: find, use: 'read', known: phoneNames },
    { path: ['call', 'upsert'], text: told?.upsert, use: 'write', known: callNames },
    { path: ['call', 'insert'], text: told?.insert, use: 'write', known: callNames },
    { path: ['call', 'update'], text: told?.update, use: 'write', known: callNames },
    { path: ['call', 'lookUp'], text: told?.lookUp, use: 'read', known: callNames },
    { path: ['recording'], text: recording, use: 'write', known: recordingNames },
    { path: ['ticket', 'upsert'], text: ticket?.upsert, use: 'write', known: ticketNames },
    { path: ['ticket', 'insert'], text: ticket?.insert, use: 'write', known: ticketNames },
  ];
}

export const sqlSettings = fields.superRefine((settings, context) => {
  const issue = (path: readonly string[], message: string): void =>
    context.addIssue({ code: 'custom', path: [...path], message });
  refuseOtherAddress(settings, context, []);
  for (const { path, text, use, known } of statementsOf(settings)) {
    const problem = text === undefined ? null : statementProblem(text, { engine: settings.engine, use, known });
    if (problem !== null) issue(path, problem);
  }
  for (const part of ['call', 'ticket'] as const) {
    const told = settings[part];
    if (told !== undefined && (told.upsert === undefined) === (told.insert === undefined))
      issue([part], 'Write one of the two: upsert, where the same row twice stays one, or insert.');
  }
  const { call: told } = settings;
  if (told?.upsert !== undefined && told.update !== undefined)
    issue(['call', 'update'], 'An upsert changes rows by itself: take update out.');
  if (settings.recording !== undefined && told === undefined)
    issue(['recording'], 'A recording is added to the row of a call: write call, too.');
});
export type SqlSettings = z.infer<typeof sqlSettings>;
