import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something answers a POST to this address with one of these statuses. */
export async function untilItAnswers(
  url: string,
  { name, statuses = [200] }: { name: string; statuses?: readonly number[] },
): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }).catch(() => null);
    if (response !== null && statuses.includes(response.status)) return;
    if (Date.now() > deadline) throw new Error(`${name} did not start within a minute`);
    await sleep(250);
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
