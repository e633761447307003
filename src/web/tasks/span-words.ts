import type { TFunction } from 'i18next';
import { formatDuration } from '../words/format-duration.ts';

/** A length of time: a clock under a day, days and hours above. */
export function spanWords(t: TFunction, seconds: number): string {
  if (seconds < 86_400) return formatDuration(seconds);
  return t('tasks.days', { days: Math.floor(seconds / 86_400), hours: Math.floor((seconds % 86_400) / 3600) });
}
