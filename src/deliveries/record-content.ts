import type { CallRecord } from '../contracts/mis.ts';
import { campaignAt, type Line } from '../platform/configuration/index.ts';
import type { SettledCall } from './settled-call.ts';

/** What a published record says: the payload of its delivery. The start is the call's own, never moved. */
export type RecordContent = Omit<CallRecord, 'recordId' | 'revision' | 'publishedAt' | 'startedAt'> & {
  startedAt: string;
};

export interface ClinicLines {
  lines: ReadonlyMap<string, Pick<Line, 'name' | 'campaign' | 'campaigns'>>;
  /** IANA zone of calls whose branch is not known. */
  zone: string;
}

export function callContent(call: SettledCall, direction: 'in' | 'out', clinic: ClinicLines): RecordContent {
  const line = call.line === null ? undefined : clinic.lines.get(call.line);
  return {
    callId: String(call.id),
    startedAt: wholeSecond(call.startedAt).toISOString(),
    direction,
    external: call.external,
    line: call.line,
    lineName: line?.name ?? null,
    // A number that stands for a channel says more than the line that it came by.
    campaign: call.channel ?? campaignAt(line, call.startedAt, call.zone ?? clinic.zone)?.name ?? null,
    zone: call.zone ?? clinic.zone,
    result: call.result,
    missedReason: call.missedReason,
    waitSeconds: call.waitSeconds,
    talkSeconds: call.result === 'answered' ? call.talkSeconds : null,
    class: call.class,
    reasons: call.reasons,
    recordingUrl: call.recordingRef !== null && /^https?:\/\//i.test(call.recordingRef) ? call.recordingRef : null,
  };
}

/** A request to call back says who waited how long; that a recording or a better reason came later changes nothing. */
export function ticketContent(content: RecordContent): RecordContent {
  return { ...content, reasons: [], recordingUrl: null };
}

export function sameContent(one: RecordContent, other: RecordContent): boolean {
  const text = (content: RecordContent) => JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(one) === text(other);
}

export function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}
