import { callEvent, type CallEvent, type Direction } from '../../../src/contracts/call-event.ts';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { eventKeyOf } from '../../kit/event-key.ts';
import { instantOf } from '../../kit/instant-of.ts';
import { addressesOf } from './brands.ts';
import type { CallRow, LegRow } from './reports.ts';
import { apiOf, type UisApiSettings, type UisSettings } from './settings.ts';
import { tagNamesOf } from './tag-names.ts';

export interface FactsContext {
  account: string;
  settings: UisSettings;
  /** Extension of an employee, null where none is known. */
  extensionOf(employee: string): string | null;
}

type Told = Partial<CallEvent> & Pick<CallEvent, 'kind' | 'occurredAt'>;

/** What both reports tell of one call, in the words of its notifications. Without an end while the call goes on. */
export function callFacts(call: CallRow, legs: readonly LegRow[], context: FactsContext): CallEvent[] {
  const { zone } = context.settings;
  const startedAt = timeOf(call.start_time, zone, 'start_time');
  const endedAt = call.finish_time === null ? null : timeOf(call.finish_time, zone, 'finish_time');
  const direction = directionOf(call.direction);
  const common = {
    direction,
    external: toE164(call.contact_phone_number),
    line: toE164(call.virtual_phone_number),
    initiator: call.source,
  };
  const facts: Told[] = [
    { kind: 'started', occurredAt: startedAt },
    ...legs
      .filter((leg) => leg.is_operator && !leg.is_coach)
      .flatMap((leg) => legFacts(leg, { call, legs, over: endedAt !== null, context })),
    ...(endedAt === null ? [] : endFacts(call, endedAt, direction)),
    ...(endedAt === null ? [] : recordingFacts(call, endedAt, apiOf(context.settings))),
    ...(endedAt === null ? [] : tagFacts(call, endedAt)),
  ];
  const events = facts.map((fact) => {
    const event = callEvent({
      eventKey: '-',
      account: context.account,
      providerCallId: call.id,
      ...common,
      ...fact,
    });
    return { ...event, eventKey: eventKeyOf(event) };
  });
  return [...new Map(events.map((event) => [event.eventKey, event])).values()];
}

function legFacts(
  leg: LegRow,
  { call, legs, over, context }: { call: CallRow; legs: readonly LegRow[]; over: boolean; context: FactsContext },
): Told[] {
  const { zone } = context.settings;
  const { sameLegIds } = apiOf(context.settings);
  const rangAt = timeOf(leg.start_time, zone, 'start_time of a leg');
  const answeredAt = talkedFrom(leg, call, legs, zone);
  const place = {
    // Without a leg id the fact belongs to the attempt at the same extension that began last.
    legId: sameLegIds ? leg.id : null,
    extension: leg.employee_id === null ? null : context.extensionOf(leg.employee_id),
    employeeRef: leg.employee_id,
  };
  const total = leg.total_duration;
  const ended: Told[] =
    total === null || !over
      ? []
      : [
          {
            ...place,
            kind: 'leg-ended',
            occurredAt: later(rangAt, total),
            reason: leg.finish_reason,
            seconds: answeredAt === null ? null : { wait: null, talk: talkOf(leg, answeredAt, zone), total: null },
          },
        ];
  return [
    { ...place, kind: 'ringing', occurredAt: rangAt },
    ...(answeredAt === null ? [] : [{ ...place, kind: 'answered' as const, occurredAt: answeredAt }]),
    ...ended,
  ];
}

/**
 * When the talk of this leg began. Where we call, our own telephone is picked up first: the talk begins when the other
 * side is there. `is_talked` is not among the default columns, so it may be null.
 */
function talkedFrom(leg: LegRow, call: CallRow, legs: readonly LegRow[], zone: string): string | null {
  if (leg.connect_time === null || leg.is_talked === false) return null;
  if (leg.is_talked == null && (call.talk_duration ?? 0) === 0) return null;
  const own = timeOf(leg.connect_time, zone, 'connect_time');
  const theirs = legs
    .filter((other) => !other.is_operator && !other.is_coach && other.connect_time !== null)
    .map((other) => timeOf(other.connect_time!, zone, 'connect_time'))
    .toSorted()[0];
  return call.direction === 'out' && theirs !== undefined && theirs > own ? theirs : own;
}

/** `duration` counts from the picking up of this telephone, which where we call is before the talk. */
function talkOf(leg: LegRow, answeredAt: string, zone: string): number | null {
  const pickedUp = instantOf(leg.connect_time, zone) ?? answeredAt;
  const before = Math.round((Date.parse(answeredAt) - Date.parse(pickedUp)) / 1000);
  return leg.duration === null ? null : Math.max(0, leg.duration - before);
}

function endFacts(call: CallRow, endedAt: string, direction: Direction | null): Told[] {
  const wait = call.wait_duration ?? (call.is_lost ? call.total_wait_duration : null);
  const seconds = { wait, talk: call.talk_duration, total: call.total_duration };
  const reason = call.finish_reason;
  return [
    ...(call.is_lost && direction === 'in'
      ? [{ kind: 'missed' as const, occurredAt: endedAt, reason, seconds: { wait, talk: null, total: null } }]
      : []),
    { kind: 'ended', occurredAt: endedAt, reason, seconds },
  ];
}

/** When a tag was set is told, but the tags of a call are one fact. */
function tagFacts(call: CallRow, endedAt: string): Told[] {
  const tags = tagNamesOf(call.tags.map(({ tag_name }) => tag_name));
  return tags.length === 0 ? [] : [{ kind: 'tagged', occurredAt: endedAt, tags }];
}

/**
 * The record of the whole talk, else each of its parts, under the address that the vendor gives for them. Where no
 * address is known it is left out: `mediaUrl` tells it.
 */
function recordingFacts(call: CallRow, endedAt: string, settings: UisApiSettings): Told[] {
  const recorded = { kind: 'recorded' as const, occurredAt: endedAt };
  return [
    ...talkLinks(call, settings).map((ref): Told => ({ ...recorded, recording: { ref, kind: 'talk' } })),
    ...voiceMailLinks(call, settings).map((ref): Told => ({ ...recorded, recording: { ref, kind: 'voicemail' } })),
  ];
}

export function talkLinks(call: CallRow, settings: UisApiSettings): string[] {
  const { media } = addressesOf(settings);
  if (call.full_record_file_link !== null) return [call.full_record_file_link];
  return media === null ? [] : call.call_records.map((record) => `${media}/${call.id}/${encodeURIComponent(record)}`);
}

export function voiceMailLinks(call: CallRow, settings: UisApiSettings): string[] {
  const { cabinet } = addressesOf(settings);
  if (cabinet === null) return [];
  return call.voice_mail_records.map(
    (record) => `${cabinet}/system/media/voice_mail/${call.id}/${encodeURIComponent(record)}/`,
  );
}

function timeOf(text: string, zone: string, field: string): string {
  const instant = instantOf(text, zone);
  if (instant === null) throw new PermanentFailure(`UIS: ${field} is no time.`);
  return instant;
}

function later(instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

function directionOf(word: string | null): Direction | null {
  return word === 'in' || word === 'out' ? word : null;
}
