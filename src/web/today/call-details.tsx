import { useTranslation } from 'react-i18next';
import type { CallRow } from '../api/shapes.ts';
import { ClassBadge } from '../calls/class-badge.tsx';
import { PhoneNumber } from '../calls/phone-number.tsx';
import { Veiled } from '../calls/veiled.tsx';
import { VisitMoment } from '../calls/visit-moment.tsx';
import { codeWords } from '../words/code-words.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import { CallCorrections } from './call-corrections.tsx';
import { RecordingPlayer } from './recording-player.tsx';
import classes from './today.module.css';

/** What stands behind a row: the people of the number with their visits, and why the class is what it is. */
export function CallDetails({ row }: { row: CallRow }) {
  const { t } = useTranslation();
  const places = usePlaces();
  const number = row.caller.phone ?? (row.direction === 'out' ? row.to : row.from);
  const campaign = places.line(row.line)?.campaign ?? null;
  const people = [...row.caller.candidates].sort((a, b) => a.rank - b.rank);
  return (
    <div className={classes.details} data-testid="call-details">
      {number !== null && <PhoneNumber number={number} />}
      {row.caller.reasons.length > 0 && (
        <p>
          {t('today.whyClass')}: {row.caller.reasons.map((reason) => codeWords(t, 'reasons', reason)).join(', ')}
        </p>
      )}
      {campaign !== null && (
        <p>
          {t('calls.campaign')}: {campaign}
        </p>
      )}
      {people.length > 0 && (
        <ul className={classes.people}>
          {people.map((person) => (
            <li key={person.id}>
              <span>
                <strong>{person.address}</strong>{' '}
                {person.surname !== '' && person.surname !== person.address && <Veiled>{person.surname}</Veiled>}
                {person.relation !== null && <em> {person.relation}</em>} <ClassBadge of={person.class} />
                {person.chosen && <span className={classes.marked}> {t('calls.marked')}</span>}
                {!person.chosen && people.length > 1 && (
                  <span className={classes.marked}> {codeWords(t, 'why', person.why)}</span>
                )}
              </span>
              {person.nextVisit !== null && (
                <span>
                  {t('calls.nextVisit')}: <VisitMoment visit={person.nextVisit} ahead={false} callBranch={row.branch} />
                </span>
              )}
              {person.lastVisit !== null && (
                <span>
                  {t('calls.lastVisit')}: <VisitMoment visit={person.lastVisit} ahead={false} callBranch={row.branch} />
                </span>
              )}
              {person.note !== null && (
                <span>
                  {t('calls.note')}: {person.note}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <CallCorrections row={row} />
      {!row.settled && <p className={classes.marked}>{t('today.unsettled')}</p>}
      {row.recording && <RecordingPlayer callId={row.id} />}
    </div>
  );
}
