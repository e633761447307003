import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import classes from './call-card.module.css';
import { Veiled } from './veiled.tsx';

const shownSlots = 3;

/** Two or three free slots of the branch to read aloud. Nothing where the clinic's timetable was never told. */
export function FreeSlots({ branch }: { branch: string }) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const places = usePlaces();
  const now = useNow(30_000);
  const slots = useQuery({
    queryKey: ['slots', branch],
    queryFn: ({ signal }) => api.slots({ branch, limit: shownSlots }, signal),
    staleTime: 60_000,
  });
  const asOf = slots.data?.asOf ?? null;
  if (slots.data === undefined || asOf === null) return null;
  const zone = places.zone(branch);
  const ahead = slots.data.items.filter((slot) => Date.parse(slot.startsAt) > now).slice(0, shownSlots);
  return (
    <section className={classes.slots} data-testid="slots">
      <h3 className={classes.slotsTitle}>
        {t('slots.title')} <small>{t('slots.asOf', { moment: momentWords(t, asOf, zone, i18n.language, now) })}</small>
      </h3>
      {ahead.length === 0 ? (
        <p className={classes.quietLine}>{t('slots.none')}</p>
      ) : (
        <ul className={classes.slotList}>
          {ahead.map((slot) => (
            <li key={`${slot.startsAt} ${slot.doctor}`} data-testid="slot">
              <strong>{momentWords(t, slot.startsAt, slot.zone ?? zone, i18n.language, now)}</strong>
              {slot.doctor !== null && (
                <span className={classes.slotDoctor}>
                  <Veiled>{slot.doctor}</Veiled>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
