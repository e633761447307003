import { isIP } from 'node:net';
import smpp, { type Pdu, type Session } from 'smpp';
import { AmbiguousFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import { bindFailure } from './command-status.ts';
import type { SmppSettings } from './settings.ts';

const SMPP_3_4 = 0x34;
/** ESME_RX_T_APPN: we could not keep it now, send it again. */
const NOT_KEPT = 0x64;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const UNBIND_MS = 1_000;

type Asked = 'submit_sm' | 'query_sm' | 'enquire_link' | 'unbind';

export interface SmppConnection {
  /** Connects and logs in when nobody has. Throws TransientFailure, or SmsStopped when the login is refused. */
  bind(): Promise<void>;
  /**
   * The answer, whatever its status. Throws TransientFailure when nothing was sent, AmbiguousFailure when the answer was
   * lost on the way.
   */
  ask(command: Asked, fields: Record<string, unknown>, timeoutMs: number): Promise<Pdu>;
  close(): Promise<void>;
}

/**
 * One bound connection, made when it is first needed and from then on held, because receipts come by it. A lost one is
 * made again after a growing wait, until the login is refused.
 */
export function createSmppConnection(options: {
  settings: SmppSettings;
  timeoutMs: number;
  /** Resolves when it is kept; a rejection asks the SMS centre to send it again. */
  delivered(pdu: Pdu): Promise<void>;
  changed(state: 'bound' | 'lost' | 'refused'): void;
}): SmppConnection {
  const { settings, timeoutMs } = options;
  let closed = false;
  let binding: Promise<Bound> | null = null;
  let waitMs = FIRST_WAIT_MS;
  let boundAt = 0;
  let again: NodeJS.Timeout | null = null;

  const bound = (): Promise<Bound> => {
    if (closed) return Promise.reject(new TransientFailure('SMPP: the account is closed'));
    if (again !== null) clearTimeout(again);
    again = null;
    if (binding !== null) return binding;
    const opening = openBound({ settings, timeoutMs, delivered: options.delivered, lost: () => lost(opening) });
    binding = opening;
    opening.then(
      () => {
        boundAt = performance.now();
        options.changed('bound');
      },
      () => {
        if (binding === opening) binding = null;
      },
    );
    return opening;
  };

  const lost = (which: Promise<Bound>): void => {
    if (binding !== which) return;
    binding = null;
    if (closed) return;
    options.changed('lost');
    // One that is lost again and again right after the login, by something that cannot be read, is made ever more rarely.
    if (performance.now() - boundAt > LONGEST_WAIT_MS) waitMs = FIRST_WAIT_MS;
    tryAgain();
  };

  const tryAgain = (): void => {
    if (closed || again !== null) return;
    again = setTimeout(() => {
      again = null;
      bound().catch((error: unknown) => {
        // Refused: the next message says so.
        if (error instanceof TransientFailure) tryAgain();
        else options.changed('refused');
      });
    }, waitMs).unref();
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  };

  return {
    bind: async () => void (await bound()),
    ask: async (command, fields, withinMs) => (await bound()).ask(command, fields, withinMs),
    async close() {
      closed = true;
      if (again !== null) clearTimeout(again);
      const open = await binding?.catch(() => null);
      await open?.close();
    },
  };
}

interface Bound {
  ask: SmppConnection['ask'];
  close(): Promise<void>;
}

async function openBound(options: {
  settings: SmppSettings;
  timeoutMs: number;
  delivered(pdu: Pdu): Promise<void>;
  lost(): void;
}): Promise<Bound> {
  const { settings, timeoutMs } = options;
  const { host, port, tls, ca } = settings;
  const trust = { ...(isIP(host) === 0 && { servername: host }), ...(ca !== undefined && { ca }) };
  const session = smpp.connect({ host, port, tls, ...(tls && trust) });
  const waiting = new Set<(why: string) => void>();
  const end = (why: string): void => {
    session.destroy();
    for (const fail of [...waiting]) fail(why);
  };
  // Without this one a reset connection would end the process; what cannot be read leaves the package unusable.
  session.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'it could not be read'));
  session.on('close', () => end('the connection was closed'));
  answerQuestions(session, options.delivered);

  const ask: Bound['ask'] = (command, fields, withinMs) =>
    new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        waiting.delete(fail);
        settle();
      };
      const fail = (why: string): void =>
        finish(() => reject(new AmbiguousFailure(`SMPP ${command}: ${why}; it may have been accepted`)));
      const timer = setTimeout(() => fail('no answer in time'), withinMs);
      waiting.add(fail);
      if (!session[command](fields, (answer) => finish(() => resolve(answer))))
        finish(() => reject(new TransientFailure(`SMPP ${command}: no connection`)));
    });

  await logIn(session, settings, { timeoutMs, waiting });
  const alive = setInterval(() => {
    ask('enquire_link', {}, timeoutMs).catch(() => end('it does not answer'));
  }, settings.enquireSeconds * 1000).unref();
  session.on('close', () => {
    clearInterval(alive);
    options.lost();
  });
  return {
    ask,
    async close() {
      await ask('unbind', {}, UNBIND_MS).catch(() => null);
      end('the account is closed');
    },
  };
}

/** Nothing was sent before this is through, so every failure is transient or a refused login. */
function logIn(
  session: Session,
  settings: SmppSettings,
  { timeoutMs, waiting }: { timeoutMs: number; waiting: Set<(why: string) => void> },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (failure: Error | null): void => {
      clearTimeout(timer);
      waiting.delete(fail);
      if (failure === null) return resolve();
      session.destroy();
      reject(failure);
    };
    const fail = (why: string): void => finish(new TransientFailure(`SMPP: no connection (${why})`));
    const timer = setTimeout(() => fail('no answer in time'), timeoutMs);
    waiting.add(fail);
    session.once(settings.tls ? 'secureConnect' : 'connect', () => {
      const fields = {
        ...{ system_id: settings.systemId, password: settings.password, system_type: settings.systemType },
        interface_version: SMPP_3_4,
      };
      const sent = session.bind_transceiver(fields, ({ command_status }) =>
        finish(command_status === 0 ? null : bindFailure(command_status, settings)),
      );
      if (!sent) fail('closed at once');
    });
  });
}

function answerQuestions(session: Session, delivered: (pdu: Pdu) => Promise<void>): void {
  session.on('enquire_link', (pdu: Pdu) => void session.send(pdu.response()));
  session.on('unknown', (pdu: Pdu) => void session.send(pdu.response()));
  session.on('unbind', (pdu: Pdu) => {
    session.send(pdu.response());
    session.close();
  });
  // Acknowledged when it is kept, and not before.
  session.on('deliver_sm', (pdu: Pdu) => {
    delivered(pdu).then(
      () => session.send(pdu.response()),
      () => session.send(pdu.response({ command_status: NOT_KEPT })),
    );
  });
}
