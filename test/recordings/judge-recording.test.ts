import { Readable } from 'node:stream';
import { byteRange } from '../../src/recordings/byte-range.ts';
import { inspectAudio, type InspectedAudio } from '../../src/recordings/inspect-audio.ts';
import { judgeRecording } from '../../src/recordings/judge-recording.ts';
import { nextRecordingAttempt } from '../../src/recordings/recording-schedule.ts';
import { mp3, wav } from '../support/audio.ts';

const now = new Date('2026-06-01T10:00:00Z');
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
const mpeg = (seconds: number | null, complete = false): InspectedAudio => ({
  container: 'MPEG',
  contentType: 'audio/mpeg',
  complete,
  seconds,
});

function judge(told: Partial<Parameters<typeof judgeRecording>[0]>) {
  return judgeRecording({
    ...{ size: 1000, announced: 1000, audio: mpeg(60), talkSeconds: 60, tolerancePercent: 10, before: null, now },
    ...told,
  });
}

describe('whether a recording is whole', () => {
  it.each([
    ['as long as the talk', {}, { verdict: 'whole', note: null }],
    ['0 bytes', { size: 0, announced: 0, audio: null }, { verdict: 'not-yet', reason: 'empty' }],
    ['less than was announced', { announced: 1001 }, { verdict: 'not-yet', reason: 'cut-short' }],
    ['no audio', { audio: null }, { verdict: 'not-yet', reason: 'not-audio' }],
    ['half of the talk', { audio: mpeg(30) }, { verdict: 'not-yet', reason: 'shorter-than-talk' }],
    [
      'half of the talk, the same since a minute',
      { audio: mpeg(30), before: { size: 1000, since: minutesAgo(1) } },
      { verdict: 'not-yet', reason: 'shorter-than-talk' },
    ],
    [
      'half of the talk, the same since eleven minutes: all that there is',
      { audio: mpeg(30), before: { size: 1000, since: minutesAgo(11) } },
      { verdict: 'whole', note: 'shorter-than-talk' },
    ],
    [
      'half of the talk, in a container that says it is whole',
      { audio: mpeg(30, true) },
      { verdict: 'not-yet', reason: 'shorter-than-talk' },
    ],
    ['nearly the talk, for the first time', { audio: mpeg(57) }, { verdict: 'not-yet', reason: 'growing' }],
    [
      'nearly the talk, the same twice',
      { audio: mpeg(57), before: { size: 1000, since: minutesAgo(1) } },
      { verdict: 'whole', note: null },
    ],
    ['nearly the talk, in a whole container', { audio: mpeg(57, true) }, { verdict: 'whole', note: null }],
    ['of a talk of unknown length', { talkSeconds: null }, { verdict: 'not-yet', reason: 'growing' }],
    [
      'of unknown length, the same twice',
      { audio: mpeg(null), before: { size: 1000, since: minutesAgo(1) } },
      { verdict: 'whole', note: null },
    ],
    [
      'of unknown length, another than before',
      { audio: mpeg(null), before: { size: 900, since: minutesAgo(60) } },
      { verdict: 'not-yet', reason: 'growing' },
    ],
    ['without a sound', { audio: mpeg(0, true) }, { verdict: 'not-yet', reason: 'no-sound' }],
    [
      'without a sound, still',
      { audio: mpeg(0, true), before: { size: 1000, since: minutesAgo(11) } },
      { verdict: 'never', reason: 'no-sound' },
    ],
  ] as const)('%s', (_what, told, verdict) => {
    expect(judge(told)).toEqual(verdict);
  });
});

describe('what kind of file it is', () => {
  const inspect = (file: Buffer) =>
    inspectAudio(Readable.from([file], { objectMode: false }), {
      size: file.length,
      head: file.subarray(0, 65_536),
      tail: file.subarray(-65_536),
    });

  it('a whole WAV', async () => {
    expect(await inspect(wav(12))).toMatchObject({ contentType: 'audio/wav', complete: true, seconds: 12 });
  });
  it('a WAV whose header was written before its sound', async () => {
    expect(await inspect(wav(12, { headerSeconds: 0 }))).toMatchObject({ complete: false, seconds: null });
    expect(await inspect(wav(12, { headerSeconds: 30 }))).toMatchObject({ complete: false, seconds: null });
  });
  it('a WAV of a missed call: a header and nothing more', async () => {
    expect(await inspect(wav(0))).toMatchObject({ complete: true, seconds: 0 });
  });
  it('an MP3, which never says that it is whole', async () => {
    const found = await inspect(mp3(20));
    expect(found).toMatchObject({ contentType: 'audio/mpeg', complete: false });
    expect(found?.seconds).toBeCloseTo(20, 0);
  });
  it.each([
    ['a page', Buffer.from('<!doctype html><html><body>Sign in</body></html>')],
    ['JSON', Buffer.from('{"error":"not found"}')],
    ['noise', Buffer.alloc(5000, 7)],
    ['a picture', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk', 'base64')],
  ])('%s is no recording', async (_what, file) => {
    expect(await inspect(file)).toBeNull();
  });
});

describe('when to look again', () => {
  const giveUpAt = new Date(now.getTime() + 72 * 3600_000);
  it('soon at first, then ever more rarely, once more at the end, then never', () => {
    const pauses: number[] = [];
    let at = now;
    for (let attempts = 0; ; attempts += 1) {
      const next = nextRecordingAttempt({ attempts, now: at, giveUpAt, retryAfterSeconds: null });
      if (next === null) break;
      pauses.push((next.getTime() - at.getTime()) / 1000);
      at = next;
    }
    expect(pauses.slice(0, 6)).toEqual([5, 30, 120, 600, 1800, 3600]);
    expect(at).toEqual(giveUpAt);
    expect(pauses.length).toBeLessThan(25);
  });
  it('not before the provider says, within reason, and not as often as it would have us', () => {
    const asked = (retryAfterSeconds: number) =>
      nextRecordingAttempt({ attempts: 1, now, giveUpAt, retryAfterSeconds })!.getTime() - now.getTime();
    expect(asked(40)).toBe(40_000);
    expect(asked(0)).toBe(30_000);
    expect(asked(10_000_000)).toBe(6 * 3600_000);
  });
});

describe('a range that a player asks for', () => {
  it.each([
    [undefined, 'whole'],
    ['bytes=0-', { start: 0, end: 99 }],
    ['bytes=10-19', { start: 10, end: 19 }],
    ['bytes=90-1000', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes=99-', { start: 99, end: 99 }],
    ['bytes=100-', 'outside'],
    ['bytes=-0', 'outside'],
    ['bytes=20-10', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    ['items=0-1', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=a-b', 'whole'],
  ])('%s', (header, expected) => {
    expect(byteRange(header, 100)).toEqual(expected);
  });
});
