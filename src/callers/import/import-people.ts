import type { Clock } from '../../contracts/clock.ts';
import type { PhoneContext } from '../../contracts/phone-number.ts';
import type { Database } from '../../platform/database/index.ts';
import { peopleHeaders, type PeopleField } from './columns.ts';
import type { HeaderRules } from './find-header.ts';
import type { Doubt, ImportReport } from './import-report.ts';
import { openTable } from './open-table.ts';
import { storePeople } from './store-people.ts';
import type { ChosenFormat, ImportSource } from './table.ts';

export interface ImportPeople {
  database: Pick<Database, 'pool'>;
  clock: Clock;
  /** CSV or XLSX. */
  file: ImportSource;
  /** Of rows that do not tell theirs. */
  kind: 'patient' | 'staff' | 'contractor';
  /** Where these people come from; `file:patients`, `file:staff`, `file:contractors` by default. */
  source?: string;
  /** Field → header (or headers) of the file, where the known names do not fit; an empty list: no column is that. */
  mapping?: Partial<Record<PeopleField, string | readonly string[]>>;
  context: { phones: PhoneContext; /** IANA zone of the dates in the file. */ zone: string };
  /** The file holds everybody: who is missing is marked as deleted. */
  complete?: boolean;
  /** Not even the loss of most people by a complete file is refused. */
  allowLoss?: boolean;
  /** How the file is to be read, where a person knows better than its content tells. */
  format?: ChosenFormat;
  /** Everything is read, stored and counted, then none of it is kept. */
  dryRun?: boolean;
  /** Stops between two batches; nothing is kept then. */
  signal?: AbortSignal;
  progress?: (rows: number, share: number | null) => void;
  /** Gets every doubtful place, also those beyond the first thousand. */
  onDoubt?: (doubt: Doubt) => void;
}

/**
 * Reads a people file into the directory. The second run of one file changes nothing. Throws ImportRefused for a file
 * that cannot be imported as a whole; nothing of it is kept then.
 */
export async function importPeople({ file, mapping, format, ...options }: ImportPeople): Promise<ImportReport> {
  const table = await openTable(file, peopleRules(mapping), format);
  return storePeople({ ...options, source: options.source ?? defaultSource(options.kind), table });
}

export function peopleRules(mapping: ImportPeople['mapping']): HeaderRules<PeopleField> {
  return {
    known: peopleHeaders,
    mapping,
    lacks: (fields) => (fields.has('fullName') || fields.has('surname') || fields.has('givenName') ? null : 'the name'),
  };
}

export function defaultSource(kind: ImportPeople['kind']): string {
  return kind === 'staff' ? 'file:staff' : `file:${kind}s`;
}
