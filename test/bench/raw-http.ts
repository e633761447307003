import { connect, type Socket } from 'node:net';

/** The status, or 0 when the connection failed. */
type Answered = (status: number) => void;

export interface RawHttp {
  /** Sends at once: on a connection that waits, else on a new one. */
  post(path: string, body: string, answered: Answered): void;
  connections(): number;
  close(): void;
}

/**
 * Keep-alive HTTP over bare sockets, one request at a time on each. On two cores the generator must cost less than what
 * it measures, and `node:http` costs ten times as much.
 */
export function createRawHttp(port: number): RawHttp {
  const idle: Connection[] = [];
  const all = new Set<Connection>();

  function open(): Connection {
    const connection = createConnection(port, {
      free: () => idle.push(connection),
      gone() {
        all.delete(connection);
        const at = idle.indexOf(connection);
        if (at !== -1) idle.splice(at, 1);
      },
    });
    all.add(connection);
    return connection;
  }

  return {
    post(path, body, answered) {
      (idle.pop() ?? open()).send(
        `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        answered,
      );
    },
    connections: () => all.size,
    close() {
      for (const connection of all) connection.close();
    },
  };
}

interface Connection {
  send(request: string, answered: Answered): void;
  close(): void;
}

function createConnection(port: number, told: { free(): void; gone(): void }): Connection {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let answered: Answered | null = null;
  let read = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    read += text;
    const head = read.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = Number(/content-length: *(\d+)/i.exec(read)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) return void socket.destroy(new Error('an answer without Content-Length'));
    if (read.length < head + 4 + length) return;
    const status = Number(read.slice(9, 12));
    const done = answered;
    read = '';
    answered = null;
    told.free();
    done?.(status);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    told.gone();
    answered?.(0);
    answered = null;
  });
  return {
    send(request, whenAnswered) {
      answered = whenAnswered;
      socket.write(request);
    },
    close: () => socket.destroy(),
  };
}
