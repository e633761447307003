import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/api.ts';
import type { CallDetail } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

export interface Take {
  take(): void;
  release(): void;
  saving: boolean;
  failed: boolean;
  /** The workplace that was first, where another one was. */
  takenBy: string | null;
}

/** «Трубка»: says that a call is this workplace's, and takes that back. */
export function useTake(callId: string): Take {
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: (method: 'POST' | 'DELETE') =>
      api.send<CallDetail>(`calls/${encodeURIComponent(callId)}/take`, { method }),
    onSuccess(call) {
      queries.setQueryData(['calls', 'one', callId], call);
      void queries.invalidateQueries({ queryKey: ['calls'] });
    },
  });
  const { error } = mutation;
  const first = error instanceof ApiProblem && error.type === 'already-taken' ? error.values['seat'] : null;
  return {
    take: () => mutation.mutate('POST'),
    release: () => mutation.mutate('DELETE'),
    saving: mutation.isPending,
    failed: error !== null,
    takenBy: typeof first === 'string' ? first : null,
  };
}
