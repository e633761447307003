import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Page } from '../api/shapes.ts';
import type { Task, TaskTypes } from '../tasks/shapes.ts';
import { serverNow } from '../words/server-clock.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import classes from './history.module.css';

/** The tasks of the number, open ones first. */
export function CallTasks({ phone }: { phone: string }) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const places = usePlaces();
  const tasks = useQuery({
    queryKey: ['tasks', 'of-number', phone],
    queryFn: ({ signal }) => api.get<Page<Task>>(`tasks?state=all&limit=20&phone=${encodeURIComponent(phone)}`, signal),
  });
  const types = useQuery({
    queryKey: ['task-types'],
    queryFn: ({ signal }) => api.get<TaskTypes>('tasks/types', signal),
    staleTime: 300_000,
  });
  const items = [...(tasks.data?.items ?? [])].sort((a, b) => Number(b.state === 'open') - Number(a.state === 'open'));
  const language = i18n.language === 'en' ? 'en' : 'ru';
  return (
    <section className={classes.section} aria-labelledby="history-tasks">
      <h3 id="history-tasks">{t('history.tasks')}</h3>
      {tasks.isError && (
        <p role="alert" className={classes.quiet}>
          {t('history.tasksFailed')}
        </p>
      )}
      {tasks.isSuccess && items.length === 0 && <p className={classes.quiet}>{t('history.noTasks')}</p>}
      <ul className={classes.tasks}>
        {items.map((task) => {
          const type = types.data?.items.find(({ id }) => id === task.type)?.name[language];
          const moment = task.closed?.at ?? task.dueAt;
          return (
            <li key={task.id} data-testid="task-of-call">
              <strong>{task.what ?? type ?? task.type}</strong>{' '}
              <span className={classes.quiet}>
                {t(task.state === 'open' ? 'history.taskOpen' : 'history.taskClosed')}
                {moment !== null &&
                  ` · ${momentWords(t, moment, task.zone ?? places.zone(task.branch), i18n.language, serverNow())}`}
                {task.note !== null && ` · ${task.note}`}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
