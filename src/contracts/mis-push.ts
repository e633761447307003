import type { HttpRequest, HttpResponse } from './http-client.ts';
import type { PushedEvent, PushEvent } from './pushed-event.ts';

/** One thing that an outside system is told. */
export interface Told {
  /**
   * The same through all attempts at this revision, another for every revision, never used again. Letters, digits, `_`
   * and `-`, at most 64.
   */
  id: string;
  event: PushedEvent;
}

export interface PushContext<Settings> {
  account: string;
  settings: Settings;
  now: Date;
}

/** What an account wants to be told. */
export interface PushWants {
  events: readonly PushEvent[];
  /** Ids of branches whose calls it is told of; null: all, and calls without a branch. */
  branches: readonly string[] | null;
  /** Names of people are told, not only their ids. */
  names: boolean;
  /** Addresses that play recordings for whoever has them are told. */
  links: boolean;
}

/**
 * A MIS or CRM that we tell. All of it is pure: the requests are sent, repeated and counted by the deliveries. Failures
 * are thrown, as those of `failures.ts`; their messages hold no secret, no number, no name and no address.
 */
export interface MisPush<Settings> {
  wants(settings: Settings): PushWants;
  /** Where it is sent to. An address that is not `trusted` is never connected to inside a private network. */
  target(settings: Settings): { url: string; trusted: boolean };
  /** From connecting to the last byte of each answer, ms. */
  timeoutMs(settings: Settings): number;
  /** Requests that the target takes; null: no limit is known. */
  rate?(settings: Settings): { perSecond: number; burst: number } | null;
  render(told: Told, context: PushContext<Settings>): HttpRequest;
  /**
   * Null: it arrived. A target that is told in several steps answers the next request. What is no success is thrown; a
   * PermanentFailure with `stops` where the target wants nothing of this account any more.
   */
  judge(response: HttpResponse, told: Told, context: PushContext<Settings>): HttpRequest | null;
  /**
   * What an attempt of unknown outcome asks for: `repeat` where the target drops what it has by the id; `look-up` where
   * it can be asked (then `lookUp` is owed); `person` where nobody can know.
   */
  afterDoubt: 'repeat' | 'look-up' | 'person';
  lookUp?: {
    render(told: Told, context: PushContext<Settings>): HttpRequest;
    /** True when the target has it as this revision says. */
    found(response: HttpResponse, told: Told, context: PushContext<Settings>): boolean;
  };
}
