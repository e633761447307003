import type { Configuration, DirectorySource } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { Doubt } from '../import/import-report.ts';
import { storePeople } from '../import/store-people.ts';
import { openSource, type SourcePorts } from './open-source.ts';
import { runRefresh, type Progress, type Refreshed } from './run-refresh.ts';

export interface RefreshSource extends SourcePorts {
  database: Database;
  configuration: Pick<Configuration, 'branches' | 'clinic'>;
  signal: AbortSignal;
  progress?: Progress;
  onDoubt?: (doubt: Doubt) => void;
  allowLoss?: boolean;
}

/** Reads one source into the directory, all of it or nothing, in one process at a time, and keeps how it went. */
export function refreshSource(source: DirectorySource, options: RefreshSource): Promise<Refreshed> {
  const { database, clock, signal, onDoubt } = options;
  return runRefresh({
    ...{ database, clock, signal, progress: options.progress },
    id: source.id,
    everyMinutes: source.everyMinutes,
    async read(progress) {
      const table = await openSource(source, options, signal);
      return storePeople({
        ...{ database, clock, table, signal, progress },
        source: source.id,
        kind: kinds[source.people],
        context: contextOf(source, options.configuration),
        complete: source.full,
        allowLoss: options.allowLoss ?? false,
        ...(onDoubt !== undefined && { onDoubt }),
      });
    },
  });
}

const kinds = { patients: 'patient', staff: 'staff', contractors: 'contractor', others: 'contractor' } as const;

function contextOf(source: DirectorySource, { branches, clinic }: RefreshSource['configuration']) {
  const branch = branches.get(source.branch ?? '') ?? [...branches.values()][0];
  return { phones: { country: clinic.country, areaCode: branch?.areaCode }, zone: branch?.zone ?? 'UTC' };
}
