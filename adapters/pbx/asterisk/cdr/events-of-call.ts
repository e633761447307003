import { dirname } from 'node:path/posix';
import type { CallEvent, Direction } from '../../../../src/contracts/call-event.ts';
import { toE164 } from '../../../../src/contracts/phone-number.ts';
import { keyedEvent } from '../../../kit/keyed-event.ts';
import { phoneContextOf } from '../../../kit/number-settings.ts';
import { partyOf } from '../channel-name.ts';
import { OWN_CALL } from '../reader.ts';
import { recordingRef } from '../recording-ref.ts';
import type { AsteriskSettings } from '../settings.ts';
import type { CdrCall } from './group-rows.ts';
import type { CdrRow } from './row.ts';

interface Shape {
  direction: Direction;
  /** The channel of the employee who placed the call, or was rung first. */
  operator: string | null;
  /** The row in which an outgoing call left for the outside. */
  outgoing: CdrRow | null;
}

/**
 * A finished call as facts, under the ids that the live events have. `[]` for what was no call: a feature code, a
 * channel of Asterisk's own.
 */
export function eventsOfCall(account: string, call: CdrCall, settings: AsteriskSettings): CallEvent[] {
  const shape = shapeOf(call, settings);
  if (shape === null) return [];
  const { direction, operator, outgoing } = shape;
  const { rows, id } = call;
  const phone = phoneContextOf(settings);
  const extensionOf = (channel: string | null): string | null =>
    channel === null ? null : partyOf(channel, null, settings).extension;
  const events: CallEvent[] = [];
  const tell = (at: number, told: Pick<CallEvent, 'kind'> & Partial<CallEvent>): void =>
    void events.push(
      keyedEvent(account, { providerCallId: id, occurredAt: new Date(at).toISOString(), direction, ...told }, {}),
    );

  const first = rows.find((row) => row.uniqueid === id) ?? rows[0];
  if (first === undefined) return [];
  const start = Math.min(...rows.map((row) => row.start));
  const end = Math.max(...rows.map((row) => row.end));
  const trunk = partyOf(direction === 'out' ? (outgoing?.dstchannel ?? '') : first.channel, null, settings).endpoint;
  const external =
    direction === 'in'
      ? first.withheld
        ? null
        : toE164(first.src, phone)
      : direction === 'out'
        ? toE164((outgoing ?? first).dst, phone)
        : null;
  const numbered =
    direction === 'in' ? (first.did ?? first.dst) : direction === 'out' ? (outgoing?.shown ?? null) : null;
  const line = direction === 'internal' ? null : (toE164(numbered, phone) ?? settings.lines[trunk] ?? null);
  const operatorLeg = operator === null ? {} : { legId: operator.slice(0, 200), extension: extensionOf(operator) };
  tell(start, {
    kind: 'started',
    external,
    line: line === external ? (settings.lines[trunk] ?? null) : line,
    ...(direction === 'out' && operatorLeg),
    ...(direction === 'internal' && { extension: extensionOf(operator) }),
  });
  if (direction === 'out' && outgoing?.answer != null) tell(outgoing.answer, { kind: 'answered', ...operatorLeg });

  let answered = direction === 'out' && outgoing?.answer != null;
  let status: string | null = null;
  const queue = rows.find((row) => row.application === 'Queue');
  if (queue !== undefined) tell(queue.start, { kind: 'queued' });
  for (const row of rows) {
    const { dstchannel } = row;
    if (dstchannel === null || row === outgoing || dstchannel === operator) continue;
    if (partyOf(dstchannel, null, settings).side === 'local') continue;
    const leg = { legId: dstchannel.slice(0, 200), extension: extensionOf(dstchannel) };
    if (row.disposition !== 'BUSY' && row.disposition !== 'FAILED') tell(row.start, { kind: 'ringing', ...leg });
    if (row.answer !== null) {
      answered = true;
      tell(Math.max(row.answer, row.start), { kind: 'answered', ...leg });
    } else status = row.disposition;
    const talk = row.answer === null ? null : Math.max(0, Math.round((row.end - row.answer) / 1000));
    tell(row.end, {
      kind: 'leg-ended',
      ...leg,
      reason: row.answer === null ? row.disposition.slice(0, 200) : null,
      ...(talk !== null && { seconds: { wait: null, talk, total: null } }),
    });
  }
  const voicemail = rows.find((row) => /voicemail/i.test(row.application ?? ''));
  if (voicemail !== undefined && direction === 'in' && !answered) tell(voicemail.start, { kind: 'voicemail' });
  if (answered)
    for (const ref of new Set(rows.map((row) => refOf(row, id, settings))))
      if (ref !== null) tell(end, { kind: 'recorded', recording: { ref, kind: 'talk' } });
  if (direction === 'in' && !answered) tell(end, { kind: 'missed', reason: status });
  tell(end, { kind: 'ended', reason: answered ? null : status });
  return events;
}

function shapeOf({ id, rows }: CdrCall, settings: AsteriskSettings): Shape | null {
  const root = rows.find((row) => row.uniqueid === id);
  if (root === undefined) return null;
  const sideOf = (channel: string | null) => (channel === null ? null : partyOf(channel, null, settings).side);
  const outgoing = bestOf(rows.filter((row) => sideOf(row.dstchannel) === 'trunk'));
  const firstTelephone = rows.find((row) => sideOf(row.dstchannel) === 'extension')?.dstchannel ?? null;
  const own = id.startsWith(OWN_CALL);
  switch (sideOf(root.channel)) {
    case 'trunk':
      return { direction: 'in', operator: null, outgoing: null };
    case 'extension': {
      const operator = root.channel;
      if (own || outgoing !== null) return { direction: 'out', operator, outgoing };
      if (firstTelephone !== null) return { direction: 'internal', operator, outgoing: null };
      return toE164(root.dst, phoneContextOf(settings)) === null
        ? null
        : { direction: 'out', operator, outgoing: null };
    }
    default:
      if (!own && outgoing === null) return null;
      return { direction: 'out', operator: firstTelephone, outgoing };
  }
}

/** Of several lines that were tried, the one that was answered, else the last. */
function bestOf(rows: readonly CdrRow[]): CdrRow | null {
  return rows.find((row) => row.answer !== null) ?? rows.at(-1) ?? null;
}

/** FreePBX notes the name without its folder, which is the same as that of the template. */
function refOf(row: CdrRow, linkedid: string, settings: AsteriskSettings): string | null {
  if (row.recordingfile === null) return null;
  const told = { uniqueid: row.uniqueid, linkedid, startedAt: new Date(row.start) };
  if (row.recordingfile.includes('/')) return recordingRef({ ...told, file: row.recordingfile }, settings);
  const template = recordingRef({ ...told, file: null }, settings);
  if (template === null) return null;
  const folder = dirname(template);
  const file = folder === '.' ? row.recordingfile : `${folder}/${row.recordingfile}`;
  return recordingRef({ ...told, file }, settings);
}
