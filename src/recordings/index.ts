export { listenAnswerSchema, recordingQuerySchema, recordingsSchema } from './recordings-api.ts';
export { startRecordings, type Recordings, type RecordingsOptions } from './start-recordings.ts';
