import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { isWithheld, toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { newCall, type Call, type Channel } from './call.ts';
import { createCallFacts, type At } from './call-facts.ts';
import { partyOf } from './channel-name.ts';
import type { AmiMessage } from './message.ts';
import { durationMs, numberIn, succeeded, timeIn } from './message-values.ts';
import { createPresentationGate, PRESENTATION } from './presentation-gate.ts';
import type { AsteriskSettings } from './settings.ts';

/** Ids of calls that we have dialled begin so: their root channel has the id that we gave it. */
export const OWN_CALL = 'trubka-';

export interface AmiReader {
  /** What this message tells, in order. `receivedAt` stands in where the message has no time. */
  read(message: AmiMessage, receivedAt: Date): CallEvent[];
  /**
   * What the channels that there are now (events CoreShowChannel) tell of what was missed: calls that are gone ended,
   * calls that are new go on. `since`: the Uniqueids that events told of while the list was on its way.
   */
  resynchronise(
    list: readonly AmiMessage[],
    at: Date,
    since?: { gone: ReadonlySet<string>; born: ReadonlySet<string> },
  ): CallEvent[];
  /** Channels that Asterisk must be asked about by `PRESENTATION`; each is answered once. */
  questions(): { uniqueid: string; channel: string }[];
  /** Tells what still waits for an answer to a question, as if the number may be shown: the answer will not come. */
  giveUpQuestions(): CallEvent[];
  /** By how many milliseconds the clock of Asterisk is ahead of ours. */
  setClock(aheadMs: number): void;
  /** Uniqueids of the channels that there are. */
  channels(): string[];
  calls(): number;
}

const UP = 6;
const RINGING = 5;

/** A model of the channels of one Asterisk that tells what becomes of calls. Reads no clock and does no I/O. */
export function createAmiReader(options: { account: string; settings: AsteriskSettings }): AmiReader {
  const { settings } = options;
  const phone = phoneContextOf(settings);
  const channels = new Map<string, Channel>();
  const calls = new Map<string, Call>();
  let told: CallEvent[] = [];
  let clockAhead = 0;
  const gate = createPresentationGate(options.account);
  const facts = createCallFacts({ ...options, emit: (event) => told.push(event) });

  const handlers: Record<string, (message: AmiMessage, at: number) => void> = {
    newchannel: (message, at) => void born(message, at),
    newstate(message, at) {
      const channel = channelOf(message, '');
      if (channel === null) return;
      channel.state = numberIn(message['channelstate']);
      if (channel.state === RINGING && channel.dialled) rings(channel, at);
      if (channel.state === UP) isUp(channel, at);
      // In a group those that did not answer are told of before the one that did.
      if (channel.state === UP && channel.dialled && channel.side === 'extension') answers(channel, at);
    },
    newcallerid(message, at) {
      const channel = channelOf(message, '');
      // Analogue lines tell the number only after the first ring. A number that the dialplan puts in place of one that
      // was withheld is none.
      const call = channel?.call;
      if (call?.root !== channel || call === undefined || call.direction !== 'in' || call.external !== null) return;
      if (call.root?.exten === '' && !call.answered) {
        call.external = toE164(message['calleridnum'], phone);
        if (call.external !== null && call.external !== call.line) facts.started(call, at);
      }
    },
    dialbegin(message, at) {
      const callee = channelOf(message, 'dest');
      if (callee === null) return;
      const caller = channelOf(message, '');
      callee.dialled = true;
      callee.state = Math.max(callee.state, numberIn(message['destchannelstate']));
      if (caller !== null) join(caller, callee, at);
      dials(caller, callee, message, at);
      if (callee.state === RINGING) rings(callee, at);
    },
    dialstate(message, at) {
      const callee = channelOf(message, 'dest');
      // Mobile networks play their own tone instead of saying that it rings.
      if (callee?.dialled && /^(?:RINGING|PROGRESS)$/.test(message['dialstatus'] ?? '')) rings(callee, at);
    },
    dialend(message, at) {
      const callee = channelOf(message, 'dest');
      if (callee === null || callee.side === 'local') return;
      const caller = channelOf(message, '');
      // A call that is picked up from another telephone is answered by a channel that nobody dialled.
      if (caller !== null) join(caller, callee, at);
      const status = message['dialstatus'] ?? null;
      if (status === 'ANSWER') answers(callee, at);
      else if (callee !== callee.call.operator) {
        if (callee === callee.call.outside) callee.call.lastStatus = status;
        else facts.legEnded(callee, at, status);
      }
    },
    bridgeenter(message, at) {
      const channel = channelOf(message, '');
      if (channel === null) return;
      channel.state = numberIn(message['channelstate']) || channel.state;
      if (channel.side === 'extension' && channel.state === UP) answers(channel, at);
    },
    hold: (message, at) => withChannel(message, (channel) => facts.held(channel, at)),
    unhold: (message, at) => withChannel(message, (channel) => facts.resumed(channel, at)),
    queuecallerjoin: (message, at) => withChannel(message, ({ call }) => facts.queued(call, at)),
    queuecallerabandon: (message) =>
      withChannel(message, ({ call }) => {
        call.lastStatus = 'ABANDON';
      }),
    blindtransfer(message, at) {
      const channel = channelOf(message, 'transferer') ?? channelOf(message, 'transferee');
      if (channel !== null && succeeded(message)) facts.transferred(channel.call, at, 'BlindTransfer');
    },
    attendedtransfer(message, at) {
      if (!succeeded(message)) return;
      const parties = ['origtransferer', 'secondtransferer', 'transferee', 'transfertarget']
        .map((prefix) => channelOf(message, prefix))
        .filter((channel) => channel !== null);
      const [first, ...others] = parties;
      if (first === undefined) return;
      for (const other of others) join(first, other, at);
      facts.transferred(first.call, at, 'AttendedTransfer');
    },
    mixmonitorstart: (message, at) =>
      withChannel(message, ({ call, id }) => {
        if (!call.recordings.has(id)) call.recordings.set(id, { file: null, at });
      }),
    varset(message, at) {
      if (message['variable'] !== 'MIXMONITOR_FILENAME' || !message['value']) return;
      const file = message['value'];
      withChannel(message, ({ call, id }) => void call.recordings.set(id, { file, at }));
    },
    newexten(message, at) {
      const application = (message['application'] ?? '').toLowerCase();
      if (menus.has(application)) withChannel(message, (channel) => isRoot(channel) && facts.inMenu(channel.call, at));
      else if (voicemails.has(application)) withChannel(message, ({ call }) => facts.voicemail(call, at));
    },
    rename(message) {
      const channel = channels.get(message['uniqueid'] ?? '');
      if (channel !== undefined && channel.leg === null) channel.name = message['newname'] ?? channel.name;
    },
    hangup(message, at) {
      const channel = channelOf(message, '');
      if (channel !== null) isGone(channel, at);
    },
  };

  function born(message: AmiMessage, at: number): Channel | null {
    const id = message['uniqueid'];
    const name = message['channel'];
    if (id === undefined || id === '' || name === undefined || channels.has(id)) return null;
    const linkedid = message['linkedid'] || id;
    const call = calls.get(linkedid) ?? remember(newCall(linkedid));
    const channel: Channel = {
      ...partyOf(name, message['context'] ?? null, settings),
      id,
      name,
      call,
      state: numberIn(message['channelstate']),
      bornAt: at,
      exten: message['exten'] ?? '',
      dialled: false,
      leg: null,
    };
    channels.set(id, channel);
    call.channels.add(channel);
    if (id === linkedid && call.root === null) begins(call, channel, message, at);
    return channel;
  }

  /** The first channel of a call tells who began it, except where Asterisk itself dialled it (state down). */
  function begins(call: Call, root: Channel, message: AmiMessage, at: number): void {
    call.root = root;
    if (root.id.startsWith(OWN_CALL)) call.direction = 'out';
    else if (root.side === 'extension' && root.state > 0) call.operator = root;
    else if (root.side === 'trunk' && root.state > 0) {
      const number = message['calleridnum'] ?? '';
      call.direction = 'in';
      call.external = toE164(number, phone);
      call.line = toE164(root.exten, phone) ?? settings.lines[root.endpoint] ?? null;
      // Only a line that has not told a number yet may tell one later.
      if (!isWithheld(number) || !/^(?:<unknown>)?$/.test(number)) root.exten ||= 's';
      if (call.external !== null && settings.withheldCheck) gate.ask(root);
      facts.started(call, at);
    }
  }

  function dials(caller: Channel | null, callee: Channel, message: AmiMessage, at: number): void {
    const { call } = callee;
    if (callee.side === 'local') return;
    if (callee.side === 'trunk') return dialsOutside(caller, callee, message, at);
    if (call.direction === null && call.operator !== null && call.operator !== callee) {
      call.direction = 'internal';
      facts.started(call, call.operator.bornAt);
    }
    // Click-to-call rings the employee first. Its own number is no ring of a patient's call.
    if (call.direction !== 'in' && call.operator === null && call.outside === null) {
      call.operator = callee;
      if (call.direction === 'out') facts.started(call, at);
    }
  }

  function dialsOutside(caller: Channel | null, callee: Channel, message: AmiMessage, at: number): void {
    const { call } = callee;
    // A call that is there already is sent on, to a mobile for example: its number is no patient's.
    if (call.direction === 'in' || call.direction === 'internal') return;
    const number = dialledNumber(message['dialstring'] ?? '') ?? toE164(callee.call.operator?.exten, phone);
    const again = call.outside !== null;
    call.outside = callee;
    if (again && call.external !== null) return;
    call.direction = 'out';
    call.external = number;
    const shown = toE164(message['destconnectedlinenum'] ?? caller?.name, phone);
    call.line = shown !== null && shown !== number ? shown : (settings.lines[callee.endpoint] ?? null);
    facts.started(call, call.startTold ? at : (call.operator?.bornAt ?? call.root?.bornAt ?? at));
  }

  /** `89161234567@mts`, `mts/89161234567`, `mts/sip:89161234567@host`. */
  function dialledNumber(dialString: string): E164 | null {
    const parts = dialString.split(/[/@]/).map((part) => toE164(part.replace(/^sips?:/i, ''), phone));
    return parts.find((part) => part !== null) ?? null;
  }

  function rings(channel: Channel, at: At): void {
    const { call } = channel;
    if (channel.side === 'local' || channel === call.operator || channel === call.outside) return;
    if (call.direction !== null) facts.ringing(channel, at);
  }

  /** Somebody took the call on this channel. */
  function answers(channel: Channel, at: At): void {
    const { call } = channel;
    channel.state = UP;
    if (call.direction === 'out' && (channel === call.operator || channel === call.outside)) return isUp(channel, at);
    if (channel.side === 'local' || channel === call.operator || call.direction === null) return;
    if (channel.side === 'extension' || channel !== call.root) facts.answered(channel, at);
  }

  /** An outgoing call is a conversation when both are there, whoever was dialled first. */
  function isUp(channel: Channel, at: At): void {
    const { call } = channel;
    const { operator, outside } = call;
    if (call.direction !== 'out' || outside === null || operator === null) return;
    if (channel !== operator && channel !== outside) return;
    const operatorThere = operator.state === UP || operator === call.root;
    if (outside.state === UP && operatorThere) facts.outsideAnswered(call, at);
  }

  function isGone(channel: Channel, at: At): void {
    const { call } = channel;
    channels.delete(channel.id);
    call.channels.delete(channel);
    const wasLeg = channel.leg !== null || (channel === call.operator && call.direction === 'out' && call.startTold);
    if (wasLeg) facts.legEnded(channel, at, null);
    if (call.channels.size === 0) isOver(call, at);
  }

  /** Without a time nobody saw the end, and nobody knows whether the call was answered before it. */
  function isOver(call: Call, at: At): void {
    for (const id of call.ids) calls.delete(id);
    // An employee dialled and no line was tried: no free one, or a number that the PBX does not know.
    if (call.direction === null && call.operator === call.root && call.operator !== null) {
      call.external = toE164(call.operator.exten, phone);
      if (call.external !== null) {
        call.direction = 'out';
        facts.started(call, call.operator.bornAt);
      }
    }
    if (call.startTold) facts.ended(call, at);
  }

  /** Asterisk joins calls without saying so: by a transfer, a pick-up, a parked call that is fetched. */
  function join(one: Channel, other: Channel, at: At): void {
    const [kept, absorbed] =
      other.call.direction === 'in' || !one.call.startTold ? [other.call, one.call] : [one.call, other.call];
    if (kept === absorbed) return;
    for (const id of absorbed.ids) {
      kept.ids.add(id);
      calls.set(id, kept);
    }
    for (const channel of absorbed.channels) {
      channel.call = kept;
      kept.channels.add(channel);
    }
    for (const [id, recording] of absorbed.recordings) kept.recordings.set(id, recording);
    kept.answered ||= absorbed.answered;
    kept.lastAt = Math.max(kept.lastAt, absorbed.lastAt);
    for (const id of absorbed.toldIds) kept.toldIds.add(id);
    if (kept.startTold && absorbed.toldIds.size > 0) facts.linked(kept, at, absorbed.id);
  }

  function remember(call: Call): Call {
    calls.set(call.id, call);
    return call;
  }

  /** The channel that a message is about; its Linkedid may have become another one. */
  function channelOf(message: AmiMessage, prefix: string): Channel | null {
    const channel = channels.get(message[`${prefix}uniqueid`] ?? '');
    if (channel === undefined) return null;
    const linkedid = message[`${prefix}linkedid`];
    if (linkedid !== undefined && linkedid !== '' && !channel.call.ids.has(linkedid)) {
      const other = calls.get(linkedid);
      const [member] = other?.channels ?? [];
      if (member !== undefined) join(member, channel, channel.call.lastAt);
      else if (other === undefined) {
        channel.call.ids.add(linkedid);
        calls.set(linkedid, channel.call);
      }
    }
    return channel;
  }

  function withChannel(message: AmiMessage, work: (channel: Channel) => unknown): void {
    const channel = channelOf(message, '');
    if (channel !== null) work(channel);
  }

  function presentation(message: AmiMessage): void {
    told.push(...gate.answered(message, (id) => channels.get(id)?.call));
  }

  function tellable(): CallEvent[] {
    const events = told;
    told = [];
    return gate.pass(events, calls.values());
  }

  return {
    read(message, receivedAt) {
      if (message['event'] === undefined) {
        if (message['actionid']?.startsWith(PRESENTATION)) presentation(message);
      } else {
        const event = message['event'].toLowerCase();
        const handle = Object.hasOwn(handlers, event) ? handlers[event] : undefined;
        handle?.(message, timeIn(message, clockAhead) ?? receivedAt.getTime());
      }
      return tellable();
    },
    resynchronise(list, at, since = { gone: new Set(), born: new Set() }) {
      const listed = new Map(list.map((message) => [message['uniqueid'] ?? '', message]));
      for (const channel of [...channels.values()])
        if (!listed.has(channel.id) && !since.born.has(channel.id)) isGone(channel, null);
      const unseen = [...listed].filter(([id]) => id !== '' && !channels.has(id) && !since.gone.has(id));
      // Roots first, so that a call has its beginning.
      unseen.sort(([, a], [, b]) => Number(b['uniqueid'] === b['linkedid']) - Number(a['uniqueid'] === a['linkedid']));
      for (const [, message] of unseen) appears(message, at);
      for (const [id, message] of listed) catchesUp(channels.get(id), message);
      return tellable();
    },
    questions: () => gate.questions(),
    giveUpQuestions() {
      const roots = new Set([...calls.values(), ...gate.waiting()].map((call) => call.root?.id));
      for (const id of roots) if (id !== undefined) presentation({ actionid: `${PRESENTATION}${id}` });
      return tellable();
    },
    setClock(aheadMs) {
      clockAhead = aheadMs;
    },
    channels: () => [...channels.keys()],
    calls: () => new Set(calls.values()).size,
  };

  /** A channel that was born while nobody listened. What was dialled at its birth is not known any more. */
  function appears(message: AmiMessage, at: Date): void {
    const bornAt = at.getTime() - durationMs(message['duration']);
    const channel = born({ ...message, exten: '' }, bornAt);
    if (channel === null) return;
    channel.dialled = channel.call.root !== channel;
    if (channel.side !== 'trunk' || !channel.dialled) return;
    const { call } = channel;
    if (call.direction !== null || call.operator === null) return;
    call.direction = 'out';
    call.outside = channel;
    call.external = toE164(message['calleridnum'], phone);
    const shown = toE164(message['connectedlinenum'], phone);
    call.line = shown !== call.external ? shown : null;
    facts.started(call, call.operator.bornAt);
  }

  /** What a channel has become since its last event; when, is not known. */
  function catchesUp(channel: Channel | undefined, message: AmiMessage): void {
    if (channel === undefined || channel.side === 'local') return;
    const { call } = channel;
    channel.state = numberIn(message['channelstate']);
    if (call.direction === null && call.operator !== null && channel.dialled && channel.side === 'extension') {
      call.direction = 'internal';
      facts.started(call, call.operator.bornAt);
    }
    if (!channel.dialled) return;
    if (channel.state === RINGING) rings(channel, null);
    if (channel.state === UP && message['bridgeid']) answers(channel, null);
  }

  function isRoot(channel: Channel): boolean {
    return channel.call.root === channel;
  }
}

const menus = new Set(['background', 'read', 'waitexten', 'readexten']);
const voicemails = new Set(['voicemail', 'minivmrecord']);
