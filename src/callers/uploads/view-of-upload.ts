import { inLanguage, type ImportLanguage } from '../import/in-language.ts';
import type { UploadView } from './upload-schemas.ts';
import { SILENT_SECONDS, type UploadRow } from './upload-store.ts';

const died = {
  problem: 'The process that read it was stopped; nothing of it was kept.',
  remedy: 'Start it again.',
};

/** An upload as its page shows it. */
export function viewOfUpload(
  upload: UploadRow,
  { now, language }: { now: Date; language: ImportLanguage },
): UploadView {
  const { id, name, bytes, report } = upload;
  const isDead =
    upload.state === 'running' &&
    upload.told_at !== null &&
    now.getTime() - upload.told_at.getTime() > SILENT_SECONDS * 1000;
  const state = isDead ? 'failed' : upload.state === 'arriving' ? 'waiting' : upload.state;
  const failure = isDead
    ? died
    : upload.failure === null
      ? null
      : { ...upload.failure, problem: upload.failure.message };
  const words = failure === null ? null : inLanguage(failure, language);
  return {
    ...{ id, name, bytes, state },
    dryRun: upload.dry_run,
    progress: progressOf(upload, now),
    report: report === null ? null : { ...report, places: report.places.map((place) => inLanguage(place, language)) },
    failure: words === null ? null : { message: words.problem, remedy: words.remedy },
  };
}

function progressOf({ started_at, finished_at, rows, share }: UploadRow, now: Date): UploadView['progress'] {
  if (started_at === null) return null;
  const seconds = Math.max(0, ((finished_at ?? now).getTime() - started_at.getTime()) / 1000);
  return { rows, share, seconds, rowsPerSecond: seconds < 0.2 || rows === 0 ? null : Math.round(rows / seconds) };
}
