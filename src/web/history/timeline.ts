import type { HistoryDetail } from './shapes.ts';

export interface Moment {
  at: string;
  what: 'started' | 'ringing' | 'answered' | 'legEnded' | 'notTaken' | 'missed' | 'ended';
  /** Of the telephone that it happened to; null: of the whole call. */
  extension: string | null;
  /** How long the talk was that ended. */
  seconds: number | null;
}

/** The moments of a call and of its legs in order of time; at one instant a telephone comes before the whole call's end. */
export function timelineOf(call: HistoryDetail): Moment[] {
  const moments: Moment[] = [{ at: call.startedAt, what: 'started', extension: null, seconds: null }];
  for (const { extension, ringingAt, answeredAt, endedAt, talkSeconds } of call.legs) {
    if (ringingAt !== null) moments.push({ at: ringingAt, what: 'ringing', extension, seconds: null });
    if (answeredAt !== null) moments.push({ at: answeredAt, what: 'answered', extension, seconds: null });
    if (endedAt !== null)
      moments.push({
        ...{ at: endedAt, extension },
        what: answeredAt === null ? 'notTaken' : 'legEnded',
        seconds: answeredAt === null ? null : talkSeconds,
      });
  }
  if (call.endedAt !== null)
    moments.push({
      ...{ at: call.endedAt, extension: null },
      what: call.result === 'missed' ? 'missed' : 'ended',
      seconds: call.talkSeconds === 0 ? null : call.talkSeconds,
    });
  const rank = (moment: Moment): number => (moment.extension === null && moment.what !== 'started' ? 1 : 0);
  return moments.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || rank(a) - rank(b));
}
