import { useTranslation } from 'react-i18next';
import type { Candidate } from '../../contracts/caller.ts';
import { daysUntil } from '../words/calendar.ts';
import { useNow } from '../words/use-now.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import classes from './class-badge.module.css';

interface TreatedBadgeProps {
  /** The last completed visit of the person. */
  visit: Candidate['lastVisit'];
  /** Of the call, for a visit that names none. */
  branch: string | null;
  large?: boolean;
}

/** «после лечения вчера»: such a call is rather about how the patient feels than about a new visit. By the branch's days. */
export function TreatedBadge({ visit, branch, large = false }: TreatedBadgeProps) {
  const { t } = useTranslation();
  const places = usePlaces();
  const now = useNow(60_000);
  if (visit === null) return null;
  const days = daysUntil(visit.startsAt, places.zone(visit.branch ?? branch), now);
  if (days !== 0 && days !== -1) return null;
  return (
    <span className={classes.badge} data-treated data-large={large || undefined} data-testid="treated">
      {t(days === 0 ? 'calls.treatedToday' : 'calls.treatedYesterday')}
    </span>
  );
}
