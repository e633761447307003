import { join } from 'node:path';
import type { Identity } from '../access/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { FileClient } from '../contracts/file-client.ts';
import type { Configuration, RecordingPlace } from '../platform/configuration/index.ts';
import type { Database, PoolClient } from '../platform/database/index.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import { repeat } from '../platform/repeat.ts';
import type { Log, Metrics } from '../platform/telemetry/index.ts';
import { callRecordings } from './call-recordings.ts';
import { diskStorage } from './disk-storage.ts';
import { eraseRecordings } from './erase-recordings.ts';
import { deleteExpired, sweepOrphans, type Storages } from './forget-recordings.ts';
import { createListens } from './listens.ts';
import { loadKeyRing } from '../platform/keys/index.ts';
import { oweRecordings, type RecordedCall } from './owe-recordings.ts';
import { playRecording } from './play-recording.ts';
import { createRecorder } from './recorder.ts';
import { readRecording, type WholeRecording } from './read-recording.ts';
import { recordingLinks } from './recording-links.ts';
import { recordingSources } from './recording-sources.ts';
import { recordingStore, type RecordingReady } from './recording-store.ts';
import { createRecordingsApi } from './recordings-api.ts';
import { retryRecordings } from './retry-recordings.ts';
import { s3Storage } from './s3-storage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3600_000;

export interface RecordingsOptions {
  database: Database;
  configuration: Configuration;
  access: PbxAccess;
  files: FileClient;
  dataFolder: string;
  /** Told in the transaction in which a copy becomes whole. */
  onReady?: RecordingReady;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}

export type Recordings = Awaited<ReturnType<typeof startRecordings>>;

/** The parts of this feature, put together. Nothing runs until `work`. */
export async function startRecordings(options: RecordingsOptions) {
  const { database, configuration, clock, log, metrics, files } = options;
  const { pool, sql } = database;
  const settings = configuration.recordings;
  const folder = settings.folder ?? join(options.dataFolder, 'recordings');
  const incoming = join(folder, 'incoming');
  const places = [settings.place, ...[...configuration.pbx.values()].map(({ recordings }) => recordings)];
  const needsKey = settings.publicAddress !== undefined || places.some((place) => place?.keep === 'copy');
  const keys = await loadKeyRing(settings, folder, needsKey);
  const disk = diskStorage(folder);
  const s3 = settings.s3 === undefined ? undefined : s3Storage(settings.s3, files);
  const storage = settings.storage === 's3' && s3 !== undefined ? s3 : disk;
  // Copies stay readable where they are when the clinic chooses another place for the next ones.
  const storages: Storages = { of: (id) => (id === 'disk' ? disk : s3) };
  const find = recordingSources(options.access);
  const store = recordingStore(pool, options.onReady);
  const listens = createListens({ pool, clock });
  const links =
    settings.publicAddress === undefined
      ? null
      : recordingLinks({ keys, publicAddress: settings.publicAddress, days: settings.linkDays });
  const placeOf = (account: string): RecordingPlace => configuration.pbx.get(account)?.recordings ?? settings.place;

  const api = createRecordingsApi({
    async call(id) {
      const { rows } = await pool.query<{ id: number; branch: string | null }>(
        `select c.id, c.branch from call asked join call c on c.id = coalesce(asked.merged_into, asked.id)
         where asked.id = $1`,
        [id],
      );
      return rows[0] ?? null;
    },
    recordings: (callId) => callRecordings(pool, callId),
    play: (recording, range) => playRecording(recording, { storages, keys, find, files }, range),
    listens,
    opensLink: links === null ? null : (told) => links.opens(told, clock.now()),
    erase: (asked) => eraseRecordings({ database, storages, now: clock.now() }, asked),
    retry: (asked) => retryRecordings({ database, now: clock.now() }, asked),
    branches: () => [...configuration.branches.keys()],
    mayListen: settings.listen,
    onDamaged: (error, recording) =>
      log.error({ err: error, recording }, 'a copy of a recording cannot be read; look at the key and the disk'),
    onBroken: (error, recording) => log.warn({ err: error, recording }, 'recording.listened: broke off at its source'),
  });

  return {
    api,
    /** In the transaction that settles these calls. */
    owe: (client: PoolClient, calls: readonly RecordedCall[]): Promise<number> =>
      oweRecordings(client, calls, { now: clock.now(), placeOf }),
    /** The call as outside systems are told of it: with an address of ours where there is one to give. */
    linked<Told extends { id: number; startedAt: Date; recordingRef: string | null }>(call: Told): Told {
      if (links === null || call.recordingRef === null) return call;
      return { ...call, recordingRef: links.linkOf(call) };
    },
    /** The recording of a call, whole, for systems that take files; null: none now, or it is larger. */
    read: (callId: number, maximumBytes: number): Promise<WholeRecording | null> =>
      readRecording(pool, { storages, keys, find, files }, { callId, maximumBytes }),
    /** Removes the files of copies whose term is over, those of an erased person at once. */
    deleteDue: (): Promise<number> => deleteExpired({ store, sql, storages, now: clock.now() }),
    ownRights: (identity: Identity): { mayListen: boolean } => ({
      mayListen: settings.listen.includes(identity.role),
    }),
    /** Fetches what is wanted and forgets what is old; answers how to stop. */
    work(): () => Promise<void> {
      const recorder = createRecorder({
        ...{ store, clock, log, find, files, storage, keys, incoming, settings },
        giveUpHours: settings.giveUpHours,
        onAttempt(account, outcome, bytes) {
          metrics.recordingAttempts.inc({ account, outcome });
          if (bytes > 0) metrics.recordingBytes.inc({ account }, bytes);
        },
      });
      recorder.start();
      const stops = [
        repeat({
          everyMs: 10 * MINUTE_MS,
          what: 'delete recordings whose term is over',
          log,
          async work() {
            const deleted = await deleteExpired({ store, sql, storages, now: clock.now() });
            if (deleted > 0) log.info({ deleted }, 'recordings.deleted: their term is over');
            await listens.forgetTickets();
          },
        }),
        repeat({
          everyMs: 6 * HOUR_MS,
          what: 'sweep files without a recording',
          log,
          async work() {
            const removed = await sweepOrphans({
              store,
              storages: s3 === undefined ? [disk] : [disk, s3],
              incoming,
              now: clock.now(),
            });
            if (removed > 0) log.info({ removed }, 'recordings.swept: files that a crash left behind');
          },
        }),
      ];
      metrics.onScrape(async () => {
        const { rows } = await pool.query<{ account: string; state: string; count: number }>(
          'select account, state, count(*) as count from recording where replaced_by is null group by account, state',
        );
        metrics.recordings.reset();
        for (const { account, state, count } of rows) metrics.recordings.set({ account, state }, count);
      });
      return async () => {
        await recorder.stop();
        for (const stop of stops) await stop();
      };
    },
  };
}
