import { callEvent, type CallEvent, type CallEventKind } from '../../src/contracts/call-event.ts';
import type { StoredEvent } from '../../src/calls/facts.ts';

/** The day on which tests' calls happen. */
export const DAY = Date.UTC(2026, 10, 16, 9, 0, 0);

/** A fact `seconds` after nine o'clock UTC; told twice it is the same fact. */
export function fact(kind: CallEventKind, seconds: number | null, told: Partial<CallEvent> = {}): StoredEvent {
  const occurredAt = seconds === null ? null : new Date(DAY + seconds * 1000).toISOString();
  const event = callEvent({
    eventKey: [kind, seconds, told.legId, told.extension, told.providerCallId, told.recording?.ref].join(' '),
    account: 'uis',
    providerCallId: 'A',
    kind,
    occurredAt,
    ...told,
  });
  return { event, receivedAt: new Date(DAY + (seconds ?? 0) * 1000 + 150) };
}

export const patient = '+79000000101';
export const line = '+74950000101';

/** «Входящий звонок»: the call reached the line. */
export const incoming = (seconds: number, told: Partial<CallEvent> = {}): StoredEvent =>
  fact('started', seconds, { direction: 'in', external: patient, line, ...told });

export const ringing = (seconds: number, extension: string, leg: string | null = null): StoredEvent =>
  fact('ringing', seconds, { extension, legId: leg, direction: 'in' });

export const answered = (seconds: number, extension: string, leg: string | null = null): StoredEvent =>
  fact('answered', seconds, { extension, legId: leg });

export const legEnded = (
  seconds: number,
  extension: string,
  leg: string | null = null,
  talk: number | null = null,
): StoredEvent =>
  fact('leg-ended', seconds, {
    extension,
    legId: leg,
    seconds: talk === null ? null : { wait: null, talk, total: null },
  });

export const ended = (seconds: number, wait: number | null = null, talk: number | null = null): StoredEvent =>
  fact('ended', seconds, {
    direction: 'in',
    seconds: wait === null && talk === null ? null : { wait, talk, total: (wait ?? 0) + (talk ?? 0) },
  });

export const missed = (seconds: number, wait: number | null = null): StoredEvent =>
  fact('missed', seconds, { direction: 'in', seconds: wait === null ? null : { wait, talk: null, total: null } });

export const recorded = (seconds: number, ref: string, kind: 'talk' | 'voicemail' = 'talk'): StoredEvent =>
  fact('recorded', seconds, { recording: { ref, kind } });
