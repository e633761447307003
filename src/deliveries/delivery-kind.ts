import type { EditableFields } from './editable-fields.ts';
import type { Rate } from './sending-pace.ts';

/** One thing that is owed to one outside system, while an attempt at it runs. */
export interface TakenDelivery {
  id: string;
  account: string;
  kind: string;
  callId: number | null;
  /** What somebody asked for on the site, where it is of that. */
  requestId?: number | null;
  revision: number;
  /** The highest revision that is known to have arrived. */
  sentRevision: number | null;
  payload: unknown;
  /** Attempts made before this one. */
  attempts: number;
  owedSince: Date;
  /** An earlier attempt may have arrived. */
  inDoubt: boolean;
}

/**
 * What an attempt of unknown outcome asks for: sending again does no harm; the target is asked whether it has it; or
 * nobody can know, and a person decides.
 */
export type AfterDoubt = 'repeat' | 'look-up' | 'person';

/**
 * How one kind of delivery is sent. `send` and `lookUp` throw the failures of `contracts/failures.ts`; anything else
 * counts as ambiguous.
 */
export interface DeliveryKind {
  kind: string;
  /** Kinds that go to the same system of an account share its breaker and its pace. */
  lane: string;
  rate?(account: string): Rate | null;
  /** Of all accounts, or of each. */
  afterDoubt: AfterDoubt | ((account: string) => AfterDoubt);
  /** An attempt ends within this, ms; after it another process may take the delivery. */
  attemptMs: number;
  send(delivery: TakenDelivery): Promise<void>;
  /** True when the target has it already, as this revision says. Owed by kinds with `afterDoubt: 'look-up'`. */
  lookUp?(delivery: TakenDelivery): Promise<boolean>;
  /** The payload is forgotten when it was sent, because nothing needs it any more; or what is left of it. */
  forgetSent?: boolean | ((payload: unknown) => unknown);
  /** Where an account is sent to; sending that was stopped goes on when this is another one. */
  target?(account: string): string | undefined;
  /** What people may see of the payload; without it phones, names and secrets are masked by their keys. */
  mask?(payload: unknown): unknown;
  /** What a person may change before it is sent again; left out: nothing. */
  editable?: EditableFields;
}
