import { PermanentFailure } from '../../../../src/contracts/failures.ts';
import type { MisProgress, MisWritten, ToldCall, ToldTicket } from '../../../../src/contracts/mis-api.ts';
import type { SqlValues } from '../../../../src/contracts/sql-statement.ts';
import { localTimeOf } from '../../../kit/instant-of.ts';
import { callFields } from '../call-row.ts';
import { ticketFields } from '../ticket-row.ts';
import { databaseOf, inTables, type IdentContext } from './make-tables.ts';
import { callsTable, ticketsTable, upsertStatement, type Table } from './tables.ts';

/** «Вызов» as a row. */
export async function writeCall(told: ToldCall, progress: MisProgress, context: IdentContext): Promise<MisWritten> {
  const { callsTable: name } = databaseOf(context);
  if (name === undefined) throw new PermanentFailure('IDENT: callsTable does not say where calls are written');
  const { call } = told;
  const parties = { ...call, startedAt: new Date(call.startedAt) };
  return upsert(callsTable(name), { ...told, fields: callFields(parties, context.settings) }, progress, context);
}

/** «Заявка» as a row. */
export async function createTicket(
  told: ToldTicket,
  progress: MisProgress,
  context: IdentContext,
): Promise<MisWritten> {
  if (told.call.external === null) return { skipped: 'no-number' };
  return upsert(
    ticketsTable,
    { ...told, fields: ticketFields({ ...told.call, request: told.request }, localTimeOf) },
    progress,
    context,
  );
}

/** A call that took another one over keeps the row of that one. */
async function upsert(
  table: Table,
  { key, call, fields }: Pick<ToldCall, 'key' | 'call'> & { fields: SqlValues },
  progress: MisProgress,
  context: IdentContext,
): Promise<{ ref: string }> {
  const ref = progress.ref ?? key;
  const values = { Id: ref, DateAndTime: localTimeOf(call.startedAt, call.zone), ...fields };
  const text = upsertStatement(table, Object.keys(values), databaseOf(context).engine);
  await inTables(context, [{ text, values, effect: 'write' }]);
  return { ref };
}
