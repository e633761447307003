import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileClient } from '../../adapters/kit/file-client.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import { unseal } from '../../src/recordings/sealed-file.ts';
import { LEASE_MS } from '../../src/recordings/recording-store.ts';
import type { RecordingStorage } from '../../src/recordings/storage.ts';
import { callRecordings } from '../../src/recordings/call-recordings.ts';
import { playRecording } from '../../src/recordings/play-recording.ts';
import { s3Storage } from '../../src/recordings/s3-storage.ts';
import { mp3, wav } from '../support/audio.ts';
import { fakeS3 } from '../support/fake-s3.ts';
import { born, recordedClinic, type RecordedClinic } from './recorded-clinic.ts';

let clinic: RecordedClinic;
beforeEach(async () => {
  clinic = await recordedClinic();
});
afterEach(() => clinic.stop());

const minute = 60;

/** Turns until the row's next attempt is further than the given moment. */
async function pass(seconds: number, recorder = clinic.recorder()): Promise<string[]> {
  const until = new Date(clinic.now().getTime() + seconds * 1000);
  const outcomes: string[] = [];
  for (;;) {
    const due = (await clinic.rows()).map((row) => row.next_attempt_at).filter((at) => at !== null);
    const next = due.sort((a, b) => a.getTime() - b.getTime())[0];
    if (next === undefined || next > until) break;
    clinic.at(next > clinic.now() ? next : clinic.now());
    outcomes.push(...(await recorder.turn()));
  }
  clinic.at(until);
  return outcomes;
}

async function kept(): Promise<Buffer> {
  const { object_key: name, size } = await clinic.row();
  const parts: Buffer[] = [];
  const read = (start: number, end: number) => clinic.disk.read(name, start, end);
  for await (const part of unseal({ read, size: size ?? 0, name, keys: clinic.keys }, 0, (size ?? 0) - 1))
    parts.push(part);
  return Buffer.concat(parts);
}

describe('scenario 18', () => {
  it('the file still grows: it is taken when it is whole', async () => {
    await clinic.owe(await clinic.call({ talkSeconds: 60 }));
    const whole = mp3(60);
    let share = 0.2;
    clinic.serve((_request, response) => {
      const file = whole.subarray(0, Math.floor(whole.length * share));
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': file.length }).end(file);
      share = Math.min(1, share + 0.4);
    });
    expect(await pass(5)).toEqual(['not-yet']);
    expect(await clinic.row()).toMatchObject({ state: 'waiting', reason: 'shorter-than-talk', attempts: 1 });
    expect(await pass(10 * minute)).toEqual(['not-yet', 'stored']);
    expect(await clinic.row()).toMatchObject({
      state: 'stored',
      reason: null,
      content_type: 'audio/mpeg',
      size: whole.length,
    });
    expect((await kept()).equals(whole)).toBe(true);
  });

  it('a WAV that is still written: it is taken when its header is true', async () => {
    await clinic.owe(await clinic.call({ talkSeconds: null }));
    let file = wav(20, { headerSeconds: 0 });
    clinic.serve((_request, response) => response.end(file));
    await pass(5);
    expect(await clinic.row()).toMatchObject({ state: 'waiting', reason: 'growing' });
    file = wav(40);
    await pass(minute);
    expect(await clinic.row()).toMatchObject({ state: 'stored', seconds: 40, content_type: 'audio/wav' });
  });

  it('0 bytes: it is awaited', async () => {
    await clinic.owe(await clinic.call());
    clinic.serveFile(Buffer.alloc(0));
    await pass(minute);
    expect(await clinic.row()).toMatchObject({ state: 'waiting', reason: 'empty' });
    clinic.serveFile(wav(60));
    await pass(10 * minute);
    expect(await clinic.row()).toMatchObject({ state: 'stored' });
  });

  it('a page with status 200: it is no recording, whatever it calls itself', async () => {
    await clinic.owe(await clinic.call());
    clinic.serveFile(Buffer.from('<html><body>Войдите в кабинет</body></html>'.repeat(200)), 'audio/mpeg');
    await pass(5 * minute);
    expect(await clinic.row()).toMatchObject({ state: 'waiting', reason: 'not-audio' });
    expect(await readdir(clinic.incoming)).toEqual([]);
    clinic.serveFile(wav(60));
    await pass(20 * minute);
    expect(await clinic.row()).toMatchObject({ state: 'stored' });
  });

  it('a link that answers 403 after a minute: the provider is asked for a fresh one each time', async () => {
    await clinic.owe(await clinic.call({ refs: ['recording-7'] }));
    let made = 0;
    const wantedRefs: unknown[] = [];
    const recorder = clinic.recorder({
      find: (account, wanted) => {
        wantedRefs.push({ account, ...wanted });
        made += 1;
        return Promise.resolve({ kind: 'http', url: `${clinic.url}/link-${made}`, trusted: true });
      },
    });
    clinic.serve((request, response) => {
      // The first link was made while the file was not there; it dies. The third one works.
      if (request.url === '/link-3') response.end(wav(60));
      else response.writeHead(request.url === '/link-1' ? 404 : 403).end('expired');
    });
    expect(await pass(5 * minute, recorder)).toEqual(['not-yet', 'not-yet', 'stored']);
    expect(clinic.asked).toEqual(['/link-1', '/link-2', '/link-3']);
    expect(wantedRefs[0]).toEqual({ account: 'uis', ref: 'recording-7', kind: 'talk', providerCallId: 'pbx-1' });
  });

  it('a recording that never comes: after 72 hours it is said so, with the reason', async () => {
    await clinic.owe(await clinic.call());
    clinic.serve((_request, response) => response.writeHead(403).end());
    const outcomes = await pass(71 * 3600);
    expect(outcomes.length).toBeLessThan(25);
    expect(new Set(outcomes)).toEqual(new Set(['not-yet']));
    expect(await clinic.row()).toMatchObject({ state: 'waiting', reason: 'http-403' });
    expect((await pass(3600)).at(-1)).toBe('gave-up');
    expect(await clinic.row()).toMatchObject({ state: 'never', reason: 'http-403', next_attempt_at: null });
    const asked = clinic.asked.length;
    await pass(100 * 3600);
    expect(clinic.asked).toHaveLength(asked);
  });
});

describe('what else comes instead of a recording', () => {
  it('less than was announced', async () => {
    await clinic.owe(await clinic.call());
    clinic.serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100000' });
      response.write(wav(1));
      setTimeout(() => response.destroy(), 20);
    });
    await pass(5);
    expect(await clinic.row()).toMatchObject({ state: 'waiting', reason: 'cut-short' });
    expect(await readdir(clinic.incoming)).toEqual([]);
  });

  it('more than is taken', async () => {
    await clinic.owe(await clinic.call());
    clinic.serve((_request, response) => response.end(Buffer.alloc(3 * 1024 * 1024)));
    expect(await pass(5, clinic.recorder({ maximumMegabytes: 1 }))).toEqual(['never']);
    expect(await clinic.row()).toMatchObject({ state: 'never', reason: 'too-large' });
    expect(await readdir(clinic.incoming)).toEqual([]);
  });

  it('a recording that stays shorter than the talk is all that there is', async () => {
    await clinic.owe(await clinic.call({ talkSeconds: 600 }));
    clinic.serveFile(wav(100));
    await pass(30 * minute);
    expect(await clinic.row()).toMatchObject({ state: 'stored', seconds: 100, reason: 'shorter-than-talk' });
  });

  it('one of several recordings of a call need not be as long as the talk', async () => {
    await clinic.owe(await clinic.call({ talkSeconds: 600, refs: [`${clinic.url}/a`, `${clinic.url}/b`] }));
    clinic.serveFile(wav(100));
    await pass(5);
    expect((await clinic.rows()).map(({ state }) => state)).toEqual(['stored', 'stored']);
  });

  it('a header and nothing more, as a missed call leaves it', async () => {
    await clinic.owe(await clinic.call({ talkSeconds: null }));
    clinic.serveFile(wav(0));
    await pass(minute);
    expect(await clinic.row()).toMatchObject({ state: 'waiting', reason: 'no-sound' });
    await pass(3600);
    expect(await clinic.row()).toMatchObject({ state: 'never', reason: 'no-sound' });
  });

  it('the provider says that it will never come', async () => {
    await clinic.owe(await clinic.call());
    await pass(5, clinic.recorder({ find: () => Promise.resolve({ kind: 'never', reason: 'recording is off' }) }));
    expect(await clinic.row()).toMatchObject({ state: 'never', reason: 'recording is off' });
  });

  it('the provider says when to come again', async () => {
    await clinic.owe(await clinic.call());
    await pass(5, clinic.recorder({ find: () => Promise.resolve({ kind: 'not-yet', retryAfterSeconds: 40 }) }));
    expect(await clinic.row()).toMatchObject({
      state: 'waiting',
      reason: 'not-ready',
      next_attempt_at: new Date(born.getTime() + 45_000),
    });
  });

  it.each([
    new TransientFailure('GET api.pbx.example: HTTP 503', { retryAfterSeconds: 90 }),
    new PermanentFailure('the key is refused'),
    new AmbiguousFailure('POST api.pbx.example: no answer'),
  ])('the provider cannot be asked ($message)', async (failure) => {
    await clinic.owe(await clinic.call());
    await pass(5, clinic.recorder({ find: () => Promise.reject(failure) }));
    expect(await clinic.row()).toMatchObject({ state: 'waiting', reason: failure.message, attempts: 1 });
  });

  it('a provider whose answer nobody foresaw is asked again like any other, and not for ever', async () => {
    await clinic.owe(await clinic.call());
    const recorder = clinic.recorder({ find: () => Promise.reject(new TypeError('odd')) });
    expect(await pass(5, recorder)).toEqual(['not-yet']);
    expect(await clinic.row()).toMatchObject({ state: 'waiting', attempts: 1 });
    expect((await pass(73 * 3600, recorder)).at(-1)).toBe('gave-up');
    expect(await clinic.row()).toMatchObject({ state: 'never', reason: 'unexpected failure, see the log' });
  });

  it('a link into a private network, and a redirect to one, are not followed', async () => {
    await clinic.owe(await clinic.call({ refs: [`${clinic.url}/inside`] }));
    const untrusted = {
      find: (_: string, { ref }: { ref: string }) =>
        Promise.resolve({ kind: 'http', url: ref, trusted: false } as const),
    };
    expect(await pass(5, clinic.recorder(untrusted))).toEqual(['never']);
    expect(await clinic.row()).toMatchObject({ state: 'never', reason: 'private-address' });
    expect(clinic.asked).toEqual([]);

    await clinic.owe(await clinic.call({ id: 2, refs: [`${clinic.url.replace('127.0.0.1', 'pbx.example')}/away`] }));
    clinic.serve((_request, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end());
    const files = createFileClient({
      isPublic: (address) => address === '127.0.0.1',
      lookUp: (_host, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    await pass(5, clinic.recorder({ ...untrusted, files }));
    expect((await clinic.rows())[1]).toMatchObject({ state: 'never', reason: 'private-address' });
    expect(clinic.asked).toEqual(['/away']);
  });

  it('a file of this machine', async () => {
    const path = join(clinic.folder, 'monitor.wav');
    await clinic.owe(await clinic.call({ refs: ['monitor.wav'] }));
    const recorder = clinic.recorder({ find: () => Promise.resolve({ kind: 'file', path }) });
    await pass(5, recorder);
    expect(await clinic.row()).toMatchObject({ state: 'waiting', reason: 'no-file' });
    await writeFile(path, wav(60));
    await pass(minute, recorder);
    expect(await clinic.row()).toMatchObject({ state: 'stored', seconds: 60 });
  });
});

describe('our own storage', () => {
  it('without room or right: it is tried again for as long as it takes, and the recording is not to blame', async () => {
    await clinic.owe(await clinic.call());
    clinic.serveFile(wav(60));
    const full: RecordingStorage = {
      ...clinic.disk,
      put: () => Promise.reject(new TransientFailure('The disk could not keep a recording (ENOSPC)')),
    };
    const outcomes = await pass(10 * minute, clinic.recorder({ storage: full }));
    clinic.later(100 * 3600);
    outcomes.push(...(await clinic.recorder({ storage: full }).turn()));
    expect(outcomes).toEqual(['not-kept', 'not-kept', 'not-kept']);
    expect(await clinic.row()).toMatchObject({ state: 'waiting', reason: 'storage', attempts: 0 });
    await pass(10 * minute);
    expect(await clinic.row()).toMatchObject({ state: 'stored' });
  });

  it('that takes nothing in: the same', async () => {
    const path = join(clinic.folder, 'a-file');
    await writeFile(path, '');
    await clinic.owe(await clinic.call());
    clinic.serveFile(wav(60));
    expect(await pass(5, clinic.recorder({ incoming: join(path, 'below') }))).toEqual(['not-kept']);
    expect(await clinic.row()).toMatchObject({ state: 'waiting', reason: 'storage' });
  });
});

it('copies in S3 are played from there', async () => {
  const account = { bucket: 'clinic', region: 'ru-central1', accessKey: 'AKID', secretKey: 'secret' };
  const s3 = await fakeS3(account);
  try {
    await clinic.owe(await clinic.call());
    const file = wav(60);
    clinic.serveFile(file);
    const storage = s3Storage({ ...account, endpoint: s3.url, prefix: 'trubka' }, createFileClient());
    await pass(5, clinic.recorder({ storage }));
    expect(await clinic.row()).toMatchObject({ state: 'stored', storage: 's3' });
    expect([...s3.objects.keys()]).toEqual([`trubka/${(await clinic.row()).object_key}`]);
    expect(await readdir(clinic.incoming)).toEqual([]);
    const [recording] = await callRecordings(clinic.db.database.pool, 1);
    const playable = await playRecording(
      recording!,
      {
        storages: { of: (id) => (id === 's3' ? storage : undefined) },
        keys: clinic.keys,
        find: () => Promise.reject(new Error('the PBX need not be asked')),
        files: createFileClient(),
      },
      undefined,
    );
    if (playable.kind !== 'seekable') throw new Error(playable.kind);
    const part = Buffer.concat(await (await playable.read(100_000, 299_999)).toArray());
    expect(part.equals(file.subarray(100_000, 300_000))).toBe(true);
  } finally {
    await s3.stop();
  }
});

describe('several workers', () => {
  it('do not fetch twice', async () => {
    for (let id = 1; id <= 6; id += 1) await clinic.owe(await clinic.call({ id }));
    clinic.serve((_request, response) => setTimeout(() => response.end(wav(60)), 50));
    clinic.later(5);
    const [one, other] = [clinic.recorder(), clinic.recorder()];
    const outcomes = (await Promise.all([one.turn(), other.turn(), one.turn(), other.turn()])).flat();
    expect(outcomes).toEqual(Array(6).fill('stored'));
    expect([...clinic.asked].sort()).toEqual(['/1', '/2', '/3', '/4', '/5', '/6']);
  });

  it('take over what a killed one left: between its file and its row nothing is lost or kept twice', async () => {
    await clinic.owe(await clinic.call());
    clinic.serveFile(wav(60));
    clinic.later(5);
    const killed = clinic.recorder({
      storage: {
        ...clinic.disk,
        async put(name, file) {
          await clinic.disk.put(name, file);
          throw new Error('killed here');
        },
      },
    });
    await expect(killed.turn()).rejects.toThrow('killed here');
    expect(await clinic.row()).toMatchObject({ state: 'wanted' });
    expect(await clinic.recorder().turn()).toEqual([]);
    clinic.later(LEASE_MS / 1000);
    expect(await clinic.recorder().turn()).toEqual(['stored']);
    const files: string[] = [];
    for await (const { name } of clinic.disk.list()) files.push(name);
    expect(files).toEqual([(await clinic.row()).object_key]);
    expect((await kept()).equals(wav(60))).toBe(true);
  });
});

describe('at rest', () => {
  it('no file holds the plain recording, on its way neither', async () => {
    await clinic.owe(await clinic.call());
    const file = wav(60);
    const samples = file.subarray(1000, 1200);
    const seen: Buffer[] = [];
    const { readFile } = await import('node:fs/promises');
    clinic.serve((_request, response) => {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 500_000));
      setTimeout(() => {
        void (async () => {
          for (const name of await readdir(clinic.incoming)) seen.push(await readFile(join(clinic.incoming, name)));
          response.end(file.subarray(500_000));
        })();
      }, 100);
    });
    await pass(5);
    expect(await clinic.row()).toMatchObject({ state: 'stored' });
    expect(Buffer.concat(seen).length).toBeGreaterThan(100_000);
    expect(Buffer.concat(seen).includes(samples)).toBe(false);
    const name = (await clinic.row()).object_key;
    expect((await readFile(join(clinic.folder, name.slice(0, 2), name))).includes(samples)).toBe(false);
  });
});
