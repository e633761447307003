/**
 * Tells the other processes that there is something to read. Only a hint: a message may be lost, come twice or come
 * late, and the process that published it does not hear it. Nothing here ever throws or rejects because of the network.
 */
export interface WakeUp {
  /** Returns at once. What is published within 5 ms goes out together, equal messages once. */
  publish(message: string): void;
  /** Answers how to stop listening. A listener is called for each message of the other processes. */
  subscribe(listener: (message: string) => void): () => void;
  /** Sends what waits, if that takes less than a second, and disconnects. */
  close(): Promise<void>;
}

/** One transport: carries texts of at most `maximumBytes` between processes. */
export interface Carrier {
  maximumBytes: number;
  /** Rejects when the texts could not be handed over; they are then given up. */
  send(texts: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
