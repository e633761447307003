import { UnstyledButton } from '@mantine/core';
import { memo, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../api/shapes.ts';
import { CallBack } from '../calls/call-back.tsx';
import { callerTitle } from '../calls/caller-title.ts';
import { subjectOf } from '../calls/caller-subject.ts';
import { ClassBadge } from '../calls/class-badge.tsx';
import { Veiled } from '../calls/veiled.tsx';
import { answererWords } from '../words/answerer-words.ts';
import { clockTime } from '../words/calendar.ts';
import { codeWords } from '../words/code-words.ts';
import { formatDuration } from '../words/format-duration.ts';
import { formatPhone } from '../words/format-phone.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { CallDetails } from './call-details.tsx';
import { DirectionIcon } from '../calls/direction-icon.tsx';
import { isMissed } from './filter-call-rows.ts';
import { isGoing, resultWords } from './result-words.ts';
import classes from './today.module.css';

/** One call of the list; opens to its details. */
export const CallRowItem = memo(function CallRowItem({ row }: { row: CallRow }) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const { me } = useWorkplace();
  const [open, setOpen] = useState(false);
  const detailsId = useId();
  const missed = isMissed(row);
  const outside = row.direction === 'out' ? row.to : row.from;
  const subject = subjectOf(row.caller);
  const surname =
    subject.is === 'person' && subject.person.surname !== subject.person.address ? subject.person.surname : '';
  const line = places.line(row.line)?.name ?? row.line;
  const branch = (me?.branches.length ?? 0) > 1 ? places.branchName(row.branch) : null;
  return (
    <li className={classes.item} data-missed={missed || undefined} data-testid="call-row" data-call={row.id}>
      <UnstyledButton
        className={classes.row}
        aria-expanded={open}
        aria-controls={detailsId}
        onClick={() => setOpen(!open)}
      >
        <span className={classes.time}>
          {clockTime(row.startedAt, row.zone ?? places.zone(row.branch), i18n.language)}
        </span>
        <DirectionIcon direction={row.direction} missed={missed} className={classes.icon} />
        <span className={classes.who}>
          <span className={classes.name}>{callerTitle(t, row.caller, outside)}</span>
          {row.caller.candidates.length > 0 && (
            <span className={classes.sub}>
              {outside !== null && formatPhone(outside)}
              {surname !== '' && outside !== null && ' · '}
              {surname !== '' && <Veiled inControl>{surname}</Veiled>}
            </span>
          )}
        </span>
        <span className={classes.class}>
          <ClassBadge of={row.class} />
        </span>
        <span className={classes.line}>
          <span className={classes.cut}>{line}</span>
          {branch !== null && <span className={classes.sub}>{branch}</span>}
        </span>
        <Outcome row={row} missed={missed} />
      </UnstyledButton>
      {missed && outside !== null && (
        <span className={classes.callBack}>
          <CallBack number={outside} line={row.line} />
        </span>
      )}
      <div id={detailsId} hidden={!open}>
        {open && <CallDetails row={row} />}
      </div>
    </li>
  );
});

function Outcome({ row, missed }: { row: CallRow; missed: boolean }) {
  const { t } = useTranslation();
  const places = usePlaces();
  const details = [
    missed && row.missedReason !== null ? codeWords(t, 'missedReasons', row.missedReason) : null,
    row.waitSeconds !== null && row.direction !== 'out'
      ? t('today.waited', { duration: formatDuration(row.waitSeconds) })
      : null,
    answererWords(t, row.answeredBy, places) || null,
  ].filter((detail) => detail !== null);
  return (
    <span className={classes.outcome} data-testid="outcome">
      <span className={classes.word} data-going={isGoing(row) || undefined}>
        {resultWords(t, row)}
      </span>
      <span className={classes.sub}>{details.join(' · ')}</span>
    </span>
  );
}
