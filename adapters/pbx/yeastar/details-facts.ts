import type { Direction } from '../../../src/contracts/call-event.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { instantOf } from '../../kit/instant-of.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { lineOf, type Fact } from './member-facts.ts';
import type { DetailsReport } from './report.ts';
import type { YeastarSettings } from './settings.ts';

const directionWords: Readonly<Record<string, Direction>> = { inbound: 'in', outbound: 'out', internal: 'internal' };

/**
 * «Call End Details» tells the times, the public number and the result of a call. Of an incoming call the talk is not
 * taken from it: the menu and the queue talk too, and who of us answered is told by 30011.
 */
export function factsOfDetails(msg: DetailsReport, settings: YeastarSettings): Fact[] {
  const direction = directionWords[msg.type?.toLowerCase() ?? ''] ?? null;
  const phones = phoneContextOf(settings);
  const outside = direction === 'in' ? msg.call_from : direction === 'out' ? msg.call_to : null;
  const line =
    direction === 'in'
      ? lineOf(msg.did_number, msg.src_trunk_name, settings)
      : direction === 'out'
        ? lineOf(msg.call_from, msg.dst_trunk_name, settings)
        : null;
  const told = { direction, external: outside === null ? null : toE164(outside, phones), line };
  const startedAt = instantOf(msg.time_start, settings.zone);
  const endedAt = startedAt === null ? null : later(startedAt, msg.call_duration);
  const facts: Fact[] = [{ kind: 'started', occurredAt: startedAt, ...told }];
  const isVoicemail = msg.status?.toUpperCase() === 'VOICEMAIL';
  if (isVoicemail) facts.push({ kind: 'voicemail', occurredAt: endedAt, ...told });
  if (settings.callReports) {
    const talk = direction === 'in' ? null : msg.talk_duration;
    const seconds = talk === null ? null : { wait: null, talk, total: msg.call_duration };
    facts.push({ kind: 'ended', occurredAt: endedAt, ...told, reason: msg.status, seconds });
  }
  if (msg.recording !== null)
    facts.push({ kind: 'recorded', recording: { ref: msg.recording, kind: isVoicemail ? 'voicemail' : 'talk' } });
  return facts;
}

function later(instant: string, seconds: number | null): string | null {
  return seconds === null ? null : new Date(Date.parse(instant) + seconds * 1000).toISOString();
}
