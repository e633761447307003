export { listenAnswerSchema, recordingQuerySchema, recordingsSchema } from './recordings-api.ts';
export { startRecordings, type Recordings, type RecordingsOptions } from './start-recordings.ts';
export type { WholeRecording } from './read-recording.ts';
export { forgetRecordingsOf } from './erase-recordings.ts';
