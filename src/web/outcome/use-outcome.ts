import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { CallOutcome } from '../../contracts/outcomes.ts';
import type { CallDetail } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

export interface SaidOutcome {
  outcome: CallOutcome | null;
  reason: string | null;
}

export interface OutcomeOfCall {
  put(said: SaidOutcome): void;
  /** Puts back what was said before the first press here. */
  undo(): void;
  /** What is being saved. */
  saving: SaidOutcome | null;
  failed: boolean;
}

/** Says what came of a call. The screen changes when the server has kept it. */
export function useOutcome(callId: string, now: SaidOutcome | null, onPut?: () => void): OutcomeOfCall {
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const before = useRef<SaidOutcome | null>(null);
  const mutation = useMutation({
    mutationFn: (said: SaidOutcome) =>
      api.send<{ call: CallDetail }>(`calls/${encodeURIComponent(callId)}/outcome`, { method: 'PUT', body: said }),
    onSuccess({ call }) {
      queries.setQueryData(['calls', 'one', callId], call);
      void queries.invalidateQueries({ queryKey: ['corrections', callId] });
      // The lists tell it too, and how many are left to be sorted out.
      void queries.invalidateQueries({ queryKey: ['calls'], predicate: ({ queryKey }) => queryKey[1] !== 'one' });
      onPut?.();
    },
  });
  return {
    put(said) {
      before.current ??= now ?? { outcome: null, reason: null };
      mutation.mutate(said);
    },
    undo() {
      mutation.mutate(before.current ?? { outcome: null, reason: null });
      before.current = null;
    },
    saving: mutation.isPending ? mutation.variables : null,
    failed: mutation.isError,
  };
}
