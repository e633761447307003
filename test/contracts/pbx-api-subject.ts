import type { CallEvent } from '../../src/contracts/call-event.ts';
import type {
  HistoryWindow,
  WantedDial,
  WantedRecording,
  WantedRoute,
  WantedTags,
} from '../../src/contracts/pbx-api.ts';

/**
 * `sound`: answers as the vendor's documents say. `refuses`: as to wrong credentials. `over-limit`: as to too many
 * requests. `fails`: the vendor's own way to say that a request failed, with HTTP 200 where it does so.
 */
export type PbxApiBehaviour = 'sound' | 'refuses' | 'over-limit' | 'fails';

/** A finished call that the stand-in knows. */
export interface KnownCall {
  id: string;
  startedAt: Date;
  /** What the notifications of the same call gave, null where it has none to compare with. */
  live: readonly CallEvent[] | null;
  /** When each of them reached us, for a provider whose notifications carry no times. */
  reachedAt?: readonly Date[];
}

/** What the conformance suite must know of an adapter that declares `api`. */
export interface PbxApiSubject {
  /** As in the configuration. Addresses that stay the vendor's own are left out. */
  settings: Record<string, unknown>;
  /** The same account with every outside address set to one of ours; nothing else may be asked then. */
  elsewhere: Record<string, unknown>;
  now: Date;
  /**
   * Starts the adapter's `stub.ts` at the addresses of these settings, which were read by the adapter's schema. It
   * answers any number of requests in any order until it is closed; what the vendor does not know it refuses.
   */
  open(settings: unknown, behaviour: PbxApiBehaviour): Opened | Promise<Opened>;
  /** Of all `calls`; no other call of the stand-in starts in it. */
  window: HistoryWindow;
  /** At least three where there is a history, so that it takes more than one page where the vendor has pages. */
  calls: readonly KnownCall[];
  /** What to ask; owed for every part that the adapter declares. */
  asks: {
    /** An id that the vendor does not know, for `call`, `trace` and `recording`. */
    unknownCall?: string;
    recordings?: readonly { wanted: WantedRecording; answer: 'http' | 'file' | 'not-yet' | 'never' }[];
    dial?: WantedDial;
    hangUp?: string;
    /** Legs of the call of `hangUp` that have not ended, for a PBX that hangs up a leg. */
    hangUpLegs?: readonly string[];
    route?: WantedRoute;
    writeTags?: WantedTags;
    trace?: string;
  };
}

export interface Opened {
  close(): void | Promise<void>;
}
