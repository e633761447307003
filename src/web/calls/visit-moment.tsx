import type { Candidate } from '../../contracts/caller.ts';
import { useTranslation } from 'react-i18next';
import { minutesLate, momentWords } from '../words/visit-moment.ts';
import { useNow } from '../words/use-now.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import classes from './call-card.module.css';
import { Veiled } from './veiled.tsx';

const soonMinutes = 60;

interface VisitProps {
  visit: NonNullable<Candidate['nextVisit']> | NonNullable<Candidate['lastVisit']>;
  /** Only a visit that is still ahead can be late or near. */
  ahead: boolean;
  branchIfMissing: string | null;
}

/** «сегодня в 15:30 · опаздывает на 5 мин · Петров И. И. · Центр». */
export function VisitMoment({ visit, ahead, branchIfMissing }: VisitProps) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const now = useNow(15_000);
  const zone = places.zone(visit.branch ?? branchIfMissing);
  const late = ahead ? minutesLate(visit.startsAt, now) : null;
  const minutesLeft = Math.ceil((Date.parse(visit.startsAt) - now) / 60_000);
  return (
    <>
      <strong>{momentWords(t, visit.startsAt, zone, i18n.language, now)}</strong>
      {late !== null && (
        <span className={classes.late} data-testid="late">
          {t('calls.minutesLate', { minutes: late })}
        </span>
      )}
      {ahead && late === null && minutesLeft > 0 && minutesLeft <= soonMinutes && <span> · {t('calls.inMinutes', { minutes: minutesLeft })}</span>}
      {visit.doctor !== null && (
        <>
          {' · '}
          <Veiled>{visit.doctor}</Veiled>
        </>
      )}
      {visit.branch !== null && ` · ${places.branchName(visit.branch)}`}
    </>
  );
}
