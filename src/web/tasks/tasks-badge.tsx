import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { NavBadge } from '../shell/nav-badge.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { TaskCounts } from './shapes.ts';

/** How many tasks are open and, of these, overdue. */
export function useTaskCounts(): TaskCounts | undefined {
  const { api } = useWorkplace();
  return useQuery({
    queryKey: ['tasks', 'counts'],
    queryFn: ({ signal }) => api.get<TaskCounts>('tasks/counts', signal),
    refetchInterval: 20_000,
  }).data;
}

/** «7» while all is in time, «3/7» with three of seven overdue. */
export function TasksBadge() {
  const { t } = useTranslation();
  const counts = useTaskCounts();
  if (counts === undefined || counts.open === 0) return null;
  return (
    <NavBadge
      count={counts.open}
      of={counts.overdue}
      label={t('pages.tasksBadge', { open: counts.open, overdue: counts.overdue })}
    />
  );
}
