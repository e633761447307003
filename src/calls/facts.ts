import type { CallEvent } from '../contracts/call-event.ts';

export interface StoredEvent {
  event: CallEvent;
  receivedAt: Date;
}

/** A time and whether it was taken from the receipt because the PBX told none. */
export interface Moment {
  at: Date;
  approximate: boolean;
}

/** The earliest time told; where none is told, the earliest receipt, marked approximate. */
export function momentOf(facts: readonly StoredEvent[]): Moment {
  const exact = facts.flatMap(({ event }) => (event.occurredAt === null ? [] : [new Date(event.occurredAt)]));
  return exact.length > 0
    ? { at: earliest(exact), approximate: false }
    : { at: earliest(facts.map((fact) => fact.receivedAt)), approximate: true };
}

export function earliest(times: readonly Date[]): Date {
  return times.reduce((least, time) => (time < least ? time : least));
}
