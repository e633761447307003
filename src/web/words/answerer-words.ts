import type { TFunction } from 'i18next';
import type { CallRow } from '../api/shapes.ts';
import type { Places } from '../workplace/workplace-context.ts';

/** Who answered: the name on shift, else the workplace, else the telephone; false where none is known. */
export function answererWords(
  t: TFunction,
  answeredBy: CallRow['answeredBy'],
  { seatName }: Pick<Places, 'seatName'>,
): string | false {
  if (answeredBy === null) return false;
  if (answeredBy.name != null) return answeredBy.name;
  if (answeredBy.seat !== null) return seatName(answeredBy.seat);
  return answeredBy.extension !== null && t('today.extension', { extension: answeredBy.extension });
}
