import { useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../api/use-once.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { Task } from './shapes.ts';
import type { TaskAct } from './key-act.ts';

export interface WantedAct {
  task: Task;
  act: TaskAct;
}

/** Does one of them; lists and badges are asked anew whatever came of it. */
export function useTaskActs(onDone: (wanted: WantedAct) => void) {
  const { api } = useWorkplace();
  const queries = useQueryClient();
  return useOnce(
    ({ task: { id }, act }: WantedAct, key: string): Promise<unknown> => {
      switch (act.what) {
        case 'take':
        case 'take-over':
        case 'release':
          return api.send(`tasks/${id}`, { method: 'PUT', body: { take: act.what } });
        case 'give':
          return api.send(`tasks/${id}`, { method: 'PUT', body: { owner: act.owner } });
        case 'postpone':
          return api.send(`tasks/${id}`, { method: 'PUT', body: { dueAt: act.dueAt } });
        case 'close':
          return api.send(`tasks/${id}/close`, { body: { reason: act.reason }, key });
        case 'attempt':
        case 'reopen':
          return api.send(`tasks/${id}/${act.what}`, { body: {}, key });
        case 'offer':
          return api.send(`waiting-list/offers/${act.offer}/${act.said}`, { body: {}, key });
      }
    },
    {
      onSuccess: (_answer, wanted) => onDone(wanted),
      onSettled: () => {
        void queries.invalidateQueries({ queryKey: ['tasks'] });
        void queries.invalidateQueries({ queryKey: ['waiting-list'] });
      },
    },
  );
}
