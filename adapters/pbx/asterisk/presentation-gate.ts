import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import type { Call, Channel } from './call.ts';
import type { AmiMessage } from './message.ts';

/** ActionID of the question whether the number of a channel may be shown; the Uniqueid follows. */
export const PRESENTATION = 'presentation ';

/** Facts of a call whose number may have to be hidden wait here until Asterisk has said so. */
export interface PresentationGate {
  /** The call's facts wait from now on; Asterisk must be asked about this channel. */
  ask(channel: Channel): void;
  /** Channels that Asterisk must be asked about; each is answered once. */
  questions(): { uniqueid: string; channel: string }[];
  /** What an answer to a question lets through. `call`: of the channel that the answer names, where it is still there. */
  answered(message: AmiMessage, callOf: (uniqueid: string) => Call | undefined): CallEvent[];
  /** Of these facts those that need not wait. `calls`: all that there are. */
  pass(events: readonly CallEvent[], calls: Iterable<Call>): CallEvent[];
  /** Calls whose facts wait. */
  waiting(): Call[];
}

export function createPresentationGate(account: string): PresentationGate {
  let toAsk: { uniqueid: string; channel: string }[] = [];
  let held: { call: Call; event: CallEvent }[] = [];
  return {
    ask(channel) {
      channel.call.awaitsPresentation = true;
      toAsk.push({ uniqueid: channel.id, channel: channel.name });
    },
    questions() {
      const asked = toAsk;
      toAsk = [];
      return asked;
    },
    answered(message, callOf) {
      const id = (message['actionid'] ?? '').slice(PRESENTATION.length);
      const call = callOf(id) ?? held.find((one) => one.call.root?.id === id)?.call;
      if (call === undefined || !call.awaitsPresentation) return [];
      call.awaitsPresentation = false;
      // «prohib_not_screened», «prohib_passed_screen», …; «unavailable» has no number anyway.
      const withheld = /^prohib/i.test(message['value'] ?? '');
      if (withheld) call.external = null;
      const own = held.filter((one) => one.call === call);
      held = held.filter((one) => one.call !== call);
      return own.map(({ event }) => (withheld ? withoutNumber(event, account) : event));
    },
    pass(events, calls) {
      const waiting = new Map(
        [...calls, ...held.map(({ call }) => call)]
          .filter((call) => call.awaitsPresentation)
          .map((call) => [call.id, call]),
      );
      return events.filter((event) => {
        const call = waiting.get(event.providerCallId);
        if (call !== undefined) held.push({ call, event });
        return call === undefined;
      });
    },
    waiting: () => held.map(({ call }) => call),
  };
}

function withoutNumber(event: CallEvent, account: string): CallEvent {
  const { eventKey: _, account: __, ...rest } = event;
  return keyedEvent(account, { ...rest, external: null }, {});
}
