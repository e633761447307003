import IconBell from '@tabler/icons-react/dist/esm/icons/IconBell.mjs';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Page } from '../api/shapes.ts';
import type { Task } from '../tasks/shapes.ts';
import { useTaskTypes } from '../tasks/use-tasks.ts';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import classes from './call-card.module.css';

/** What was promised to this number and is not done: «Перезвонить: вчера в 15:00». */
export function CardTasks({ phone }: { phone: string }) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const places = usePlaces();
  const now = useNow(60_000);
  const language = i18n.language === 'en' ? 'en' : 'ru';
  const types = useTaskTypes();
  const tasks = useQuery({
    queryKey: ['tasks', 'open-of-number', phone],
    queryFn: ({ signal }) => api.get<Page<Task>>(`tasks?state=open&limit=3&phone=${encodeURIComponent(phone)}`, signal),
  });
  const items = tasks.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <ul className={classes.tasks} aria-label={t('calls.tasks')} data-testid="card-tasks">
      {items.map((task) => (
        <li key={task.id} data-overdue={(task.dueAt !== null && Date.parse(task.dueAt) < now) || undefined}>
          <IconBell size={18} aria-hidden="true" />
          <span>
            {task.what ?? types.items.find(({ id }) => id === task.type)?.name[language] ?? task.type}
            {task.dueAt !== null &&
              `: ${momentWords(t, task.dueAt, task.zone ?? places.zone(task.branch), i18n.language, now)}`}
            {task.note !== null && ` · ${task.note}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
