import type { Candidate } from '../../contracts/caller.ts';
import IconCalendarEvent from '@tabler/icons-react/dist/esm/icons/IconCalendarEvent.mjs';
import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs';
import IconPin from '@tabler/icons-react/dist/esm/icons/IconPin.mjs';
import { useTranslation } from 'react-i18next';
import classes from './call-card.module.css';
import { VisitMoment } from './visit-moment.tsx';

/** The visits and the pinned note of the person on the card. */
export function PersonSummary({ person, branch }: { person: Candidate; branch: string | null }) {
  const { t } = useTranslation();
  if (person.nextVisit === null && person.lastVisit === null && person.note === null) return null;
  return (
    <ul className={classes.facts}>
      {person.note !== null && (
        <li className={classes.note} data-testid="note">
          <IconPin size={20} aria-label={t('calls.note')} role="img" />
          <span>{person.note}</span>
        </li>
      )}
      {person.nextVisit !== null && (
        <li className={classes.nextVisit} data-testid="next-visit">
          <IconCalendarEvent size={20} aria-hidden="true" />
          <span>
            {t('calls.nextVisit')}: <VisitMoment visit={person.nextVisit} ahead callBranch={branch} />
          </span>
        </li>
      )}
      {person.lastVisit !== null && (
        <li className={classes.lastVisit} data-testid="last-visit">
          <IconHistory size={20} aria-hidden="true" />
          <span>
            {t('calls.lastVisit')}: <VisitMoment visit={person.lastVisit} ahead={false} callBranch={branch} />
          </span>
        </li>
      )}
    </ul>
  );
}
