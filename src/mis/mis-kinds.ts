import type { Clock } from '../contracts/clock.ts';
import { PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import { toldCall, type MisApiContext, type MisWritten, type ToldCall } from '../contracts/mis-api.ts';
import {
  forgetTold,
  talkedSince,
  type DeliveryKind,
  type PushPayload,
  type TakenDelivery,
} from '../deliveries/index.ts';
import type { Pool } from '../platform/database/index.ts';
import type { WholeRecording } from '../recordings/index.ts';
import { MIS_CALL, MIS_RECORDING, MIS_TICKET, type MisApiAccount } from './mis-accounts.ts';
import type { MisAccess } from './mis-access.ts';
import { openProgress, type KeptProgress, type ProgressOf } from './progress-store.ts';
import type { TicketPayload } from './owe-tickets.ts';
import { visitAnswerKind } from './visit-answer-kind.ts';

export const MIS_LANE = 'mis';

/** A look-up and the writing together. */
const WRITE_MS = 40_000;
const LOOK_UP_MS = 25_000;
const ATTEMPT_MS = WRITE_MS + LOOK_UP_MS + 10_000;

export interface MisKindsOptions {
  access: MisAccess;
  pool: Pool;
  clock: Clock;
  readRecording(callId: number, maximumBytes: number): Promise<WholeRecording | null>;
}

/** Calls, recordings, requests to call back and answers about visits, written to the systems whose API we call. */
export function misKinds({ access, pool, clock, readRecording }: MisKindsOptions): DeliveryKind[] {
  const existing = (account: string): MisApiAccount => {
    const found = access.find(account);
    if (found === undefined) throw new PermanentFailure('the account is no longer configured, or is not written to');
    return found;
  };
  const progressOf = (account: string, callId: number, what: ProgressOf): Promise<KeptProgress> =>
    openProgress(pool, { account, what, callId, clock });
  const common = {
    lane: MIS_LANE,
    attemptMs: ATTEMPT_MS,
    forgetSent: forgetTold,
    rate(account: string) {
      const found = access.find(account);
      return found?.api.rate?.(found.settings) ?? null;
    },
    target(account: string) {
      const found = access.find(account);
      return found?.api.target(found.settings).url;
    },
  };

  const call: DeliveryKind = {
    ...common,
    kind: MIS_CALL,
    afterDoubt: (account) => doubtOf(access.find(account)?.can.calls),
    async send(delivery) {
      const account = existing(delivery.account);
      const { api, can } = account;
      const told = toldOf(delivery);
      if (can.calls === false || api.writeCall === undefined) throw new PermanentFailure('its system takes no calls');
      const progress = await progressOf(account.account, callOf(delivery), 'call');
      const written = await api.writeCall(told, progress, access.context(account, WRITE_MS));
      await progress.written(written, delivery.revision);
    },
    async lookUp(delivery) {
      const account = existing(delivery.account);
      const progress = await progressOf(account.account, callOf(delivery), 'call');
      const found = await account.api.lookUpCall?.(toldOf(delivery), progress, access.context(account, LOOK_UP_MS));
      if (found == null) return false;
      await progress.written(found, delivery.revision);
      return true;
    },
  };

  const recording: DeliveryKind = {
    ...common,
    kind: MIS_RECORDING,
    // By the contract, attaching twice does no harm.
    afterDoubt: 'repeat',
    async send(delivery) {
      const account = existing(delivery.account);
      const callId = callOf(delivery);
      const { key, recording: told } = delivery.payload as PushPayload;
      if (told === undefined || account.api.attachRecording === undefined)
        throw new PermanentFailure('nothing is left to attach, or its system takes no recordings');
      const record = await progressOf(account.account, callId, 'call');
      if (record.ref === null) {
        // A system that did not take the call takes nothing of it.
        if (record.skipped !== null) return;
        throw new TransientFailure('the call itself is not written yet', { onlyThis: true });
      }
      const best = told.recordings[0];
      const progress = await progressOf(account.account, callId, 'recording');
      await account.api.attachRecording(
        record.ref,
        {
          ...{ key, callId: String(callId), url: told.url, seconds: best?.seconds ?? null },
          read: (maximumBytes) => readRecording(callId, maximumBytes),
        },
        progress,
        access.context(account, WRITE_MS),
      );
    },
  };

  const ticket: DeliveryKind = {
    ...common,
    kind: MIS_TICKET,
    afterDoubt: (account) => doubtOf(access.find(account)?.can.tickets),
    async send(delivery) {
      const account = existing(delivery.account);
      if (account.api.createTicket === undefined) throw new PermanentFailure('its system takes no requests');
      const callId = callOf(delivery);
      if (await talkedSince(pool, callId)) return;
      const progress = await progressOf(account.account, callId, 'ticket');
      const context = access.context(account, WRITE_MS);
      const written = await account.api.createTicket(ticketOf(delivery, clock), progress, context);
      await progress.written(written, delivery.revision);
    },
    async lookUp(delivery) {
      const account = existing(delivery.account);
      const progress = await progressOf(account.account, callOf(delivery), 'ticket');
      const context: MisApiContext<unknown> = access.context(account, LOOK_UP_MS);
      const found: MisWritten | null | undefined = await account.api.lookUpTicket?.(
        ticketOf(delivery, clock),
        progress,
        context,
      );
      if (found == null) return false;
      await progress.written(found, delivery.revision);
      return true;
    },
  };
  const visitAnswer = visitAnswerKind({
    ...{ access, pool, common, within: { writeMs: WRITE_MS, lookUpMs: LOOK_UP_MS } },
  });
  return [call, recording, ticket, visitAnswer];
}

function doubtOf(part: false | { afterDoubt: 'repeat' | 'look-up' | 'person' } | undefined) {
  return part === undefined || part === false ? 'person' : part.afterDoubt;
}

function callOf({ callId }: TakenDelivery): number {
  if (callId === null) throw new PermanentFailure('it belongs to no call');
  return callId;
}

function toldOf({ payload, revision, account }: TakenDelivery): ToldCall {
  const { key, call } = payload as PushPayload;
  // When a person let it go, nothing is left of it.
  if (call === undefined) throw new PermanentFailure('nothing is left of what was to be told');
  return toldCall({ key, revision, call, account });
}

function ticketOf(delivery: TakenDelivery, clock: Clock) {
  const { text } = delivery.payload as TicketPayload;
  return { ...toldOf(delivery), text, dueAt: clock.now() };
}
