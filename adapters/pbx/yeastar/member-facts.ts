import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import type { Member } from './report.ts';
import type { YeastarSettings } from './settings.ts';

export type Fact = Pick<CallEvent, 'kind'> & Partial<CallEvent>;

type Status = 'calling' | 'ringing' | 'talking' | 'gone';

/**
 * ALERT: this one calls and hears the ringing. RING, EARLYMEDIA: this one is called. ANSWERED: the call of this one was
 * answered. ANSWER: this one answered. HOLD is left out: without a time or a number nobody could tell the return from
 * a repeated answer.
 */
const statuses: Readonly<Record<string, Status>> = {
  ALERT: 'calling',
  RING: 'ringing',
  EARLYMEDIA: 'ringing',
  ANSWERED: 'talking',
  ANSWER: 'talking',
  BYE: 'gone',
};

/** What one member of a call tells. Nothing has a time: the report carries none. */
export function factsOfMember(member: Member, isInternal: boolean, settings: YeastarSettings): Fact[] {
  if (member.extension !== undefined) return ofExtension(member.extension, isInternal);
  if (member.inbound !== undefined) return ofCaller(member.inbound, settings);
  if (member.outbound !== undefined) return ofCalled(member.outbound, settings);
  return [];
}

/** True for an extension that placed the call rather than got it. */
export function isCaller(member: Member): boolean {
  return ['ALERT', 'ANSWERED'].includes(member.extension?.member_status?.toUpperCase() ?? '');
}

function ofExtension(member: NonNullable<Member['extension']>, isInternal: boolean): Fact[] {
  const kinds = { calling: 'started', ringing: 'ringing', talking: 'answered', gone: 'leg-ended' } as const;
  const status = statusOf(member.member_status);
  if (status === null || member.number === null) return [];
  const direction = isInternal ? 'internal' : null;
  return [{ kind: kinds[status], direction, extension: member.number, legId: member.channel_id }];
}

/**
 * Somebody outside calls us. That the call was answered means nothing: the menu, the queue and voicemail answer too.
 * Whatever the status, it tells who calls, so a lost first report does no harm.
 */
function ofCaller(member: NonNullable<Member['inbound']>, settings: YeastarSettings): Fact[] {
  const told = {
    direction: 'in',
    external: toE164(member.from, phoneContextOf(settings)),
    line: lineOf(member.to, member.trunk_name, settings),
  } as const;
  const isGone = statusOf(member.member_status) === 'gone';
  return isGone
    ? [
        { kind: 'started', ...told },
        { kind: 'ended', ...told },
      ]
    : [{ kind: 'started', ...told }];
}

/**
 * Somebody outside is called: by one of us, or because the call of a patient is forwarded to a mobile. It is told as
 * ringing, never as the start, so that in a forwarded call the patient, who started it, stays the caller.
 */
function ofCalled(member: NonNullable<Member['outbound']>, settings: YeastarSettings): Fact[] {
  const status = statusOf(member.member_status);
  const told = {
    direction: 'out',
    external: toE164(member.to, phoneContextOf(settings)),
    line: lineOf(member.from, member.trunk_name, settings),
  } as const;
  if (status === 'calling' || status === 'ringing') return [{ kind: 'ringing', ...told }];
  if (status === 'talking') return [{ kind: 'answered', ...told }];
  return status === 'gone' && !settings.callReports ? [{ kind: 'ended', ...told }] : [];
}

function statusOf(word: string | null): Status | null {
  const status = word?.toUpperCase() ?? '';
  return Object.hasOwn(statuses, status) ? (statuses[status] ?? null) : null;
}

/** The public number where the PBX sends it, else that of the trunk. An extension may stand in its place. */
export function lineOf(number: string | null, trunk: string | null, settings: YeastarSettings): E164 | null {
  const sent = toE164(number, phoneContextOf(settings));
  if (sent !== null) return sent;
  return trunk !== null && Object.hasOwn(settings.trunks, trunk) ? (settings.trunks[trunk] ?? null) : null;
}
