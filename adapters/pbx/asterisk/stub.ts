import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { createMessageCutter, type AmiMessage } from './message.ts';
import type { AsteriskSettings } from './settings.ts';

export interface AmiStub {
  /** Actions that were asked for after the login, names in lower case. */
  asked: AmiMessage[];
  /** Sends an event to everybody who is logged in. */
  say(event: Readonly<Record<string, string>>): void;
  /** Breaks all connections. */
  cut(): void;
  connections(): number;
  close(): Promise<void>;
}

const CHALLENGE = '849217364';

/** AMI by its specification: greeting, MD5 login, responses and lists. Listens where the settings say. */
export async function openAmiStub(
  settings: Pick<AsteriskSettings, 'host' | 'port' | 'user' | 'secret'>,
  behaviour: 'sound' | 'refuses' | 'over-limit' | 'fails' | 'silent' = 'sound',
  known: {
    channels?: readonly Readonly<Record<string, string>>[];
    presentations?: Readonly<Record<string, string>>;
    /** Actions that are refused, and with which words. */
    refusals?: Readonly<Record<string, string>>;
    /** The action at which the connection breaks, before it is answered. */
    cutAt?: string;
    /** Unix seconds of its clock. */
    clock?: () => number;
  } = {},
): Promise<AmiStub> {
  const { channels = [], presentations = {}, refusals = {} } = known;
  const sockets = new Set<Socket>();
  const asked: AmiMessage[] = [];
  const server = createServer((socket) => {
    // AMI has no limit of its own; one that is full (displayconnects, writetimeout) closes.
    if (behaviour === 'over-limit') return void socket.destroy();
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.write('Asterisk Call Manager/11.0.0\r\n');
    socket.on(
      'data',
      createMessageCutter((action) => answer(socket, action)),
    );
  });

  function answer(socket: Socket, action: AmiMessage): void {
    const id = action['actionid'] ?? '';
    const respond = (fields: Readonly<Record<string, string>>): void => send(socket, { ...fields, ActionID: id });
    const name = action['action']?.toLowerCase() ?? '';
    if (behaviour === 'silent' && name !== 'challenge' && name !== 'login') return;
    if (name === 'challenge') return respond({ Response: 'Success', Challenge: CHALLENGE });
    if (name === 'login') {
      const key = createHash('md5')
        .update(CHALLENGE + settings.secret)
        .digest('hex');
      const right = behaviour !== 'refuses' && action['username'] === settings.user && action['key'] === key;
      return respond(
        right
          ? { Response: 'Success', Message: 'Authentication accepted' }
          : { Response: 'Error', Message: 'Authentication failed' },
      );
    }
    if (name === 'logoff') return void socket.end();
    asked.push(action);
    if (name === known.cutAt) return void socket.destroy();
    const refusal = behaviour === 'fails' ? 'Internal error' : refusals[name];
    if (refusal !== undefined) return respond({ Response: 'Error', Message: refusal });
    if (name === 'coreshowchannels') {
      respond({ Response: 'Success', EventList: 'start', Message: 'Channels will follow' });
      for (const channel of channels) respond({ ...channel, Event: 'CoreShowChannel' });
      return respond({ Event: 'CoreShowChannelsComplete', EventList: 'Complete', ListItems: String(channels.length) });
    }
    if (name === 'getvar') {
      const value = presentations[action['channel'] ?? ''] ?? 'allowed_not_screened';
      return respond({ Response: 'Success', Variable: action['variable'] ?? '', Value: value });
    }
    if (name === 'ping')
      return respond({
        Response: 'Success',
        Ping: 'Pong',
        Timestamp: (known.clock?.() ?? Date.now() / 1000).toFixed(6),
      });
    respond({
      Response: 'Success',
      Message: name === 'originate' ? 'Originate successfully queued' : 'Channel Hungup',
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    asked,
    say(event) {
      for (const socket of sockets) send(socket, event);
    },
    cut,
    connections: () => sockets.size,
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(socket: Socket, fields: Readonly<Record<string, string>>): void {
  socket.write(
    `${Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`,
  );
}
