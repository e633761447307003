import type { Direction } from '../../../src/contracts/call-event.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import type { CallDetailRecord } from './call-detail-record.ts';
import { lineOf, type Fact } from './member-facts.ts';
import type { YeastarSettings } from './settings.ts';

const directionWords: Readonly<Record<string, Direction>> = { inbound: 'in', outbound: 'out', internal: 'internal' };

/** What the events of this call would have told; `parts` are its rows of the CDR. */
export function factsOfRecords(
  parts: readonly CallDetailRecord[],
  extensions: ReadonlySet<string>,
  settings: YeastarSettings,
): Fact[] {
  const rows = parts.toSorted((one, other) => (one.timestamp ?? 0) - (other.timestamp ?? 0));
  const [first] = rows;
  if (first === undefined) return [];
  const direction = directionWords[first.call_type?.toLowerCase() ?? ''] ?? null;
  const told = { direction, ...partiesOf(first, direction, settings) };
  const own = direction === 'in' ? null : first.call_from_number;
  const legs = rows.flatMap((row) => legOf(row, direction, extensions));
  const recordings = rows.flatMap(({ record_file }) => recordedFiles(record_file));
  const endedAt = Math.max(...rows.map((row) => (row.timestamp ?? 0) + (row.duration ?? 0)));
  const isVoicemail = rows.some(({ disposition }) => disposition?.toUpperCase() === 'VOICEMAIL');
  const talk = direction === 'in' ? null : first.talk_duration;
  return [
    { kind: 'started', ...told, occurredAt: instant(first.timestamp), extension: own },
    ...legs,
    ...(isVoicemail ? [{ kind: 'voicemail' as const, ...told, occurredAt: instant(endedAt) }] : []),
    {
      kind: 'ended',
      ...told,
      occurredAt: instant(endedAt),
      reason: rows.at(-1)?.disposition ?? null,
      seconds: talk === null ? null : { wait: null, talk, total: first.duration },
    },
    ...recordings.map((ref) => ({
      kind: 'recorded' as const,
      recording: { ref, kind: isVoicemail ? ('voicemail' as const) : ('talk' as const) },
    })),
  ];
}

function partiesOf(row: CallDetailRecord, direction: Direction | null, settings: YeastarSettings) {
  const number = (written: string | null) => toE164(written, phoneContextOf(settings));
  if (direction === 'in')
    return { external: number(row.call_from_number), line: lineOf(row.did_number ?? row.did, row.src_trunk, settings) };
  if (direction === 'out') return { external: number(row.call_to_number), line: lineOf(null, row.dst_trunk, settings) };
  return { external: null, line: null };
}

/** Of an incoming call the part at an extension; of one that we made the answer of whoever was called. */
function legOf(row: CallDetailRecord, direction: Direction | null, extensions: ReadonlySet<string>): Fact[] {
  const talked = row.disposition?.toUpperCase() === 'ANSWERED';
  const startedAt = row.timestamp;
  const answeredAt = startedAt === null || row.ring_duration === null ? null : startedAt + row.ring_duration;
  const endedAt = startedAt === null || row.duration === null ? null : startedAt + row.duration;
  if (direction === 'out')
    return talked ? [{ kind: 'answered', occurredAt: instant(answeredAt), extension: row.call_from_number }] : [];
  const extension = row.call_to_number;
  if (extension === null || !extensions.has(extension)) return [];
  const leg = { extension, ...(direction === 'internal' && { direction }) };
  const seconds = { wait: row.ring_duration, talk: row.talk_duration, total: row.duration };
  return [
    { kind: 'ringing', ...leg, occurredAt: instant(startedAt) },
    ...(talked ? [{ kind: 'answered' as const, ...leg, occurredAt: instant(answeredAt) }] : []),
    {
      kind: 'leg-ended',
      ...leg,
      occurredAt: instant(endedAt),
      reason: row.disposition,
      seconds: talked ? seconds : null,
    },
  ];
}

/** One file, or several names in one text. */
function recordedFiles(written: string | null): string[] {
  return (
    written
      ?.split(/[,;]/)
      .map((name) => name.trim())
      .filter((name) => name !== '') ?? []
  );
}

function instant(unixSeconds: number | null): string | null {
  return unixSeconds === null || unixSeconds === 0 ? null : new Date(unixSeconds * 1000).toISOString();
}
