import { join } from 'node:path';
import type { Configuration } from '../configuration/index.ts';
import type { KeyRing } from './key-ring.ts';
import { loadKeyRing } from './load-key-ring.ts';

/** The clinic's own keys, read (and made, where there is none) at the first use. */
export function ownKeys({ recordings }: Pick<Configuration, 'recordings'>, dataFolder: string): () => Promise<KeyRing> {
  let loading: Promise<KeyRing> | null = null;
  return () => (loading ??= loadKeyRing(recordings, recordings.folder ?? join(dataFolder, 'recordings'), true));
}
