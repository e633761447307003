import type { TFunction } from 'i18next';
import type { CallRecording } from '../api/shapes.ts';
import { codeWords } from '../words/code-words.ts';

/** What to say beside a recording: why it cannot be heard, or what to know of what is heard; null for nothing. */
export function recordingWords(
  t: TFunction,
  { state, reason }: Pick<CallRecording, 'state' | 'reason'>,
): string | null {
  const why = reason === null ? null : reasonWords(t, reason);
  if (state === 'stored' || state === 'at-pbx') return why;
  const what = t(`recording.states.${state}`);
  return why === null ? what : `${what}: ${why}`;
}

function reasonWords(t: TFunction, reason: string): string {
  const status = /^http-(\d{3})$/.exec(reason)?.[1];
  return status === undefined ? codeWords(t, 'recording.reasons', reason) : t('recording.answered', { status });
}
