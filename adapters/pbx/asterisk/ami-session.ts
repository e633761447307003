import { createHash, X509Certificate } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import { actionText, createMessageCutter, type AmiMessage } from './message.ts';
import type { AsteriskSettings } from './settings.ts';

export type Fields = readonly (readonly [name: string, value: string])[];

export interface AmiSession {
  /** Answers the response, and the list that follows it where it has one. `write`: a lost answer is ambiguous. */
  ask(action: string, fields?: Fields, options?: { list?: boolean; effect?: 'read' | 'write' }): Promise<AmiAnswer>;
  /** Sends without waiting; the answer comes as a message with this ActionID. */
  tell(action: string, fields: Fields): void;
  /** Resolves, once, when the connection is gone, with why. */
  lost: Promise<Error>;
  close(): void;
}

export interface AmiAnswer {
  response: AmiMessage;
  /** The events of a list, without the one that ends it. */
  list: AmiMessage[];
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 5_000;

interface Waiting {
  list: AmiMessage[];
  wantsList: boolean;
  response: AmiMessage | null;
  effect: 'read' | 'write';
  resolve(answer: AmiAnswer): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/**
 * Connects and logs in. `events` is the mask of event classes, `off` for none; `onMessage` gets everything that no
 * `ask` waits for. Throws PermanentFailure for refused credentials and TransientFailure for an unreachable Asterisk.
 */
export async function openAmiSession(options: {
  settings: AsteriskSettings;
  events: string;
  onMessage?: (message: AmiMessage) => void;
}): Promise<AmiSession> {
  const { settings } = options;
  const where = `Asterisk at ${settings.host}:${settings.port}`;
  const socket = await connectSocket(settings, where);
  const waiting = new Map<string, Waiting>();
  let last = 0;
  let gone: Error | null = null;
  let lose = (_: Error): void => undefined;
  const lost = new Promise<Error>((resolve) => (lose = resolve));

  const end = (error: Error): void => {
    if (gone !== null) return;
    gone = error;
    socket.destroy();
    for (const [id, one] of waiting) {
      waiting.delete(id);
      clearTimeout(one.timer);
      one.reject(
        one.effect === 'write'
          ? new AmbiguousFailure(`${where}: the connection was lost before the answer came`)
          : new TransientFailure(`${where}: the connection was lost before the answer came`),
      );
    }
    lose(error);
  };
  const cut = createMessageCutter((message) => {
    const one = waiting.get(message['actionid'] ?? '');
    if (one === undefined || message['actionid'] === undefined) return options.onMessage?.(message);
    // OriginateResponse is an event that has a response in it.
    if (message['response'] !== undefined && message['event'] === undefined) {
      one.response = message;
      if (!one.wantsList || message['response'].toLowerCase() === 'error') settle(message['actionid'], one);
    } else if (message['eventlist']?.toLowerCase() === 'complete') settle(message['actionid'], one);
    else if (one.wantsList) one.list.push(message);
    else options.onMessage?.(message);
  });
  const settle = (id: string, one: Waiting): void => {
    waiting.delete(id);
    clearTimeout(one.timer);
    one.resolve({ response: one.response ?? {}, list: one.list });
  };
  socket.on('data', (chunk: Buffer) => {
    try {
      cut(chunk);
    } catch (error) {
      end(error as Error);
    }
  });
  socket.on('error', (error: NodeJS.ErrnoException) =>
    end(new Error(`the connection failed (${error.code ?? 'error'})`)),
  );
  socket.on('close', () => end(new Error('Asterisk closed the connection')));

  const session: AmiSession = {
    lost,
    ask(action, fields = [], { list = false, effect = 'read' } = {}) {
      if (gone !== null) return Promise.reject(new TransientFailure(`${where}: the connection is lost`));
      const id = fields.find(([name]) => name === 'ActionID')?.[1] ?? `ask-${(last += 1)}`;
      const text = actionText([
        ['Action', action],
        ['ActionID', id],
        ...fields.filter(([name]) => name !== 'ActionID'),
      ]);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => end(new Error('Asterisk does not answer')), ANSWER_MS);
        waiting.set(id, { list: [], wantsList: list, response: null, effect, resolve, reject, timer });
        socket.write(text);
      });
    },
    tell(action, fields) {
      if (gone === null) socket.write(actionText([['Action', action], ...fields]));
    },
    close() {
      if (gone === null) socket.write(actionText([['Action', 'Logoff']]));
      end(new Error('closed'));
    },
  };
  try {
    await login(session, settings, options.events, where);
  } catch (error) {
    end(error as Error);
    throw error;
  }
  return session;
}

/** The secret itself is never sent: the key is MD5(challenge + secret), the only hash that AMI has. */
async function login(session: AmiSession, settings: AsteriskSettings, events: string, where: string): Promise<void> {
  const { response: asked } = await session.ask('Challenge', [['AuthType', 'MD5']]);
  const challenge = asked['challenge'];
  if (challenge === undefined) throw new PermanentFailure(`${where} offers no MD5 challenge; is this port AMI?`);
  const key = createHash('md5').update(`${challenge}${settings.secret}`).digest('hex');
  const { response } = await session.ask('Login', [
    ['AuthType', 'MD5'],
    ['Username', settings.user],
    ['Key', key],
    ['Events', events],
  ]);
  if (response['response']?.toLowerCase() !== 'success')
    throw new PermanentFailure(
      `${where} refuses the user: correct user, secret, permit and deny in manager.conf, or the account's settings.`,
    );
}

function connectSocket(settings: AsteriskSettings, where: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { host, port, tls } = settings;
    const socket: Socket | TLSSocket =
      tls === false
        ? connectTcp({ host, port })
        : connectTls({
            host,
            port,
            servername: /^[\d.:]+$/.test(host) ? '' : host,
            // A pinned certificate is compared below; Asterisk usually signs its own.
            rejectUnauthorized: tls === true,
          });
    const timer = setTimeout(() => fail('no answer in time'), CONNECT_MS);
    const fail = (reason: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new TransientFailure(`${where}: no connection (${reason})`));
    };
    socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'failed'));
    socket.once(tls === false ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      if (typeof tls === 'object' && !isPinned(socket as TLSSocket, tls.sha256)) {
        socket.destroy();
        reject(new PermanentFailure(`${where} shows another certificate than the one in tls.sha256.`));
        return;
      }
      socket.removeAllListeners('error');
      socket.setNoDelay(true);
      socket.setKeepAlive(true, 15_000);
      resolve(socket);
    });
  });
}

function isPinned(socket: TLSSocket, sha256: string): boolean {
  const raw = socket.getPeerCertificate(false).raw;
  return raw !== undefined && plain(new X509Certificate(raw).fingerprint256) === plain(sha256);
}

function plain(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}
