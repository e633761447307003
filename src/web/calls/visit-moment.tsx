import type { Candidate } from '../../contracts/caller.ts';
import { useTranslation } from 'react-i18next';
import { dayWords, minutesLate, momentWords } from '../words/visit-moment.ts';
import { useNow } from '../words/use-now.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import classes from './call-card.module.css';
import { Veiled } from './veiled.tsx';

const soonMinutes = 60;

interface VisitProps {
  visit: NonNullable<Candidate['nextVisit']> | NonNullable<Candidate['lastVisit']>;
  /** Only a visit that is still ahead can be late or near. */
  ahead: boolean;
  /** A visit at another branch than the call's names it. */
  callBranch: string | null;
}

/** «сегодня в 15:30 · опаздывает на 5 мин · Петров И. И. · Север». */
export function VisitMoment({ visit, ahead, callBranch }: VisitProps) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const now = useNow(15_000);
  const zone = places.zone(visit.branch ?? callBranch);
  const late = ahead ? minutesLate(visit.startsAt, now) : null;
  const minutesLeft = Math.ceil((Date.parse(visit.startsAt) - now) / 60_000);
  return (
    <>
      <strong>{(ahead ? momentWords : dayWords)(t, visit.startsAt, zone, i18n.language, now)}</strong>
      {late !== null && (
        <span className={classes.late} data-testid="late">
          {t('calls.minutesLate', { minutes: late })}
        </span>
      )}
      {ahead && late === null && minutesLeft > 0 && minutesLeft <= soonMinutes && (
        <span> · {t('calls.inMinutes', { minutes: minutesLeft })}</span>
      )}
      {visit.doctor !== null && (
        <>
          {' · '}
          <Veiled>{visit.doctor}</Veiled>
        </>
      )}
      {visit.branch !== null && visit.branch !== callBranch && ` · ${places.branchName(visit.branch)}`}
    </>
  );
}
