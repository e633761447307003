import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileClient } from '../../adapters/kit/file-client.ts';
import type { Clock } from '../../src/contracts/clock.ts';
import type { FileClient } from '../../src/contracts/file-client.ts';
import type { RecordingPlace } from '../../src/platform/configuration/index.ts';
import { inTransaction } from '../../src/platform/database/index.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { diskStorage } from '../../src/recordings/disk-storage.ts';
import { keyRing, type KeyRing } from '../../src/platform/keys/index.ts';
import { oweRecordings, type RecordedCall } from '../../src/recordings/owe-recordings.ts';
import { createRecorder, type Recorder } from '../../src/recordings/recorder.ts';
import type { FindSource } from '../../src/recordings/recording-sources.ts';
import { recordingStore } from '../../src/recordings/recording-store.ts';
import type { RecordingStorage } from '../../src/recordings/storage.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

export const key = Buffer.alloc(32, 5).toString('base64');
export const born = new Date('2026-06-01T10:00:00Z');

export interface RecordingRow {
  id: number;
  call_id: number;
  state: string;
  attempts: number;
  reason: string | null;
  next_attempt_at: Date | null;
  size: number | null;
  seconds: number | null;
  storage: string | null;
  object_key: string;
  content_type: string | null;
  expires_at: Date | null;
  replaced_by: number | null;
  provider_call_id: string | null;
}

/** A PBX that serves files, a database, a folder and a clock of its own. */
export async function recordedClinic() {
  const db: TestDatabase = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'trubka-recordings-'));
  let now = born;
  const clock: Clock = { now: () => now };
  const asked: string[] = [];
  let answer: RequestListener = (_request, response) => response.writeHead(404).end();
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const disk = diskStorage(folder);
  const keys: KeyRing = keyRing([key]);
  const store = recordingStore(db.database.pool);
  let calls = 0;

  const clinic = {
    db,
    folder,
    disk,
    keys,
    store,
    url,
    /** Paths that the PBX was asked for. */
    asked,
    incoming: join(folder, 'incoming'),
    clock,
    at: (moment: Date) => void (now = moment),
    later: (seconds: number) => void (now = new Date(now.getTime() + seconds * 1000)),
    now: () => now,
    serve: (listener: RequestListener) => void (answer = listener),
    serveFile: (file: Buffer, type = 'audio/mpeg') =>
      void (answer = (_request, response) =>
        response.writeHead(200, { 'content-type': type, 'content-length': file.length }).end(file)),

    /** A settled call with recordings, as the register holds it. */
    async call(told: { refs?: string[]; talkSeconds?: number | null; kind?: 'talk' | 'voicemail'; id?: number } = {}) {
      calls += 1;
      const id = told.id ?? calls;
      const recordings = (told.refs ?? [`${url}/${id}`]).map((ref) => ({ ref, kind: told.kind ?? 'talk' }));
      const fold = { recordings };
      await db.database.pool.query(
        `insert into call (id, account, branch, direction, state, result, started_at, ended_at, talk_seconds, learnt_at, version, pops, fold)
         values ($1, 'uis', 'center', 'in', 'ended', 'answered', $2, $2, $3, $2, 1, '{}', $4)
         on conflict (id) do update set fold = excluded.fold`,
        [id, born, told.talkSeconds === undefined ? 60 : told.talkSeconds, JSON.stringify(fold)],
      );
      for (const recording of recordings)
        await db.database.pool.query(
          `insert into call_event (call_id, account, key, received_at, event) values ($1, 'uis', $2, $3, $4)`,
          [id, recording.ref, born, JSON.stringify({ providerCallId: `pbx-${id}`, recording })],
        );
      return { id, account: 'uis', started_at: born, fold };
    },

    owe: (call: RecordedCall, place: RecordingPlace = { keep: 'copy', days: 90 }): Promise<number> =>
      inTransaction(db.database.pool, (client) => oweRecordings(client, [call], { now, placeOf: () => place })),

    recorder: (
      told: {
        find?: FindSource;
        files?: FileClient;
        storage?: RecordingStorage;
        keys?: KeyRing;
        maximumMegabytes?: number;
        incoming?: string;
      } = {},
    ): Recorder =>
      createRecorder({
        store,
        clock,
        log: silentLog,
        find: told.find ?? ((_account, { ref }) => Promise.resolve({ kind: 'http', url: ref, trusted: true })),
        files: told.files ?? createFileClient(),
        storage: told.storage ?? disk,
        keys: told.keys ?? keys,
        incoming: told.incoming ?? join(folder, 'incoming'),
        settings: { maximumMegabytes: told.maximumMegabytes ?? 20, tolerancePercent: 10 },
        giveUpHours: 72,
      }),

    async rows(): Promise<RecordingRow[]> {
      const { rows } = await db.database.pool.query<RecordingRow>('select * from recording order by id');
      return rows;
    },
    async row(): Promise<RecordingRow> {
      const [row] = await clinic.rows();
      if (row === undefined) throw new Error('there is no recording');
      return row;
    },
    async audit(): Promise<{ who: string; what: string; subject: string; detail: Record<string, unknown> }[]> {
      const { rows } = await db.database.pool.query<{
        who: string;
        what: string;
        subject: string;
        detail: Record<string, unknown>;
      }>('select who, what, subject, detail from audit order by id');
      return rows;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await db.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return clinic;
}
export type RecordedClinic = Awaited<ReturnType<typeof recordedClinic>>;
