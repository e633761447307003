import { useTranslation } from 'react-i18next';
import { Phone } from '../page/phone.tsx';
import { clockTime, dayAndMonth } from '../words/calendar.ts';
import { codeWords } from '../words/code-words.ts';
import { formatDuration } from '../words/format-duration.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import { operatorWords } from './figure-words.ts';
import classes from './reports.module.css';
import type { CountedCall } from './shapes.ts';

/** A call in one line: when, who, what came of it. */
export function CallLine({ call }: { call: CountedCall }) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const zone = places.zone(call.branch);
  return (
    <>
      <b>
        {dayAndMonth(call.at, zone, i18n.language, serverNow())}, {clockTime(call.at, zone, i18n.language)}
      </b>{' '}
      {call.phone === null ? t('calls.hiddenNumber') : <Phone number={call.phone} />}
      <span className={classes.quiet}>
        {' '}
        {[
          call.missed !== null
            ? `${t('today.missedCall')}, ${codeWords(t, 'missedReasons', call.missed)}`
            : t('today.talked', { duration: formatDuration(call.talkSeconds) }),
          call.waitSeconds !== null && t('today.waited', { duration: formatDuration(call.waitSeconds) }),
          call.operator !== null && operatorWords(t, call.operator),
          places.branch(call.branch) !== null && places.branchName(call.branch),
        ]
          .filter((words) => words !== false)
          .join(' · ')}
      </span>
    </>
  );
}
