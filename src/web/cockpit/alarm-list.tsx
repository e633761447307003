import { useTranslation } from 'react-i18next';
import { formatPhone } from '../words/format-phone.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import { useAlarms } from './alarms-badge.tsx';
import classes from './cockpit.module.css';
import { Loaded } from './loaded.tsx';
import type { Alarm } from './shapes.ts';
import { useMoments } from './use-moments.ts';

/** What a person must look at, and what to do about it. */
export function AlarmList() {
  const { t } = useTranslation();
  const { moment } = useMoments();
  const places = usePlaces();
  const alarms = useAlarms();
  const about = ({ kind, subject, account, detail }: Alarm): string => {
    const line = kind.startsWith('line-') ? (places.line(subject)?.name ?? formatPhone(subject)) : null;
    return [line ?? subject, ...(account !== null && account !== subject ? [account] : []), reasonOf(detail)]
      .filter((part) => part !== '')
      .join(' · ');
  };
  return (
    <Loaded query={alarms}>
      {({ items }) =>
        items.length === 0 ? (
          <p className={classes.calm} data-testid="no-alarms">
            {t('cockpit.noAlarms')}
          </p>
        ) : (
          <ul className={classes.alarms} aria-label={t('cockpit.alarms')}>
            {items.map((alarm) => (
              <li key={alarm.id} className={classes.alarm} data-testid="alarm">
                <b>{alarm.title}</b>: {about(alarm)}
                <span className={classes.quiet}> · {t('cockpit.since', { moment: moment(alarm.raisedAt) })}</span>
                <div>{alarm.advice}</div>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function reasonOf({ reason }: Alarm['detail']): string {
  return typeof reason === 'string' ? reason : '';
}
