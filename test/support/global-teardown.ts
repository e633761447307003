import { rm } from 'node:fs/promises';
import './global-setup.ts';

export default async function globalTeardown(): Promise<void> {
  const running = globalThis.trubkaTestServer;
  if (!running) return;
  await running.server.stop();
  await rm(running.folder, { recursive: true, force: true });
  running.reaper?.kill();
}
