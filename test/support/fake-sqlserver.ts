import { createServer, type Socket } from 'node:net';

/** A part of the MS-TDS protocol 7.4, enough for a driver to log in, read and be stopped. */
export interface FakeSqlServer {
  port: number;
  /** What was asked, in order: texts of batches and queries, `disconnect`. */
  asked: string[];
  /** What a query answers. */
  answer: (query: string) => FakeAnswer;
  password: string;
  stop(): Promise<void>;
}

export type FakeAnswer =
  | { columns: readonly FakeColumn[]; rows: Iterable<readonly (string | number | boolean | Date | null)[]> }
  | { error: { number: number; message: string } }
  /** Never answers. */
  | 'silence';

export interface FakeColumn {
  name: string;
  type: 'nvarchar' | 'int' | 'bit' | 'date';
}

const HEADER = 8;
const TYPE = { batch: 1, rpc: 3, answer: 4, attention: 6, login: 16, prelogin: 18 } as const;
const DAY_MS = 86_400_000;

export async function startFakeSqlServer(): Promise<FakeSqlServer> {
  const sockets = new Set<Socket>();
  const fake: FakeSqlServer = {
    port: 0,
    asked: [],
    answer: () => ({ columns: [], rows: [] }),
    password: 'read/only',
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      fake.asked.push('disconnect');
    });
    let waiting = Buffer.alloc(0);
    let message: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= HEADER && waiting.length >= waiting.readUInt16BE(2)) {
        const length = waiting.readUInt16BE(2);
        const [type, status] = [waiting[0] ?? 0, waiting[1] ?? 0];
        message.push(waiting.subarray(HEADER, length));
        waiting = waiting.subarray(length);
        if ((status & 1) === 0) continue;
        const whole = Buffer.concat(message);
        message = [];
        void reply(fake, socket, type, whole);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  fake.port = typeof address === 'object' && address !== null ? address.port : 0;
  return fake;
}

async function reply(fake: FakeSqlServer, socket: Socket, type: number, payload: Buffer): Promise<void> {
  if (type === TYPE.prelogin) {
    // VERSION at 11, 6 bytes; ENCRYPTION at 17, 1 byte: not supported.
    const options = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff]);
    return send(socket, Buffer.concat([options, Buffer.from([16, 0, 0, 0, 0, 0, 2])]));
  }
  if (type === TYPE.login) {
    const at = payload.readUInt16LE(44);
    const scrambled = payload.subarray(at, at + payload.readUInt16LE(46) * 2);
    const password = Buffer.from(scrambled.map((byte) => (((byte ^ 0xa5) << 4) & 0xf0) | ((byte ^ 0xa5) >> 4)));
    if (password.toString('utf16le') !== fake.password)
      return send(socket, Buffer.concat([errorToken(18456, "Login failed for user 'reader'."), done(0xfd, 2)]));
    const program = Buffer.concat([Buffer.from([4]), Buffer.from('Fake', 'utf16le')]);
    const acknowledged = Buffer.concat([Buffer.from([1, 0x74, 0, 0, 4]), program, Buffer.from([16, 0, 0, 0])]);
    return send(socket, Buffer.concat([Buffer.from([0xad]), short(acknowledged.length), acknowledged, done(0xfd)]));
  }
  if (type === TYPE.attention) return send(socket, done(0xfd, 0x20));
  const body = payload.subarray(payload.readUInt32LE(0));
  if (type === TYPE.batch) {
    const text = body.toString('utf16le');
    fake.asked.push(text);
    const begun = Buffer.from([0xe3, 11, 0, 8, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    return send(socket, Buffer.concat([/begin transaction/.test(text) ? begun : Buffer.alloc(0), done(0xfd)]));
  }
  const query = textOfRpc(body);
  fake.asked.push(query);
  const answer = fake.answer(query);
  if (answer === 'silence') return undefined;
  if ('error' in answer)
    return send(socket, Buffer.concat([errorToken(answer.error.number, answer.error.message), done(0xfe, 2)]));
  return sendRows(socket, answer);
}

/** The statement is the first parameter of sp_executesql: an NVARCHAR, whole or in pieces. */
function textOfRpc(body: Buffer): string {
  const text = body.toString('utf16le');
  const odd = body.subarray(1).toString('utf16le');
  return (
    /(?:select|with|insert|update|merge)[\s\S]*/i.exec(text)?.[0] ??
    /(?:select|with|insert|update|merge)[\s\S]*/i.exec(odd)?.[0] ??
    ''
  );
}

async function sendRows(socket: Socket, answer: Exclude<FakeAnswer, 'silence' | { error: unknown }>): Promise<void> {
  const described = answer.columns.map(({ name, type }) =>
    Buffer.concat([
      Buffer.from([0, 0, 0, 0, 1, 0]),
      {
        nvarchar: Buffer.from([0xe7, 0xa0, 0x0f, 9, 4, 0xd0, 0, 0x34]),
        int: Buffer.from([0x26, 4]),
        bit: Buffer.from([0x68, 1]),
        date: Buffer.from([0x28]),
      }[type],
      Buffer.from([name.length]),
      Buffer.from(name, 'utf16le'),
    ]),
  );
  let tokens: Buffer[] = [Buffer.from([0x81]), short(answer.columns.length), ...described];
  for (const row of answer.rows) {
    tokens.push(Buffer.from([0xd1]), ...row.map((value, index) => cell(value, answer.columns[index]!.type)));
    if (tokens.length > 2000) {
      await sendPart(socket, Buffer.concat(tokens), false);
      tokens = [];
      if (socket.destroyed) return;
    }
  }
  // More follows; no count of rows.
  tokens.push(done(0xff, 1), Buffer.from([0x79, 0, 0, 0, 0]), done(0xfe));
  await sendPart(socket, Buffer.concat(tokens), true);
}

function cell(value: string | number | boolean | Date | null, type: FakeColumn['type']): Buffer {
  if (value === null) return type === 'nvarchar' ? Buffer.from([0xff, 0xff]) : Buffer.from([0]);
  if (type === 'nvarchar') {
    const text = Buffer.from(value as string, 'utf16le');
    return Buffer.concat([short(text.length), text]);
  }
  if (type === 'bit') return Buffer.from([1, value === true ? 1 : 0]);
  if (type === 'date') {
    const days = Math.round(((value as Date).getTime() - Date.UTC(1, 0, 1) + yearOne) / DAY_MS);
    return Buffer.from([3, days & 0xff, (days >> 8) & 0xff, (days >> 16) & 0xff]);
  }
  const number = Buffer.alloc(5);
  number[0] = 4;
  number.writeInt32LE(value as number, 1);
  return number;
}

/** `Date.UTC` takes the year 1 for 1901. */
const yearOne = Date.UTC(1, 0, 1) - Date.parse('0001-01-01T00:00:00Z');

function errorToken(number: number, message: string): Buffer {
  const code = Buffer.alloc(4);
  code.writeUInt32LE(number);
  const text = Buffer.concat([short(message.length), Buffer.from(message, 'utf16le')]);
  const body = Buffer.concat([code, Buffer.from([1, 16]), text, Buffer.from([0, 0, 1, 0, 0, 0])]);
  return Buffer.concat([Buffer.from([0xaa]), short(body.length), body]);
}

function done(token: number, status = 0): Buffer {
  return Buffer.concat([Buffer.from([token]), short(status), Buffer.alloc(10)]);
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

async function send(socket: Socket, tokens: Buffer): Promise<void> {
  await sendPart(socket, tokens, true);
}

/** In packets of 4 kB, waiting while the other side takes nothing. */
async function sendPart(socket: Socket, tokens: Buffer, last: boolean): Promise<void> {
  const size = 4096 - HEADER;
  for (let at = 0; at === 0 || at < tokens.length; at += size) {
    const piece = tokens.subarray(at, at + size);
    const end = last && at + size >= tokens.length;
    const header = Buffer.from([TYPE.answer, end ? 1 : 0, 0, 0, 0, 0, 1, 0]);
    header.writeUInt16BE(piece.length + HEADER, 2);
    if (!socket.write(Buffer.concat([header, piece])))
      await new Promise<void>((resolve) => {
        socket.once('drain', resolve);
        socket.once('close', () => resolve());
      });
  }
}
