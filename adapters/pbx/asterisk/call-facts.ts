import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import type { Call, Channel } from './call.ts';
import { recordingRef } from './recording-ref.ts';
import type { AsteriskSettings } from './settings.ts';

/** Milliseconds since 1970; null where nobody can say when it happened. */
export type At = number | null;

export type CallFacts = ReturnType<typeof createCallFacts>;

/** What is told of a call, each fact once. Legs are told apart by the name of the channel: call records have no other. */
export function createCallFacts(options: {
  account: string;
  settings: AsteriskSettings;
  emit: (event: CallEvent) => void;
}) {
  const { account, settings, emit } = options;

  function tell(call: Call, at: At, told: Pick<CallEvent, 'kind'> & Partial<CallEvent>): void {
    // One stream has one order; two facts of the same millisecond keep it.
    if (at !== null) call.lastAt = Math.max(at, call.lastAt + 1);
    call.toldIds.add(call.id);
    const occurredAt = at === null ? null : new Date(call.lastAt).toISOString();
    const { direction } = call;
    emit(keyedEvent(account, { providerCallId: call.id, occurredAt, direction, ...told }, fieldNames));
  }

  const legOf = (channel: Channel): Pick<CallEvent, 'legId' | 'extension'> => ({
    legId: channel.name.slice(0, 200),
    extension: channel.extension,
  });

  const facts = {
    /** `at` is the birth of the root. An outgoing call begins with the employee who placed it. */
    started(call: Call, at: At): void {
      call.startTold = true;
      const { external, line, operator } = call;
      tell(call, at, {
        kind: 'started',
        external,
        line,
        ...(operator !== null && call.direction === 'out' && legOf(operator)),
        ...(operator !== null && call.direction === 'internal' && { extension: operator.extension }),
      });
    },
    inMenu(call: Call, at: At): void {
      if (call.inMenuTold || call.answered || call.direction !== 'in') return;
      call.inMenuTold = true;
      tell(call, at, { kind: 'in-menu' });
    },
    queued(call: Call, at: At): void {
      tell(call, at, { kind: 'queued' });
    },
    voicemail(call: Call, at: At): void {
      if (call.voicemailTold || call.answered || call.direction !== 'in') return;
      call.voicemailTold = true;
      tell(call, at, { kind: 'voicemail' });
    },
    ringing(channel: Channel, at: At): void {
      const leg = (channel.leg ??= newLeg());
      if (leg.rang || leg.answeredAt !== null || leg.ended) return;
      leg.rang = true;
      tell(channel.call, at, { kind: 'ringing', ...legOf(channel) });
    },
    /** A telephone, or the mobile that a call was sent on to, is talked on. */
    answered(channel: Channel, at: At): void {
      const leg = (channel.leg ??= newLeg());
      if (leg.answeredAt !== null || leg.ended) return;
      tell(channel.call, at, { kind: 'answered', ...legOf(channel) });
      leg.answeredAt = at ?? channel.bornAt;
      channel.call.answered = true;
    },
    /** The party outside of an outgoing call took it. */
    outsideAnswered(call: Call, at: At): void {
      if (call.operator === null) return;
      facts.answered(call.operator, at);
    },
    held(channel: Channel, at: At): void {
      if (channel.leg === null || channel.leg.answeredAt === null || channel.leg.held) return;
      channel.leg.held = true;
      tell(channel.call, at, { kind: 'held', ...legOf(channel) });
    },
    resumed(channel: Channel, at: At): void {
      if (channel.leg === null || !channel.leg.held) return;
      channel.leg.held = false;
      tell(channel.call, at, { kind: 'resumed', ...legOf(channel) });
    },
    legEnded(channel: Channel, at: At, status: string | null): void {
      const leg = (channel.leg ??= newLeg());
      if (leg.ended) return;
      leg.ended = true;
      if (status !== null) channel.call.lastStatus = status;
      const talk =
        leg.answeredAt === null || at === null ? null : Math.max(0, Math.round((at - leg.answeredAt) / 1000));
      tell(channel.call, at, {
        kind: 'leg-ended',
        ...legOf(channel),
        reason: status,
        ...(talk !== null && { seconds: { wait: null, talk, total: null } }),
      });
    },
    transferred(call: Call, at: At, by: string): void {
      tell(call, at, { kind: 'transferred', reason: by });
    },
    linked(call: Call, at: At, other: string): void {
      tell(call, at, { kind: 'linked', linkedCallIds: [other] });
    },
    /** Nobody is left. */
    ended(call: Call, at: At): void {
      if (call.direction === 'in' && !call.answered && at !== null)
        tell(call, at, { kind: 'missed', reason: call.lastStatus });
      if (call.answered) recorded(call, at);
      const ids = new Set([...call.toldIds, call.id]);
      const reason = call.answered ? null : call.lastStatus;
      for (const id of ids) tell(call, at, { kind: 'ended', providerCallId: id, reason });
    },
  };

  /** Menus and queues are recorded too; without a person in it a recording is nobody's. */
  function recorded(call: Call, at: At): void {
    for (const [uniqueid, { file, at: startedAt }] of call.recordings) {
      const told = { file, uniqueid, linkedid: call.id, startedAt: new Date(startedAt) };
      const ref = recordingRef(told, settings);
      if (ref !== null) tell(call, at, { kind: 'recorded', recording: { ref, kind: 'talk' } });
    }
  }

  return facts;
}

function newLeg(): NonNullable<Channel['leg']> {
  return { rang: false, answeredAt: null, held: false, ended: false };
}

const fieldNames = { providerCallId: 'Linkedid', legId: 'Channel', reason: 'DialStatus' };
