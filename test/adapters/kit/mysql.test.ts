import mysql2 from 'mysql2';
import { queryMysql } from '../../../adapters/kit/mysql.ts';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import { freePort } from '../../support/served.ts';

/** The other side of a connection; mysql2 has no types for it. */
interface Peer {
  sequenceId: number;
  stream: { destroy(): void };
  serverHandshake(greeting: object): void;
  writeTextResult(rows: object[], columns: object[]): void;
  writeError(error: { code: number; message: string }): void;
  on(event: 'error', heard: () => void): void;
  on(event: 'query', heard: (sql: string) => void): void;
}
type Answer = (connection: Peer, sql: string) => void;

interface Server {
  on(event: 'connection', heard: (peer: Peer) => void): void;
  listen(port: number, listening: () => void): void;
  close(closed: () => void): void;
}
const createServer = (mysql2 as unknown as { createServer(): Server }).createServer;

/** Speaks the protocol of MySQL; answers one statement by `answer`. */
async function openServer(answer: Answer): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer();
  const peers: Peer[] = [];
  server.on('connection', (peer) => {
    peers.push(peer);
    peer.serverHandshake({
      protocolVersion: 10,
      serverVersion: '5.5.5-10.11.6-MariaDB',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 33,
      capabilityFlags: 0xffffff ^ 0x800,
      authCallback: (_: unknown, proceed: () => void) => {
        proceed();
        // Each statement counts its packets anew.
        setImmediate(() => (peer.sequenceId = 0));
      },
    });
    peer.on('error', () => undefined);
    peer.on('query', (sql) => {
      peer.sequenceId = 1;
      answer(peer, sql);
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, () => resolve()));
  return {
    url: `mysql://trubka:files-secret@127.0.0.1:${port}/asteriskcdrdb`,
    close: () => {
      for (const peer of peers) peer.stream.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const ask = (url: string) =>
  queryMysql({
    url,
    sql: 'select * from cdr where src = ?',
    values: ["10'1"],
    timeoutMs: 2000,
    setting: 'cdr.database',
  });

async function failureOf(url: string): Promise<Error> {
  try {
    await ask(url);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was answered');
}

describe('a query to a database of an outside system', () => {
  it('sends values quoted and answers rows with times as they are stored', async () => {
    const asked: string[] = [];
    const server = await openServer((connection, sql) => {
      asked.push(sql);
      const column = (name: string, columnType: number) => ({
        ...{ catalog: 'def', schema: 'a', table: 'cdr', orgTable: 'cdr', name, orgName: name },
        ...{ characterSet: 33, columnLength: 80, columnType, flags: 0, decimals: 0 },
      });
      connection.writeTextResult(
        [{ calldate: '2026-11-22 00:49:48', src: '101' }],
        [column('calldate', 12), column('src', 253)],
      );
    });
    expect(await ask(server.url)).toEqual([{ calldate: '2026-11-22 00:49:48', src: '101' }]);
    expect(asked).toEqual([`select * from cdr where src = '10\\'1'`]);
    await server.close();
  });

  it.each([
    [1142, "SELECT command denied to user 'trubka'"],
    [1146, "Table 'asteriskcdrdb.cdr' doesn't exist"],
  ])('takes error %i for permanent and keeps the address to itself', async (code, message) => {
    const server = await openServer((connection) => connection.writeError({ code, message }));
    const failure = await failureOf(server.url);
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(failure.message).toMatch(/cdr\.database/);
    expect(failure.message).not.toMatch(/files-secret|trubka/);
    await server.close();
  });

  it('takes a database that is not there, or goes away, for transient', async () => {
    const gone = await openServer((connection) => connection.stream.destroy());
    await expect(ask(gone.url)).rejects.toThrow(TransientFailure);
    await gone.close();
    const failure = await failureOf(gone.url);
    expect(failure).toBeInstanceOf(TransientFailure);
    expect(failure.message).not.toMatch(/files-secret|127\.0\.0\.1/);
  });
});
