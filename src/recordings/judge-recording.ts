import type { InspectedAudio } from './inspect-audio.ts';

/** A file that did not grow for so long is all that there will be. */
const SETTLED_MS = 10 * 60_000;
/** Recorders begin and end within a moment of the talk. */
const SLACK_SECONDS = 3;

export type Verdict =
  | { verdict: 'whole'; note: 'shorter-than-talk' | null }
  | { verdict: 'not-yet'; reason: 'empty' | 'cut-short' | 'not-audio' | 'growing' | 'shorter-than-talk' | 'no-sound' }
  | { verdict: 'never'; reason: 'no-sound' };

/** Whether what was fetched is the recording and all of it. Pure. */
export function judgeRecording(told: {
  size: number;
  /** As the answer announced it; null where it did not. */
  announced: number | null;
  audio: InspectedAudio | null;
  /** How long the recording must be at least; null where that cannot be told from the call. */
  talkSeconds: number | null;
  tolerancePercent: number;
  /** What the attempt before found. */
  before: { size: number; since: Date } | null;
  now: Date;
}): Verdict {
  const { size, announced, audio, talkSeconds, before } = told;
  if (size === 0) return { verdict: 'not-yet', reason: 'empty' };
  if (announced !== null && announced !== size) return { verdict: 'not-yet', reason: 'cut-short' };
  if (audio === null) return { verdict: 'not-yet', reason: 'not-audio' };
  const same = before !== null && before.size === size;
  const settled = same && told.now.getTime() - before.since.getTime() >= SETTLED_MS;
  const { seconds } = audio;
  if (seconds === 0)
    return settled ? { verdict: 'never', reason: 'no-sound' } : { verdict: 'not-yet', reason: 'no-sound' };
  if (talkSeconds !== null && seconds !== null) {
    const least = talkSeconds * (1 - told.tolerancePercent / 100) - SLACK_SECONDS;
    if (seconds < least)
      return settled
        ? { verdict: 'whole', note: 'shorter-than-talk' }
        : { verdict: 'not-yet', reason: 'shorter-than-talk' };
    if (seconds >= talkSeconds) return { verdict: 'whole', note: null };
  }
  return audio.complete || same ? { verdict: 'whole', note: null } : { verdict: 'not-yet', reason: 'growing' };
}
