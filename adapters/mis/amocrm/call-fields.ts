import type { ToldCall } from '../../../src/contracts/mis-api.ts';
import { callWords, talked } from '../../kit/call-words.ts';
import type { AmocrmSettings } from './settings.ts';

/** 4: talked; 6: nobody took it. The others are said by people. */
const TALKED = 4;
const UNANSWERED = 6;

export function unixTime(at: string | Date): number {
  return Math.floor(new Date(at).getTime() / 1000);
}

/** What a call says, in `POST /calls` and in a note alike. */
export function callFields({ call, key }: ToldCall, { source }: AmocrmSettings) {
  const { result, external, recordingUrl } = call;
  return {
    uniq: key,
    duration: talked(call),
    source,
    phone: external ?? '',
    call_result: callWords(call),
    call_status: result === 'answered' ? TALKED : UNANSWERED,
    ...(recordingUrl !== null && { link: recordingUrl }),
  };
}

export function responsibleOf({ call }: ToldCall, { users }: AmocrmSettings): number | undefined {
  return call.extension === null ? undefined : users[call.extension];
}
