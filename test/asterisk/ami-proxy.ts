import { createConnection, createServer, type Socket } from 'node:net';

/** Stands between us and AMI: cuts the connection, refuses new ones, loses messages. */
export interface AmiProxy {
  port: number;
  /** Breaks what there is and refuses what comes. */
  cut(): void;
  restore(): void;
  /** Messages of Asterisk of which this says so never arrive. */
  lose(lost: (message: string) => boolean): void;
  /** How many connections were made since the start. */
  connections(): number;
  close(): Promise<void>;
}

export async function startAmiProxy(amiPort: number): Promise<AmiProxy> {
  const sockets = new Set<Socket>();
  let refusing = false;
  let count = 0;
  let isLost: (message: string) => boolean = () => false;
  const server = createServer((ours) => {
    if (refusing) return void ours.destroy();
    count += 1;
    const theirs = createConnection({ port: amiPort, host: '127.0.0.1' });
    for (const socket of [ours, theirs]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        ours.destroy();
        theirs.destroy();
      });
    }
    ours.pipe(theirs);
    let rest = '';
    theirs.on('data', (chunk: Buffer) => {
      const blocks = (rest + chunk.toString('latin1')).split('\r\n\r\n');
      rest = blocks.pop() ?? '';
      // The greeting ends with one line end and sticks to the first message.
      for (const block of blocks) if (!isLost(block)) ours.write(`${block}\r\n\r\n`, 'latin1');
    });
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    }),
  );
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    cut() {
      refusing = true;
      cutAll();
    },
    restore() {
      refusing = false;
    },
    lose(lost) {
      isLost = lost;
    },
    connections: () => count,
    async close() {
      refusing = true;
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
