import type { Clock } from '../contracts/clock.ts';
import { AmbiguousFailure, PermanentFailure } from '../contracts/failures.ts';
import type { HttpClient, HttpRequest } from '../contracts/http-client.ts';
import type { Told } from '../contracts/mis-push.ts';
import type { DeliveryKind, TakenDelivery } from './delivery-kind.ts';
import type { PushAccount } from './push-accounts.ts';
import { editableCall, editableOutcome, editableRecording, editableTask } from './editable-fields.ts';
import { CALL_KIND, forgetTold, OUTCOME_KIND, RECORDING_KIND, TASK_KIND, toldOf } from './push-payload.ts';

export const PUSH_LANE = 'push';

/** All steps of telling together; a look-up before them takes an account's longest time limit more. */
const TELL_MS = 45_000;
const ATTEMPT_MS = 75_000;
const MOST_STEPS = 8;

const kinds = [
  [CALL_KIND, editableCall],
  [RECORDING_KIND, editableRecording],
  [OUTCOME_KIND, editableOutcome],
  [TASK_KIND, editableTask],
] as const;

/** The accounts that we tell, each with its own connections. */
export interface PushAccess {
  find(account: string): PushAccount | undefined;
  http(account: PushAccount): HttpClient;
}

/** Calls, recordings, outcomes and tasks that a MIS is told; those of a call one after the other. */
export function pushKinds({ find, http, clock }: PushAccess & { clock: Clock }): DeliveryKind[] {
  const existing = (account: string): PushAccount => {
    const found = find(account);
    if (found === undefined) throw new PermanentFailure('the account is no longer configured, or is not told of calls');
    return found;
  };
  const told = (delivery: TakenDelivery): Told => {
    const found = toldOf(delivery);
    if (found === null) throw new PermanentFailure('nothing is left of what was to be told');
    return found;
  };
  return kinds.map(([kind, editable]) => ({
    ...{ kind, editable },
    lane: PUSH_LANE,
    attemptMs: ATTEMPT_MS,
    forgetSent: forgetTold,
    afterDoubt: (account) => find(account)?.push.afterDoubt ?? 'person',
    target(account) {
      const found = find(account);
      return found?.push.target(found.settings).url;
    },
    rate(account) {
      const found = find(account);
      return found?.push.rate?.(found.settings) ?? null;
    },
    async send(delivery) {
      const account = existing(delivery.account);
      await tell(account, told(delivery), { http: http(account), now: clock.now() });
    },
    async lookUp(delivery) {
      const account = existing(delivery.account);
      const { push, settings } = account;
      if (push.lookUp === undefined) return false;
      const asked = told(delivery);
      const context = { account: account.account, settings, now: clock.now() };
      const request: HttpRequest = { ...push.lookUp.render(asked, context), effect: 'read' };
      const response = await http(account).send({ timeoutMs: push.timeoutMs(settings), ...request });
      return push.lookUp.found(response, asked, context);
    },
  }));
}

/** Sends one thing, in as many steps as the target wants; throws what is no success. */
export async function tell(
  { account, push, settings }: PushAccount,
  told: Told,
  options: { http: HttpClient; now: Date },
): Promise<void> {
  const context = { account, settings, now: options.now };
  const endsAt = performance.now() + TELL_MS;
  let request: HttpRequest | null = push.render(told, context);
  for (let step = 0; request !== null; step++) {
    if (step === MOST_STEPS) throw new PermanentFailure('the target wants too many steps');
    const timeoutMs = Math.min(push.timeoutMs(settings), endsAt - performance.now());
    if (timeoutMs <= 0) throw new AmbiguousFailure('the steps took too long; some of them may have been taken');
    request = push.judge(await options.http.send({ timeoutMs, ...request }), told, context);
  }
}
