import type { IdentDatabase } from '../settings.ts';

type Engine = IdentDatabase['engine'];

interface Column {
  name: string;
  type: string;
}

export interface Table {
  name: string;
  columns: readonly Column[];
  key: readonly string[];
}

const text = (length: number) => `varchar(${length})`;
const columns = (types: Record<string, string>): Column[] =>
  Object.entries(types).map(([name, type]) => ({ name, type }));
/** A time of the clinic's wall, without a zone. */
const TIME = 'time';
const utm = Object.fromEntries(
  ['Source', 'Medium', 'Campaign', 'Term', 'Content'].map((of) => [`Utm${of}`, text(255)]),
);

export const ticketsTable: Table = {
  name: 'IDENT_Tickets',
  key: ['Id'],
  columns: columns({
    ...{ Id: `${text(400)} not null`, DateAndTime: `${TIME} not null`, ClientPhone: text(100), ClientEmail: text(255) },
    ...{ FormName: text(255), ClientFullName: text(255), ClientSurname: text(100), ClientName: text(100) },
    ...{ ClientPatronymic: text(100), PlanStart: TIME, PlanEnd: TIME, Comment: 'text', DoctorId: 'integer' },
    ...{ DoctorName: text(255), ...utm, HttpReferer: text(500) },
  }),
};

/** Fields of «Вызов»; `Id` is ours, as in the table of requests. */
export function callsTable(name: string): Table {
  return {
    name,
    key: ['Id'],
    columns: columns({
      ...{ Id: `${text(400)} not null`, DateAndTime: `${TIME} not null`, Direction: `${text(3)} not null` },
      ...{ PhoneFrom: text(100), PhoneTo: text(100), WaitInSeconds: 'integer', TalkInSeconds: 'integer' },
      ...{ LineDescription: text(255), RecordUrl: text(2000), ...utm, HttpReferer: text(500) },
    }),
  };
}

const named = (name: string): Table => ({
  name,
  key: ['Id'],
  columns: columns({ Id: 'integer not null', Name: `${text(255)} not null` }),
});
export const branchesTable = named('IDENT_Branches');
export const doctorsTable = named('IDENT_Doctors');
export const intervalsTable: Table = {
  name: 'IDENT_Intervals',
  key: ['BranchId', 'DoctorId', 'StartDateTime'],
  columns: columns({
    ...{ BranchId: 'integer not null', DoctorId: 'integer not null', StartDateTime: `${TIME} not null` },
    ...{ LengthInMinutes: 'integer not null', IsBusy: 'boolean not null' },
  }),
};

export function tablesOf({ callsTable: calls }: Pick<IdentDatabase, 'callsTable'>): Table[] {
  return [
    ...[ticketsTable, branchesTable, doctorsTable, intervalsTable],
    ...(calls === undefined ? [] : [callsTable(calls)]),
  ];
}

export function quoted(name: string, engine: Engine): string {
  return engine === 'postgresql' ? `"${name}"` : `\`${name}\``;
}

export function createStatement({ name, columns: all, key }: Table, engine: Engine): string {
  const q = (of: string): string => quoted(of, engine);
  const time = engine === 'postgresql' ? 'timestamp(0)' : 'datetime';
  const lines = all.map((column) => `${q(column.name)} ${column.type.replace(/^time\b/, time)}`);
  const own = engine === 'postgresql' ? '' : ' character set utf8mb4';
  return `create table if not exists ${q(name)} (${lines.join(', ')}, primary key (${key.map(q).join(', ')}))${own}`;
}

/** Inserts the row of this key or changes it; columns that are not named are left as they are. */
export function upsertStatement({ name, key }: Table, fields: readonly string[], engine: Engine): string {
  const q = (of: string): string => quoted(of, engine);
  const changed = fields.filter((field) => !key.includes(field));
  const insert = `insert into ${q(name)} (${fields.map(q).join(', ')}) values (${fields.map((field) => `:${field}`).join(', ')})`;
  return engine === 'postgresql'
    ? `${insert} on conflict (${key.map(q).join(', ')}) do update set ${changed.map((field) => `${q(field)} = excluded.${q(field)}`).join(', ')}`
    : `${insert} on duplicate key update ${changed.map((field) => `${q(field)} = values(${q(field)})`).join(', ')}`;
}
