import type { Clock } from '../../contracts/clock.ts';
import type { Branch, Configuration } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { repeat } from '../../platform/repeat.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import { importPeople } from '../import/import-people.ts';
import { ImportRefused } from '../import/import-refused.ts';
import type { Doubt, ImportReport } from '../import/import-report.ts';
import { maskValue } from '../import/mask-value.ts';
import { importedPeople } from '../import/people-kinds.ts';
import type { RunBody, UploadReport } from './upload-schemas.ts';
import type { UploadRow, UploadStore } from './upload-store.ts';

const TELL_MS = 500;
const DOUBTS_PER_PART = 500;
const KEPT_PLACES = 50;

export interface RunUpload {
  upload: Pick<UploadRow, 'id' | 'bytes' | 'total_rows'>;
  asked: RunBody;
  branch: Branch;
  configuration: Configuration;
  database: Database;
  store: UploadStore;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

export type Ran = { state: 'done'; report: UploadReport } | { state: 'failed' | 'cancelled' };

/** Imports an upload, or tries it, and keeps how it goes. Rejects only where even that cannot be kept. */
export async function runUpload({ upload, asked, branch, configuration, ...parts }: RunUpload): Promise<Ran> {
  const { database, store, clock, log } = parts;
  const { id } = upload;
  const ending = new AbortController();
  const signal = AbortSignal.any([parts.signal, ending.signal]);
  const doubts = keepDoubts(id, store);
  let read = 0;
  let rows = 0;
  let share: number | null = null;
  const stopTelling = repeat({
    everyMs: TELL_MS,
    what: 'tell how far an import is',
    log,
    async work() {
      if (await store.progress(id, { rows, share, at: clock.now() })) ending.abort();
      await doubts.write();
    },
  });
  const file = (async function* () {
    for await (const part of store.parts(id, 'file')) {
      read += part.length;
      yield part;
    }
  })();
  try {
    const [kind, source] = importedPeople[asked.people];
    const report = await importPeople({
      ...{ database, clock, file, kind, source, signal },
      mapping: asked.mapping,
      format: asked.format,
      complete: asked.complete,
      allowLoss: asked.allowLoss,
      dryRun: asked.dryRun,
      context: { phones: { country: configuration.clinic.country, areaCode: branch.areaCode }, zone: branch.zone },
      onDoubt: (doubt) => doubts.add(doubt),
      progress(count, known) {
        rows = count;
        const ofRows = upload.total_rows === null ? null : count / Math.max(1, upload.total_rows);
        share = Math.min(1, ofRows ?? known ?? read / upload.bytes);
      },
    });
    await stopTelling();
    await doubts.write(true);
    const told = keptReport(report);
    await store.finish(id, { state: 'done', at: clock.now(), report: told, forgetFile: !asked.dryRun });
    return { state: 'done', report: told };
  } catch (error) {
    await stopTelling();
    await doubts.write(true);
    if (signal.aborted) {
      await store.finish(id, { state: 'cancelled', at: clock.now(), forgetFile: false });
      return { state: 'cancelled' };
    }
    const refused = error instanceof ImportRefused;
    if (!refused) log.error({ err: error }, 'import: a file of people could not be imported; nothing of it was kept');
    const failure = refused
      ? { message: error.problem, remedy: error.remedy }
      : { message: 'Something went wrong on our side; the log says what.', remedy: 'Nothing was kept. Try it again.' };
    await store.finish(id, { state: 'failed', at: clock.now(), failure, forgetFile: false });
    return { state: 'failed' };
  }
}

/** Doubts go to the database in parts as they come, so that a file that is all doubtful fits, too. */
function keepDoubts(id: string, store: UploadStore): { add(doubt: Doubt): void; write(all?: boolean): Promise<void> } {
  const waiting: Doubt[] = [];
  let n = 0;
  return {
    add: (doubt) => void waiting.push(doubt),
    async write(all = false) {
      while (waiting.length >= DOUBTS_PER_PART || (all && waiting.length > 0)) {
        const lines = waiting.splice(0, DOUBTS_PER_PART).map((doubt) => `${JSON.stringify(doubt)}\n`);
        await store.append(id, 'doubts', n++, Buffer.from(lines.join('')));
      }
    },
  };
}

function keptReport({ doubtful, doubtfulCount, ...counts }: ImportReport): UploadReport {
  const places = doubtful.slice(0, KEPT_PLACES).map((doubt) => ({ ...doubt, value: maskValue(doubt.value) }));
  return { ...counts, doubtful: doubtfulCount, places };
}
