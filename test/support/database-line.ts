import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface DatabaseLine {
  port: number;
  /** What is sent goes through; once something of this was sent, nothing comes back and the line is cut. */
  deafen(at: RegExp | null): void;
  /** Nobody listens any more, and whoever was connected is cut off. */
  close(): Promise<void>;
  /** Listens again at the same port. */
  open(): Promise<void>;
}

/** A line to a database on this machine that can fail. */
export async function startLine(port: number): Promise<DatabaseLine> {
  let pattern: RegExp | null = null;
  let server: Server;
  const sockets = new Set<Socket>();
  const listen = async (at: number): Promise<number> => {
    server = createServer(join);
    await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const own = await listen(0);
  return {
    port: own,
    deafen: (at) => void (pattern = at),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        sockets.clear();
        server.close(() => resolve());
      }),
    open: async () => void (await listen(own)),
  };

  function join(near: Socket): void {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    let deaf = false;
    near.on('data', (sent) => {
      deaf ||= pattern?.test(sent.toString('latin1')) === true;
      far.write(sent);
    });
    far.on('data', (answer) => {
      if (deaf) near.destroy();
      else near.write(answer);
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  }
}
