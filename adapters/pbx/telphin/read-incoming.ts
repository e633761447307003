import type { CallEvent, Direction } from '../../../src/contracts/call-event.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { ToldEvent } from '../../kit/keyed-event.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import type { EventType } from './event-type.ts';
import { talkedSeconds } from './talked-seconds.ts';
import { callerOf, extensionOf, type Notification } from './notification.ts';
import type { TelphinSettings } from './settings.ts';

type Common = Pick<ToldEvent, 'providerCallId'> & Partial<CallEvent>;

/** What happens at the extension that is called: a phone, or a menu or queue that holds the whole call. */
export function readIncoming(
  type: EventType,
  told: Notification,
  common: Common,
  settings: TelphinSettings,
): ToldEvent[] {
  const extension = extensionOf(told.CalledExtension ?? told.CalledNumber);
  const external = callerOf(told, settings);
  const call = {
    ...common,
    external,
    direction: external === null ? directionWithoutNumber(type, told) : ('in' as const),
    line: toE164(told.CalledDID, phoneContextOf(settings)),
  };
  const isEntry = extension !== null && settings.entryExtensions.includes(extension);
  // Only menus and queues tell whether anybody talked.
  if (isEntry || told.Bridged !== null) return readMenu(type, told, { ...call, legId: null }, isEntry, settings);
  return readPhone(type, told, { ...call, extension }, settings);
}

/**
 * The menu or queue where the call arrived hangs up when the call is over. `Bridged=no`: no phone answered it. Its own
 * status is that of the menu, which always answers, and means nothing here.
 */
function readMenu(
  type: EventType,
  told: Notification,
  call: Common,
  isEntry: boolean,
  { entryExtensions }: TelphinSettings,
): ToldEvent[] {
  if (type === 'dial-in') return isEntry ? [{ ...call, kind: 'started' }] : [];
  const endsCall = isEntry || entryExtensions.length === 0;
  if (type !== 'hangup' || !endsCall) return [];
  return [{ ...call, kind: told.Bridged?.toLowerCase() === 'no' ? 'missed' : 'ended' }];
}

function readPhone(type: EventType, told: Notification, call: Common, { endsWith }: TelphinSettings): ToldEvent[] {
  if (type === 'answer') return [{ ...call, kind: 'answered' }];
  if (type !== 'hangup') return [{ ...call, kind: 'ringing' }];
  const seconds = talkedSeconds(told);
  const recording = told.RecID === null ? null : { ref: told.RecID, kind: 'talk' as const };
  const ended: ToldEvent = { ...call, kind: 'leg-ended', reason: told.CallStatus, seconds, recording };
  if (endsWith === 'menu' || call.direction === 'internal') return [ended];
  return [ended, { ...call, kind: seconds === null ? 'missed' : 'ended', reason: told.CallStatus, seconds }];
}

/** Without the caller's number: a colleague's extension stands there, or the caller withheld it. */
function directionWithoutNumber(type: EventType, told: Notification): Direction | null {
  if (extensionOf(told.CallerIDNum) === null) return 'in';
  return type === 'answer' ? null : 'internal';
}
