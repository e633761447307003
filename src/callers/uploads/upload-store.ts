import type { Pool } from '../../platform/database/index.ts';
import type { UploadReport } from './upload-schemas.ts';

export type UploadState = 'arriving' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface UploadRow {
  id: string;
  name: string;
  bytes: number;
  state: UploadState;
  dry_run: boolean | null;
  started_at: Date | null;
  finished_at: Date | null;
  told_at: Date | null;
  rows: number;
  share: number | null;
  report: UploadReport | null;
  failure: { message: string; remedy: string } | null;
  total_rows: number | null;
}

export type PartKind = 'file' | 'doubts';

const COLUMNS =
  'id, name, bytes, state, dry_run, started_at, finished_at, told_at, rows, share, report, failure, total_rows';

/** Uploads and what became of them: in the database, so that any process answers for them. */
export interface UploadStore {
  begin(upload: { owner: number; name: string; at: Date }): Promise<string>;
  append(id: string, kind: PartKind, n: number, data: Buffer): Promise<void>;
  /** `rows` is what they will be, nearly; null where it cannot be told. */
  arrived(id: string, told: { bytes: number; rows: number | null }): Promise<void>;
  read(id: string, owner: number): Promise<UploadRow | null>;
  /** The parts in order, one at a time in memory. */
  parts(id: string, kind: PartKind): AsyncGenerator<Buffer>;
  /** False where it runs already, or its file is gone. */
  startRun(id: string, run: { dryRun: boolean; at: Date }): Promise<boolean>;
  /** Tells how far the run is; true: somebody wants it to end. */
  progress(id: string, told: { rows: number; share: number | null; at: Date }): Promise<boolean>;
  askCancel(id: string): Promise<void>;
  finish(
    id: string,
    told: {
      state: 'done' | 'failed' | 'cancelled';
      at: Date;
      report?: UploadReport;
      failure?: NonNullable<UploadRow['failure']>;
      /** The file has done its duty. */
      forgetFile: boolean;
    },
  ): Promise<void>;
  remove(id: string): Promise<void>;
  /** Files older than `files` and all that is known of those older than `everything` are gone. */
  forget(older: { files: Date; everything: Date }): Promise<void>;
}

export function uploadStore(pool: Pick<Pool, 'query'>): UploadStore {
  return {
    async begin({ owner, name, at }) {
      const { rows } = await pool.query<{ id: string }>(
        `insert into people_upload (owner, name, created_at, state) values ($1, $2, $3, 'arriving') returning id`,
        [owner, name, at],
      );
      return rows[0]!.id;
    },
    async append(id, kind, n, data) {
      await pool.query('insert into people_upload_part (upload, kind, n, data) values ($1, $2, $3, $4)', [
        ...[id, kind, n],
        data,
      ]);
    },
    async arrived(id, { bytes, rows }) {
      await pool.query(`update people_upload set state = 'waiting', bytes = $2, total_rows = $3 where id = $1`, [
        ...[id, bytes],
        rows,
      ]);
    },
    async read(id, owner) {
      const { rows } = await pool.query<UploadRow>(
        `select ${COLUMNS} from people_upload where id = $1 and owner = $2 and state <> 'arriving'`,
        [id, owner],
      );
      return rows[0] ?? null;
    },
    async *parts(id, kind) {
      for (let n = 0; ; n += 1) {
        const { rows } = await pool.query<{ data: Buffer }>(
          'select data from people_upload_part where upload = $1 and kind = $2 and n = $3',
          [id, kind, n],
        );
        if (rows[0] === undefined) return;
        yield rows[0].data;
      }
    },
    async startRun(id, { dryRun, at }) {
      const { rowCount } = await pool.query(
        `with started as (
           update people_upload u set state = 'running', dry_run = $2, started_at = $3, told_at = $3, finished_at = null,
             rows = 0, share = null, cancel_asked = false, report = null, failure = null
           where id = $1 and (state in ('waiting', 'done', 'failed', 'cancelled') or state = 'running' and ${silent('$3')})
             and exists (select from people_upload_part p where p.upload = u.id and p.kind = 'file')
           returning id
         ), former as (delete from people_upload_part p using started s where p.upload = s.id and p.kind = 'doubts')
         select from started`,
        [id, dryRun, at],
      );
      return rowCount === 1;
    },
    async progress(id, { rows, share, at }) {
      const answer = await pool.query<{ cancel_asked: boolean }>(
        'update people_upload set rows = $2, share = $3, told_at = $4 where id = $1 returning cancel_asked',
        [id, rows, share, at],
      );
      return answer.rows[0]?.cancel_asked ?? true;
    },
    async askCancel(id) {
      await pool.query(`update people_upload set cancel_asked = true where id = $1 and state = 'running'`, [id]);
    },
    async finish(id, { state, at, report, failure, forgetFile }) {
      await pool.query(
        `update people_upload set state = $2, finished_at = $3, told_at = $3, report = $4, failure = $5,
           share = case when $2 = 'done' then 1 else share end,
           rows = coalesce(($4::jsonb ->> 'rows')::int, rows), total_rows = coalesce(($4::jsonb ->> 'rows')::int, total_rows)
         where id = $1`,
        [id, state, at, report === undefined ? null : JSON.stringify(report), failure ?? null],
      );
      if (forgetFile) await pool.query(`delete from people_upload_part where upload = $1 and kind = 'file'`, [id]);
    },
    async remove(id) {
      await pool.query('delete from people_upload where id = $1', [id]);
    },
    async forget({ files, everything }) {
      await pool.query('delete from people_upload where created_at < $1', [everything]);
      await pool.query(
        `delete from people_upload_part p using people_upload u
         where u.id = p.upload and p.kind = 'file' and u.created_at < $1 and u.state <> 'running'`,
        [files],
      );
    },
  };
}

/** A run that has told nothing for so long died with its process. */
export const SILENT_SECONDS = 60;

function silent(now: string): string {
  return `told_at < ${now}::timestamptz - interval '${SILENT_SECONDS} seconds'`;
}

const HOUR_MS = 3600_000;

/** A file is kept for an hour, what came of it for a day. */
export function forgetUploads(store: UploadStore, now: Date): Promise<void> {
  return store.forget({ files: new Date(now.getTime() - HOUR_MS), everything: new Date(now.getTime() - 24 * HOUR_MS) });
}
