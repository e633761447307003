import { useTranslation } from 'react-i18next';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import type { TaskDetail } from './shapes.ts';
import classes from './tasks.module.css';

/** What was done, the latest first. */
export function TaskEvents({ task }: { task: TaskDetail }) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const now = useNow(60_000);
  const zone = task.zone ?? places.zone(task.branch);
  if (task.events.length === 0) return null;
  return (
    <section className={classes.section}>
      <h4>{t('tasks.history')}</h4>
      <ul className={classes.events}>
        {task.events.toReversed().map((event, index) => (
          <li key={index}>
            {[
              momentWords(t, event.at, zone, i18n.language, now),
              t(`tasks.events.${event.what}`, { defaultValue: event.what }),
              event.who,
              event.what === 'attempt' && typeof event.detail?.['note'] === 'string' && event.detail['note'],
            ]
              .filter((word) => typeof word === 'string')
              .join(' · ')}
          </li>
        ))}
      </ul>
    </section>
  );
}
