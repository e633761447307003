import type { Direction } from '../../../src/contracts/call-event.ts';
import type { E164 } from '../../../src/contracts/phone-number.ts';
import type { Party } from './channel-name.ts';

/** What we know of one channel of Asterisk. */
export interface Channel extends Party {
  /** Uniqueid. */
  id: string;
  name: string;
  call: Call;
  /** ChannelState: 0 down, 4 calling, 5 ringing, 6 up. */
  state: number;
  bornAt: number;
  /** What was dialled when it was born. */
  exten: string;
  /** Somebody dials it. */
  dialled: boolean;
  leg: LegState | null;
}

export interface LegState {
  rang: boolean;
  answeredAt: number | null;
  held: boolean;
  ended: boolean;
}

/** Everything under one Linkedid, or under several that Asterisk has joined. */
export interface Call {
  /** The Linkedid that its facts are told under. */
  id: string;
  /** All of its Linkedids. */
  ids: Set<string>;
  /** Those that facts were told under; each of them must be told to have ended. */
  toldIds: Set<string>;
  channels: Set<Channel>;
  root: Channel | null;
  direction: Direction | null;
  external: E164 | null;
  line: E164 | null;
  /** An employee's channel that placed the call, or that is rung first by click-to-call. */
  operator: Channel | null;
  /** The party outside of an outgoing call. */
  outside: Channel | null;
  startTold: boolean;
  answered: boolean;
  inMenuTold: boolean;
  voicemailTold: boolean;
  /** Asterisk is asked whether the number may be shown; nothing is told before it answers. */
  awaitsPresentation: boolean;
  /** When the last fact was, so that two facts of one call are never at the same time. */
  lastAt: number;
  /** Why the last telephone that was tried did not answer. */
  lastStatus: string | null;
  /** Uniqueid of the recorded channel → file as Asterisk named it, null where it did not. */
  recordings: Map<string, { file: string | null; at: number }>;
}

export function newCall(id: string): Call {
  return {
    id,
    ids: new Set([id]),
    toldIds: new Set(),
    channels: new Set(),
    root: null,
    direction: null,
    external: null,
    line: null,
    operator: null,
    outside: null,
    startTold: false,
    answered: false,
    inMenuTold: false,
    voicemailTold: false,
    awaitsPresentation: false,
    lastAt: 0,
    lastStatus: null,
    recordings: new Map(),
  };
}
