export { startRecordings, type Recordings, type RecordingsOptions } from './start-recordings.ts';
export type { WholeRecording } from './read-recording.ts';
export { forgetRecordingsOf } from './erase-recordings.ts';
export { recordingOperations } from './recording-operations.ts';
