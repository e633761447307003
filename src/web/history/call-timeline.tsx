import { useTranslation } from 'react-i18next';
import { formatDuration } from '../words/format-duration.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import classes from './history.module.css';
import { timelineOf } from './timeline.ts';
import type { HistoryDetail } from './shapes.ts';

/** What happened in the call, second by second: which telephones rang, who talked, how it ended. */
export function CallTimeline({ call }: { call: HistoryDetail }) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const clock = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : i18n.language, {
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
    timeZone: call.zone ?? places.zone(call.branch),
  });
  return (
    <section className={classes.section} aria-labelledby="history-timeline">
      <h3 id="history-timeline">{t('history.timeline')}</h3>
      <ol className={classes.timeline} data-testid="timeline">
        {timelineOf(call).map(({ at, what, extension, seconds }, index) => (
          <li key={index} data-what={what}>
            <time dateTime={at}>{clock.format(new Date(at))}</time>
            <span>
              {t(`history.moments.${what}`)}
              {extension !== null && ` · ${t('today.extension', { extension })}`}
              {seconds !== null && ` · ${formatDuration(seconds)}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
