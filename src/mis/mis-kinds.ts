import type { Clock } from '../contracts/clock.ts';
import { PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import {
  toldCall,
  type MisAfterDoubt,
  type MisApi,
  type MisApiCan,
  type MisApiContext,
  type MisWritten,
  type ToldCall,
  type ToldNewVisit,
  type ToldOutcome,
  type ToldTicket,
} from '../contracts/mis-api.ts';
import {
  editableCall,
  editableOutcome,
  editableRecording,
  editableTicket,
  forgetTold,
  talkedSince,
  type DeliveryKind,
  type EditableFields,
  type PushPayload,
  type TakenDelivery,
} from '../deliveries/index.ts';
import type { Pool } from '../platform/database/index.ts';
import type { WholeRecording } from '../recordings/index.ts';
import { MIS_CALL, MIS_NEW_VISIT, MIS_OUTCOME, MIS_RECORDING, MIS_TICKET, type MisApiAccount } from './mis-accounts.ts';
import type { MisAccess } from './mis-access.ts';
import { clickOf } from './clicks.ts';
import { outcomeText } from './outcome-text.ts';
import { openProgress, type KeptProgress, type ProgressOf, type ProgressSubject } from './progress-store.ts';
import type { NewVisitPayload } from './owe-new-visits.ts';
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
  /** Of the texts that are written. */
  language: 'ru' | 'en';
  readRecording(callId: number, maximumBytes: number): Promise<WholeRecording | null>;
}

/** Calls, recordings, requests to call back, outcomes, new visits and answers about visits, written to the systems whose API we call. */
export function misKinds({ access, pool, clock, language, readRecording }: MisKindsOptions): DeliveryKind[] {
  const existing = (account: string): MisApiAccount => {
    const found = access.find(account);
    if (found === undefined) throw new PermanentFailure('the account is no longer configured, or is not written to');
    return found;
  };
  const progressOf = (account: string, of: ProgressSubject, what: ProgressOf): Promise<KeptProgress> =>
    openProgress(pool, { account, what, of, clock });
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

  /** What is written about a call and may be looked up there. */
  const ofCall = <Told>({ kind, what, none, editable, ...part }: WrittenOfCall<Told>): DeliveryKind => ({
    ...common,
    ...{ kind, ...(editable !== undefined && { editable }) },
    afterDoubt: (account) => doubtOf(access.find(account), part.can),
    async send(delivery) {
      const account = existing(delivery.account);
      const write = part.write(account.api);
      if (part.can(account.can) === false || write === undefined) throw new PermanentFailure(none);
      const told = await part.told(delivery, account);
      const progress = await progressOf(account.account, subjectOf(delivery), what);
      if ((await part.isMoot?.(told, progress, delivery)) === true) return;
      const written = await write(told, progress, access.context(account, WRITE_MS));
      await progress.written(written, delivery.revision);
    },
    async lookUp(delivery) {
      const account = existing(delivery.account);
      const progress = await progressOf(account.account, subjectOf(delivery), what);
      const context = access.context(account, LOOK_UP_MS);
      const found = await part.lookUp(account.api)?.(await part.told(delivery, account), progress, context);
      if (found == null) return false;
      await progress.written(found, delivery.revision);
      return true;
    },
  });

  const withClick = async (told: ToldCall, delivery: TakenDelivery): Promise<ToldCall> => {
    const { account, can } = existing(delivery.account);
    const startedAs = can.clickToCall ? await clickOf(pool, { account, callId: callOf(delivery) }) : null;
    return startedAs === null ? told : { ...told, startedAs };
  };
  const call = ofCall<ToldCall>({
    ...{ kind: MIS_CALL, what: 'call', editable: editableCall, none: 'its system takes no calls' },
    told: (delivery, account) => withClick(toldOf(delivery, account), delivery),
    can: (can) => can.calls,
    write: (api) => api.writeCall?.bind(api),
    lookUp: (api) => api.lookUpCall?.bind(api),
  });

  const recording: DeliveryKind = {
    ...common,
    kind: MIS_RECORDING,
    editable: editableRecording,
    // By the contract, attaching twice does no harm.
    afterDoubt: 'repeat',
    async send(delivery) {
      const account = existing(delivery.account);
      const callId = callOf(delivery);
      const { key, recording: told } = delivery.payload as PushPayload;
      if (told === undefined || account.api.attachRecording === undefined)
        throw new PermanentFailure('nothing is left to attach, or its system takes no recordings');
      const record = await progressOf(account.account, { callId }, 'call');
      if (record.ref === null) {
        // A system that did not take the call takes nothing of it.
        if (record.skipped !== null) return;
        throw new TransientFailure('the call itself is not written yet', { onlyThis: true });
      }
      const best = told.recordings[0];
      const progress = await progressOf(account.account, { callId }, 'recording');
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

  const ticket = ofCall<ToldTicket>({
    ...{ kind: MIS_TICKET, what: 'ticket', editable: editableTicket, none: 'its system takes no requests' },
    told: (delivery, account) => ticketOf(delivery, account, clock),
    can: (can) => can.tickets,
    write: (api) => api.createTicket?.bind(api),
    lookUp: (api) => api.lookUpTicket?.bind(api),
    // What somebody asked for says more than that somebody is to be called back: it is told in any case.
    isMoot: async ({ request }, _progress, delivery) =>
      request === undefined && (await talkedSince(pool, callOf(delivery))),
  });

  const outcome = ofCall<ToldOutcome>({
    ...{ kind: MIS_OUTCOME, what: 'outcome', editable: editableOutcome, none: 'its system takes no outcomes of calls' },
    told: (delivery, account) => outcomeOf(delivery, account, language),
    can: (can) => can.outcomes,
    write: (api) => api.writeOutcome?.bind(api),
    lookUp: (api) => api.lookUpOutcome?.bind(api),
    // Taken back before anything of it was written.
    isMoot: async ({ said }, { ref }) => said.outcome === null && said.note === null && ref === null,
  });

  const newVisit = ofCall<ToldNewVisit>({
    ...{ kind: MIS_NEW_VISIT, what: 'visit', none: 'no visits are entered in its system' },
    told: (delivery, account) => newVisitOf(delivery, account, clock),
    can: (can) => can.newVisits,
    write: (api) => api.writeVisit?.bind(api),
    lookUp: (api) => api.lookUpVisit?.bind(api),
  });

  const visitAnswer = visitAnswerKind({
    ...{ access, pool, common, within: { writeMs: WRITE_MS, lookUpMs: LOOK_UP_MS } },
  });
  return [call, recording, ticket, outcome, newVisit, visitAnswer];
}

/** One kind of thing that is written about a call. */
interface WrittenOfCall<Told> {
  kind: string;
  editable?: EditableFields;
  what: ProgressOf;
  told(delivery: TakenDelivery, account: MisApiAccount): Told | Promise<Told>;
  can(can: MisApiCan): false | { afterDoubt: MisAfterDoubt };
  write(api: MisApi<unknown>): Asking<Told, MisWritten> | undefined;
  lookUp(api: MisApi<unknown>): Asking<Told, { ref: string } | MisWritten | null> | undefined;
  /** What the refusal says of an account that takes none. */
  none: string;
  /** Nobody needs it any more. */
  isMoot?(told: Told, progress: KeptProgress, delivery: TakenDelivery): Promise<boolean>;
}
type Asking<Told, Answer> = (told: Told, progress: KeptProgress, context: MisApiContext<unknown>) => Promise<Answer>;

function doubtOf(account: MisApiAccount | undefined, part: (can: MisApiCan) => false | { afterDoubt: MisAfterDoubt }) {
  const can = account === undefined ? false : part(account.can);
  return can === false ? 'person' : can.afterDoubt;
}

function callOf({ callId }: TakenDelivery): number {
  if (callId === null) throw new PermanentFailure('it belongs to no call');
  return callId;
}

function subjectOf(delivery: TakenDelivery): ProgressSubject {
  return delivery.requestId == null ? { callId: callOf(delivery) } : { requestId: delivery.requestId };
}

function toldOf({ payload, revision }: TakenDelivery, { cards }: MisApiAccount): ToldCall {
  const { key, call } = payload as PushPayload;
  // When a person let it go, nothing is left of it.
  if (call === undefined) throw new PermanentFailure('nothing is left of what was to be told');
  return toldCall({ key, revision, call, cards });
}

function ticketOf(delivery: TakenDelivery, account: MisApiAccount, clock: Clock): ToldTicket {
  const { text, request } = delivery.payload as TicketPayload;
  return { ...toldOf(delivery, account), text, dueAt: clock.now(), ...(request !== undefined && { request }) };
}

function newVisitOf(delivery: TakenDelivery, account: MisApiAccount, clock: Clock): ToldNewVisit {
  const { visit } = delivery.payload as NewVisitPayload;
  if (visit === undefined) throw new PermanentFailure('nothing is left of what was to be told');
  const [startsAt, endsAt] = [new Date(visit.startsAt), new Date(visit.endsAt)];
  if (startsAt <= clock.now())
    throw new PermanentFailure('the time of the visit is over: enter in the system itself what came of it');
  return { ...toldOf(delivery, account), ...visit, startsAt, endsAt };
}

function outcomeOf(delivery: TakenDelivery, account: MisApiAccount, language: 'ru' | 'en'): ToldOutcome {
  const { outcome: said } = delivery.payload as PushPayload;
  if (said === undefined) throw new PermanentFailure('nothing is left of what was to be told');
  const told = toldOf(delivery, account);
  return { ...told, said, ...outcomeText(told.call, said, language) };
}
