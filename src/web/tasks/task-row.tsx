import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Veiled } from '../calls/veiled.tsx';
import { Phone } from '../page/phone.tsx';
import { clockTime } from '../words/calendar.ts';
import { momentWords } from '../words/visit-moment.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { DueClock } from './due-clock.tsx';
import type { Task } from './shapes.ts';
import { closedWords, ownerWords, slotWords, whoOf } from './task-words.ts';
import classes from './tasks.module.css';

interface TaskRowProps {
  task: Task;
  current: boolean;
  /** The one row that Tab reaches; arrows go to the others. */
  reachable: boolean;
  onSelect(id: string): void;
  onOpen(id: string): void;
}

/** A task of the list: whom, what about, who has it, how long it may wait. */
export const TaskRow = memo(function TaskRow({ task, current, reachable, onSelect, onOpen }: TaskRowProps) {
  const { t, i18n } = useTranslation();
  const { me } = useWorkplace();
  const places = usePlaces();
  const zone = task.zone ?? places.zone(task.branch);
  const who = whoOf(task);
  const branch = (me?.branches.length ?? 0) > 1 ? places.branchName(task.branch) : null;
  const about = [
    task.offer !== null &&
      slotWords(
        { ...task.offer.slot, branch: null },
        momentWords(t, task.offer.slot.startsAt, zone, i18n.language, serverNow()),
        t,
        places,
      ),
    (who !== null || task.phone !== null) && task.what,
    ...(task.requests ?? []).flatMap(({ doctor, planStart, comment, phoneWritten }) => [
      phoneWritten,
      planStart !== null && momentWords(t, planStart, zone, i18n.language, serverNow()),
      doctor,
      comment,
    ]),
    task.calls > 1 && t('tasks.calls', { count: task.calls }),
    task.attempts > 0 && t('tasks.attempts', { count: task.attempts }),
    branch,
  ].filter((word) => typeof word === 'string');
  return (
    <button
      type="button"
      className={classes.row}
      aria-current={current || undefined}
      tabIndex={reachable ? 0 : -1}
      onFocus={() => onSelect(task.id)}
      onClick={() => onOpen(task.id)}
      data-testid="task-row"
      data-task={task.id}
    >
      <span className={classes.who}>
        {who !== null && (
          <span>
            <Veiled inControl>{who}</Veiled>
          </span>
        )}
        {task.phone !== null && (
          <span data-beside={who !== null || undefined}>
            <Phone number={task.phone} />
          </span>
        )}
        {who === null && task.phone === null && <span>{task.what ?? t('tasks.nobody')}</span>}
      </span>
      <span className={classes.side}>
        {task.closed === null ? (
          task.dueAt !== null && <DueClock dueAt={task.dueAt} />
        ) : (
          <span className={classes.quiet}>{clockTime(task.closed.at, zone, i18n.language)}</span>
        )}
      </span>
      <span className={classes.sub}>{about.join(' · ')}</span>
      <span className={classes.side}>
        <span className={classes.sub}>
          {task.closed === null ? ownerWords(t, task, me) : closedWords(t, task.closed)}
        </span>
        {(task.escalated || task.priority === 'high') && (
          <span className={classes.mark} data-strong={task.escalated || undefined}>
            {t(task.escalated ? 'tasks.escalated' : 'tasks.urgent')}
          </span>
        )}
      </span>
    </button>
  );
});
