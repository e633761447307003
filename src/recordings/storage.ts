/** A sealed file on the local disk, ready to be taken over. */
export interface SpooledFile {
  path: string;
  /** Of the sealed file. */
  size: number;
  /** SHA-256 of the sealed file, hex. */
  sha256: string;
}

/**
 * Where copies are. Names are ours (a UUID each). Everything throws TransientFailure for what a later attempt may do
 * better: no room, no right to write, no answer.
 */
export interface RecordingStorage {
  readonly id: 'disk' | 's3';
  /** The file is there whole and durably when this resolves, or it is not there. Replaces one of the same name. */
  put(name: string, file: SpooledFile): Promise<void>;
  /** Bytes from `start` to `end`, both inclusive. */
  read(name: string, start: number, end: number): Promise<AsyncIterable<Buffer>>;
  /** Without an error where there is none. */
  remove(name: string): Promise<void>;
  list(): AsyncIterable<{ name: string; changedAt: Date }>;
}
