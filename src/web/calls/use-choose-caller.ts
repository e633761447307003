import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useWorkplace } from '../workplace/workplace-context.ts';

export interface ChooseCaller {
  /** Null takes the choice back. */
  choose(personId: string | null): void;
  /** The id that is being saved now, undefined when nothing is. */
  saving: string | null | undefined;
  failed: boolean;
}

/** Says who of the people with this number calls. The card changes when the server has kept it, never before. */
export function useChooseCaller(callId: string): ChooseCaller {
  const { api, feed } = useWorkplace();
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: (personId: string | null) => api.chooseCaller(callId, personId),
    onSuccess(call) {
      feed.chosen(callId, call.version, call.caller);
      void queries.invalidateQueries({ queryKey: ['calls'] });
    },
  });
  return {
    choose: (personId) => mutation.mutate(personId),
    saving: mutation.isPending ? mutation.variables : undefined,
    failed: mutation.isError,
  };
}
