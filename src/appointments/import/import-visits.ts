import { openTable, type Doubt, type ImportReport, type ImportSource } from '../../callers/index.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { VisitField } from '../../contracts/visit-field.ts';
import type { Database } from '../../platform/database/index.ts';
import { storeVisits, type VisitListContext } from './store-visits.ts';
import { visitRules, type VisitMapping } from './visit-rules.ts';

export interface ImportVisits {
  database: Pick<Database, 'pool'>;
  clock: Clock;
  /** Path, or the bytes as they come. */
  file: ImportSource;
  /** `file:appointments` by default. */
  source?: string;
  /** Where the patients come from that the file names by card number; `file:patients` by default. */
  patientSource?: string;
  mapping?: VisitMapping;
  context: VisitListContext;
  /** The file holds every visit of its span of days: open ones that are missing in it count as cancelled. */
  complete?: boolean;
  allowLoss?: boolean;
  progress?: (rows: number, share: number | null) => void;
  /** Gets every doubtful place, also those beyond the first thousand. */
  onDoubt?: (doubt: Doubt) => void;
}

/** Reads an appointments file, all of it or nothing. Otherwise as `importPeople`; `withoutPhone` stays 0. */
export async function importVisits(options: ImportVisits): Promise<ImportReport> {
  const { file, source = 'file:appointments', patientSource = 'file:patients', mapping, ...rest } = options;
  const table = await openTable<VisitField>(file, visitRules(mapping));
  return storeVisits({ ...rest, lists: [{ table }], source, patients: patientSource, kind: 'file' });
}
