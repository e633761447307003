export { listenAnswerSchema, recordingQuerySchema, recordingsSchema } from './recordings-api.ts';
export { startRecordings, type Recordings, type RecordingsOptions } from './start-recordings.ts';
export { keyFor, keyRing, type KeyRing } from './key-ring.ts';
export { loadKeyRing } from './load-key-ring.ts';
export type { WholeRecording } from './read-recording.ts';
