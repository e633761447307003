import type { TFunction } from 'i18next';
import type { CallRow } from '../api/shapes.ts';

/** Who answered: the name on shift, else the telephone; false where neither is known. */
export function answererWords(t: TFunction, answeredBy: CallRow['answeredBy']): string | false {
  if (answeredBy === null) return false;
  if (answeredBy.name != null) return answeredBy.name;
  return answeredBy.extension !== null && t('today.extension', { extension: answeredBy.extension });
}
