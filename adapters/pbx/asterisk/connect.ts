import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { PbxConnection } from '../../../src/contracts/pbx-api.ts';
import { openAmiSession, type AmiSession } from './ami-session.ts';
import { readCdr } from './cdr/read-cdr.ts';
import { gather } from './gather.ts';
import type { AmiMessage } from './message.ts';
import { presentationFields } from './ongoing.ts';
import { createAmiReader, type AmiReader } from './reader.ts';
import type { AsteriskSettings } from './settings.ts';
import { showChannels } from './with-session.ts';

const EVENTS = 'call,agent,dialplan';
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
const REFUSED_RETRY_MS = 60_000;
/** A connection that held so long was a good one: the next is tried at once. */
const STEADY_MS = 5_000;
const PING_MS = 15_000;
/** A clock that is less off than this is not corrected: the network takes its time too. */
const CLOCK_MS = 2_000;
/** After a start of ours: how far back finished calls are looked for at once; reconciliation does the rest. */
const FIRST_CATCH_UP_MS = 15 * 60_000;
/** A call that was on when the connection was lost began before. */
const LONGEST_CALL_MS = 2 * 3600_000;

/** Holds the connection. What it missed meanwhile comes from the call records and the list of channels. */
export function connect(connection: PbxConnection<AsteriskSettings>): { close(): Promise<void> } {
  const { settings, clock } = connection;
  const closing = new AbortController();
  let reader: AmiReader = createAmiReader(connection);
  let session: AmiSession | null = null;
  /** Since when nothing was heard; null before the first connection. */
  let missedSince: Date | null = null;
  const emitting = new Set<Promise<void>>();

  const emit = (events: CallEvent[]): void => {
    if (events.length === 0) return;
    const began = clock.now();
    const stored: Promise<void> = connection
      .emit(events)
      .catch(() => {
        // What was lost is found again: the list of channels and the call records know it.
        if (missedSince === null || missedSince > began) missedSince = began;
        reader = createAmiReader(connection);
        session?.close();
      })
      .finally(() => emitting.delete(stored));
    emitting.add(stored);
  };

  const gathered = gather(emit);

  /** Resolves when the connection is lost, with why. */
  async function live(): Promise<string> {
    let early: AmiMessage[] | null = [];
    const since = { born: new Set<string>(), gone: new Set<string>() };
    const opened = await openAmiSession({
      settings,
      events: EVENTS,
      onMessage(message) {
        if (early === null) take(message);
        else {
          early.push(message);
          const event = message['event']?.toLowerCase();
          if (event === 'newchannel') since.born.add(message['uniqueid'] ?? '');
          if (event === 'hangup') since.gone.add(message['uniqueid'] ?? '');
        }
      },
    });
    session = opened;
    const take = (message: AmiMessage): void => {
      gathered.add(reader.read(message, clock.now()));
      for (const { uniqueid, channel } of reader.questions())
        opened.tell('Getvar', presentationFields(uniqueid, channel));
    };
    const stopPing = every(PING_MS, () => opened.ask('Ping'));
    try {
      const reason = await resynchronise(opened, since);
      for (const message of early) take(message);
      early = null;
      for (const { uniqueid, channel } of reader.questions())
        opened.tell('Getvar', presentationFields(uniqueid, channel));
      connection.onState('connected', reason);
      const lost = await opened.lost;
      return lost.message;
    } finally {
      stopPing();
      opened.close();
      session = null;
      gathered.add(reader.giveUpQuestions());
      gathered.flush();
      missedSince ??= clock.now();
    }
  }

  async function resynchronise(
    opened: AmiSession,
    since: { born: Set<string>; gone: Set<string> },
  ): Promise<string | null> {
    const { response } = await opened.ask('Ping');
    const theirs = Number(response['timestamp']) * 1000;
    const ahead = Number.isFinite(theirs) ? Math.round(theirs - clock.now().getTime()) : 0;
    reader.setClock(Math.abs(ahead) > CLOCK_MS ? ahead : 0);
    const list = await showChannels(opened);
    const problem = await catchUp(new Set(list.map((message) => message['linkedid'] ?? '')));
    emit(reader.resynchronise(list, clock.now(), since));
    if (Math.abs(ahead) > CLOCK_MS)
      return `The clock of Asterisk is ${Math.abs(Math.round(ahead / 1000))} s ${ahead > 0 ? 'ahead' : 'behind'}; times are corrected. Switch on NTP there.`;
    return problem;
  }

  /** Calls that ended while nobody listened, from the call records. Answers what hinders it. */
  async function catchUp(goingOn: ReadonlySet<string>): Promise<string | null> {
    const now = clock.now();
    const from = missedSince === null ? now.getTime() - FIRST_CATCH_UP_MS : missedSince.getTime() - LONGEST_CALL_MS;
    if (settings.cdr !== undefined) {
      try {
        const endedSince = missedSince ?? new Date(from);
        const window = { from: new Date(from), to: now };
        for await (const page of readCdr(connection, window, { endedSince, except: goingOn })) emit(page);
      } catch (error) {
        return `The call records cannot be read: ${(error as Error).message}`;
      }
    }
    missedSince = null;
    return null;
  }

  async function run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!closing.signal.aborted) {
      connection.onState('connecting', null);
      const began = clock.now().getTime();
      let reason: string;
      try {
        reason = await live();
      } catch (error) {
        reason = (error as Error).message;
        if (error instanceof PermanentFailure) retryMs = REFUSED_RETRY_MS;
      }
      if (closing.signal.aborted) break;
      connection.onState('lost', reason);
      if (retryMs < REFUSED_RETRY_MS && clock.now().getTime() - began > STEADY_MS) retryMs = FIRST_RETRY_MS;
      await pause(retryMs * (0.75 + Math.random() / 2), closing.signal);
      retryMs = retryMs >= REFUSED_RETRY_MS ? FIRST_RETRY_MS : Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  }

  const running = run();
  return {
    async close() {
      closing.abort();
      session?.close();
      await running;
      await Promise.all(emitting);
    },
  };
}

/** A failure shows itself by the connection that ends. */
function every(milliseconds: number, work: () => Promise<unknown>): () => void {
  const timer = setInterval(() => void work().catch(() => undefined), milliseconds);
  return () => clearInterval(timer);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
