import { createHttpApp } from '../../../src/platform/http/index.ts';

it('a port in use is told with what to change', async () => {
  const first = createHttpApp([]);
  const port = await first.listen(0, '127.0.0.1');
  try {
    await expect(createHttpApp([]).listen(port, '127.0.0.1')).rejects.toThrow(
      new RegExp(`^Port ${port} is in use.*set PORT to a free one`),
    );
  } finally {
    await first.close();
  }
});

it('an address that this machine does not have, too', async () => {
  await expect(createHttpApp([]).listen(0, '192.0.2.1')).rejects.toThrow(/no address 192\.0\.2\.1.*--host/);
});

it('an error of a server that listens is told, and it goes on', async () => {
  const told: Error[] = [];
  const app = createHttpApp([], undefined, (error) => told.push(error));
  const port = await app.listen(0, '127.0.0.1');
  try {
    for (const message of ['accept EMFILE', 'accept ENFILE']) app.server.emit('error', new Error(message));
    expect(told.map(({ message }) => message)).toEqual(['accept EMFILE', 'accept ENFILE']);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  } finally {
    await app.close();
  }
});
