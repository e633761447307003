import { Badge, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CallBack } from '../calls/call-back.tsx';
import { ClassBadge } from '../calls/class-badge.tsx';
import { Veiled } from '../calls/veiled.tsx';
import { Phone } from '../page/phone.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { AskedFor } from '../requests/asked-for.tsx';
import { RecordingPlayer } from '../today/recording-player.tsx';
import { codeWords } from '../words/code-words.ts';
import { seesWholeNumbers } from '../../contracts/role.ts';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { DueClock } from './due-clock.tsx';
import type { Task, TaskDetail, TaskTypes } from './shapes.ts';
import { spanWords } from './span-words.ts';
import { TaskButtons } from './task-buttons.tsx';
import type { TaskPanelProps } from './task-panel-props.ts';
import { TaskEvents } from './task-events.tsx';
import { closedWords, ownerWords, slotWords, typeName, whoOf } from './task-words.ts';
import classes from './tasks.module.css';

/** All that is known of a task, and what may be done. */
export function TaskPanel(props: TaskPanelProps) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const detail = useQuery({
    queryKey: ['tasks', 'one', props.id],
    queryFn: ({ signal }) => api.get<TaskDetail>(`tasks/${encodeURIComponent(props.id)}`, signal),
  });
  const task = detail.data ?? props.listed;
  if (task === undefined)
    return detail.error === null ? (
      <Skeleton height={180} aria-label={t('page.loading')} />
    ) : (
      <ProblemAlert error={detail.error} onRetry={() => void detail.refetch()} />
    );
  return (
    <div data-testid="task-panel">
      <Subject task={task} types={props.types} />
      <Facts task={task} />
      {(task.requests ?? []).length > 0 && <AskedFor task={task.id} />}
      {task.note !== null && <p className={classes.note}>{task.note}</p>}
      {task.lastCall?.recording === true && task.lastCallId !== null && (
        <div className={classes.section}>
          <RecordingPlayer callId={task.lastCallId} />
        </div>
      )}
      <TaskButtons key={task.state} {...props} task={task} />
      {detail.data !== undefined && <TaskEvents task={detail.data} />}
    </div>
  );
}

function Subject({ task, types }: { task: Task; types: TaskTypes }) {
  const { t, i18n } = useTranslation();
  const { me } = useWorkplace();
  const who = whoOf(task);
  return (
    <>
      <div className={classes.quiet}>
        {typeName(types.items, task.type, i18n.language)}
        {task.escalated && task.state === 'open' && ` · ${t('tasks.escalated')}`}
      </div>
      <h3 className={classes.title}>
        {who !== null ? (
          <Veiled>{who}</Veiled>
        ) : task.phone !== null ? (
          <Phone number={task.phone} />
        ) : (
          (task.what ?? t('tasks.nobody'))
        )}
      </h3>
      {task.phone !== null && (
        <div className={classes.buttons}>
          {who !== null && <Phone number={task.phone} />}
          {seesWholeNumbers(me?.role) && <CallBack number={task.phone} line={task.lastCall?.line ?? null} />}
        </div>
      )}
      {task.what !== null && (who !== null || task.phone !== null) && <p className={classes.wanted}>{task.what}</p>}
    </>
  );
}

function Facts({ task }: { task: Task }) {
  const { t, i18n } = useTranslation();
  const { me } = useWorkplace();
  const places = usePlaces();
  const now = useNow(60_000);
  const zone = task.zone ?? places.zone(task.branch);
  const moment = (instant: string): string => momentWords(t, instant, zone, i18n.language, now);
  const { lastCall, closed, offer } = task;
  return (
    <dl className={classes.facts}>
      {closed !== null && (
        <>
          <dt>{t('tasks.closed')}</dt>
          <dd data-testid="task-closing">
            {[
              closedWords(t, closed),
              moment(closed.at),
              closed.by,
              closed.note,
              closed.waitSeconds !== null && t('tasks.waited', { span: spanWords(t, closed.waitSeconds) }),
            ]
              .filter((word) => typeof word === 'string')
              .join(' · ')}
          </dd>
        </>
      )}
      {closed === null && task.dueAt !== null && (
        <>
          <dt>{t('tasks.due')}</dt>
          <dd>
            {moment(task.dueAt)} <DueClock dueAt={task.dueAt} />
          </dd>
        </>
      )}
      <dt>{t('tasks.owner')}</dt>
      <dd data-testid="task-owner">{ownerWords(t, task, me)}</dd>
      {offer !== null && (
        <>
          <dt>{t('tasks.slot')}</dt>
          <dd>
            {slotWords(offer.slot, moment(offer.slot.startsAt), t, places)}
            {offer.slot.state === 'taken' && (
              <Badge tt="none" color="gray" variant="filled">
                {t('tasks.slotTakenBy', { by: offer.slot.takenBy ?? '' })}
              </Badge>
            )}
          </dd>
        </>
      )}
      {task.lastCallAt !== null && (
        <>
          <dt>{t(task.calls > 1 ? 'tasks.lastCall' : 'tasks.called')}</dt>
          <dd>
            {[
              moment(task.lastCallAt),
              lastCall?.missedReason != null && codeWords(t, 'missedReasons', lastCall.missedReason),
              places.line(lastCall?.line ?? null)?.name,
              task.calls > 1 && t('tasks.calls', { count: task.calls }),
            ]
              .filter((word) => typeof word === 'string')
              .join(' · ')}{' '}
            <ClassBadge of={lastCall?.class ?? null} />
          </dd>
        </>
      )}
      {task.attempts > 0 && (
        <>
          <dt>{t('tasks.attempted')}</dt>
          <dd data-testid="task-attempts">
            {task.attempts}
            {task.lastAttemptAt !== null && ` · ${moment(task.lastAttemptAt)}`}
          </dd>
        </>
      )}
    </dl>
  );
}
