import type { TFunction } from 'i18next';

/** The words for a code of the server. A newer server may send codes that this screen has no words for: they show as they are. */
export function codeWords(
  t: TFunction,
  group: 'classes' | 'reasons' | 'why' | 'missedReasons' | 'recording.reasons' | 'correct.said',
  code: string,
): string {
  return t(`${group}.${code}`, { defaultValue: code });
}
