import type { CallRecord } from '../../../src/contracts/mis.ts';
import { classWords } from './class-words.ts';
import { identPhone } from './ident-phone.ts';
import { identTime } from './ident-time.ts';
import type { IdentSettings } from './settings.ts';

type Parties = Pick<CallRecord, 'startedAt' | 'direction' | 'external' | 'line'>;

export type RowCall = Parties &
  Pick<CallRecord, 'zone' | 'waitSeconds' | 'talkSeconds' | 'lineName' | 'class' | 'recordingUrl'>;

/** «Вызов», one element of the answers to GetFinishedCalls and GetOngoingCalls. */
export function callRow(call: RowCall, settings: IdentSettings) {
  return { DateAndTime: identTime(call.startedAt, call.zone), ...callFields(call, settings) };
}

/** All but its time, which the two variants write differently. */
export function callFields(call: RowCall, settings: IdentSettings) {
  return {
    Direction: call.direction,
    ...phones(call),
    // A whole number in every source, so what the telephone system did not tell is 0.
    WaitInSeconds: call.waitSeconds ?? 0,
    TalkInSeconds: call.talkSeconds,
    LineDescription: lineDescription(call, settings),
    RecordUrl: settings.recordUrl === 'provider-link' ? call.recordingUrl : null,
  };
}

/** What IDENT is taken to tell calls apart by. */
export function callKey(call: Parties): string {
  const { PhoneFrom, PhoneTo } = phones(call);
  return [Math.floor(call.startedAt.getTime() / 1000), call.direction, PhoneFrom, PhoneTo].join(' ');
}

function phones({ direction, external, line }: Parties): { PhoneFrom: string; PhoneTo: string } {
  const [outside, ours] = [identPhone(external), identPhone(line)];
  return direction === 'in' ? { PhoneFrom: outside, PhoneTo: ours } : { PhoneFrom: ours, PhoneTo: outside };
}

function lineDescription(call: RowCall, settings: IdentSettings): string {
  const line = call.lineName ?? identPhone(call.line);
  const words = settings.lineDescription === 'line-and-class' ? classWords(call.class) : null;
  return [line, words].filter(Boolean).join(' · ');
}
