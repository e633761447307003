import { useTranslation } from 'react-i18next';
import { formatPhone } from '../words/format-phone.ts';
import classes from './call-card.module.css';
import type { CallerSubject } from './caller-subject.ts';
import { Veiled } from './veiled.tsx';

interface CallHeadingProps {
  subject: CallerSubject;
  /** The outside number, null when there is none. */
  number: string | null;
  reasons: readonly string[];
}

/** The biggest words of the card: how to address the person, or what is known instead. */
export function CallHeading({ subject, number, reasons }: CallHeadingProps) {
  const { t } = useTranslation();
  switch (subject.is) {
    case 'person': {
      const { address, surname, relation } = subject.person;
      return (
        <>
          <h2 className={classes.address} data-length={lengthClass(address)} data-testid="address">
            {address}
          </h2>
          <p className={classes.surname}>
            {surname !== '' && surname !== address && (
              <span data-testid="surname">
                <Veiled>{surname}</Veiled>
              </span>
            )}
            {relation !== null && <span className={classes.relation}>{relation}</span>}
          </p>
        </>
      );
    }
    case 'household':
      return (
        <>
          <h2 className={classes.address} data-testid="address">
            {t('calls.whoCalls')}
          </h2>
          <p className={classes.surname}>{t('calls.sharedNumber', { people: subject.people.length })}</p>
        </>
      );
    case 'unlisted':
      return (
        <>
          <h2 className={classes.address} data-length="number" data-testid="address">
            {number === null ? t('classes.unknown') : formatPhone(number)}
          </h2>
          <p className={classes.surname}>
            {subject.missing ? t('calls.notInDirectory') : reasons.length === 0 && t('calls.directoryUnknown')}
          </p>
        </>
      );
    case 'hidden':
      return (
        <>
          <h2 className={classes.address} data-testid="address">
            {t('calls.hiddenNumber')}
          </h2>
          <p className={classes.surname}>{t('calls.hiddenNumberHint')}</p>
        </>
      );
  }
}

/** A long name is set smaller rather than cut: it has to be read aloud whole. */
function lengthClass(text: string): 'short' | 'long' | 'very-long' {
  if (text.length <= 22) return 'short';
  return text.length <= 44 ? 'long' : 'very-long';
}
