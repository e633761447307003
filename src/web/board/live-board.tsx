import { Text } from '@mantine/core';
import IconPhone from '@tabler/icons-react/dist/esm/icons/IconPhone.mjs';
import { useTranslation } from 'react-i18next';
import { CallClock } from '../calls/call-clock.tsx';
import { callerTitle } from '../calls/caller-title.ts';
import { ClassBadge } from '../calls/class-badge.tsx';
import type { LiveCall } from '../calls/live-calls.ts';
import { phaseWords } from '../calls/phase-words.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import classes from './live-board.module.css';

/** All live calls of the branches, longest first: for those who look after several seats. */
export function LiveBoard({ calls }: { calls: readonly LiveCall[] }) {
  const { t } = useTranslation();
  return (
    <section className={classes.board} aria-labelledby="board-title" data-testid="board">
      <h2 id="board-title" className={classes.title}>
        {t('board.title')}
        {calls.length > 0 && <span className={classes.count}>{calls.length}</span>}
      </h2>
      {calls.length === 0 ? (
        <div className={classes.empty}>
          <IconPhone size={40} stroke={1.5} aria-hidden="true" />
          <Text fz={20} fw={600}>
            {t('board.empty')}
          </Text>
          <Text c="dimmed">{t('board.emptyHint')}</Text>
        </div>
      ) : (
        <ul className={classes.calls}>
          {calls.map((call) => (
            <BoardCall key={call.callId} call={call} />
          ))}
        </ul>
      )}
    </section>
  );
}

function BoardCall({ call }: { call: LiveCall }) {
  const { t } = useTranslation();
  const places = usePlaces();
  const { direction, from, to, answeredBy, line, branch } = call.call;
  const shownClass = call.caller.class ?? call.call.class;
  const place = [places.branchName(branch), places.line(line)?.name ?? line]
    .filter((word) => word !== null)
    .join(' · ');
  return (
    <li
      className={classes.call}
      data-class={shownClass ?? 'unknown'}
      data-phase={call.phase}
      data-testid="board-call"
      data-call={call.callId}
    >
      <span className={classes.who}>{callerTitle(t, call.caller, direction === 'out' ? to : from)}</span>
      <span className={classes.clock}>
        <CallClock call={call} />
      </span>
      <span className={classes.place}>{place}</span>
      <span className={classes.state}>
        {phaseWords(t, call)}
        {answeredBy !== null &&
          answeredBy.extension !== null &&
          `, ${t('today.extension', { extension: answeredBy.extension })}`}
      </span>
      <span className={classes.badge}>
        <ClassBadge of={shownClass} />
      </span>
    </li>
  );
}
