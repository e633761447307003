import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { ToldEvent } from '../../kit/keyed-event.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import type { EventType } from './event-type.ts';
import { extensionOf, type Notification } from './notification.ts';
import type { TelphinSettings } from './settings.ts';
import { talkedSeconds } from './talked-seconds.ts';

type Common = Pick<ToldEvent, 'providerCallId'> & Partial<CallEvent>;

/** What happens at the extension that calls: a call of its own, or the way onward of a call that came in. */
export function readOutgoing(
  type: EventType,
  told: Notification,
  common: Common,
  settings: TelphinSettings,
): ToldEvent[] {
  const extension = extensionOf(told.CallerExtension ?? told.CallerIDNum);
  if (told.Transfered?.toLowerCase() === 'yes') return readTransfer(type, told, { ...common, extension });
  // The number that was called from outside stands in every part of a call that came in.
  const isOnward = told.CalledDID !== null;
  const isInternal = extensionOf(told.CalledNumber) !== null;
  const call: Common = {
    ...common,
    extension,
    direction: isOnward ? null : isInternal ? 'internal' : 'out',
    external: isOnward || isInternal ? null : toE164(told.CalledNumber, phoneContextOf(settings)),
  };
  if (type === 'answer') return [{ ...call, kind: 'answered' }];
  if (type !== 'hangup') return [{ ...call, kind: 'started' }];
  const seconds = talkedSeconds(told);
  const recording = told.RecID === null ? null : { ref: told.RecID, kind: 'talk' as const };
  const ended: ToldEvent = { ...call, kind: 'leg-ended', reason: told.CallStatus, seconds, recording };
  return isOnward ? [ended] : [ended, { ...call, kind: 'ended', reason: told.CallStatus, seconds }];
}

/**
 * The leg that a transfer or a redirection opened. A phone of the clinic that is called so tells of itself; of an outside
 * number, such as the mobile of the doctor on duty, only this leg tells, and it rings at no extension.
 */
function readTransfer(type: EventType, told: Notification, { extension, ...call }: Common): ToldEvent[] {
  if (type === 'dial-out') return [{ ...call, legId: null, kind: 'transferred', extension: extension ?? null }];
  if (extensionOf(told.CalledNumber) !== null) return [];
  if (type === 'answer') return [{ ...call, kind: 'answered' }];
  return [{ ...call, kind: 'leg-ended', reason: told.CallStatus, seconds: talkedSeconds(told) }];
}
