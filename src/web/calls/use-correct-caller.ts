import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiProblem } from '../api/api.ts';
import { newKey } from '../api/new-key.ts';
import type { Corrected, Correction, Said } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

export interface CorrectCaller {
  say(said: Said): void;
  undo(correctionId: string): void;
  saving: boolean;
  failed: boolean;
  /** What was said last and can be taken back; null before and after. */
  said: Correction | null;
}

/** Says something of a caller. The card changes when the server has kept it; a press whose answer got lost keeps its key. */
export function useCorrectCaller(callId: string): CorrectCaller {
  const { api, feed } = useWorkplace();
  const queries = useQueryClient();
  const key = useRef<{ of: string; key: string } | null>(null);
  const mutation = useMutation({
    mutationFn: (wanted: { said: Said } | { undo: string }): Promise<Corrected> => {
      const of = JSON.stringify(wanted);
      if (key.current?.of !== of) key.current = { of, key: newKey() };
      return 'said' in wanted
        ? api.correct(callId, wanted.said, key.current.key)
        : api.undo(wanted.undo, key.current.key);
    },
    onSuccess({ call }) {
      if (call !== null) feed.chosen(callId, call.version, call.caller);
      void queries.invalidateQueries({ queryKey: ['calls'] });
      void queries.invalidateQueries({ queryKey: ['corrections', callId] });
    },
    onSettled(_answer, error) {
      const lost = error instanceof ApiProblem && error.status === 0;
      if (!lost) key.current = null;
    },
  });
  const said = mutation.data?.correction ?? null;
  return {
    say: (wanted) => mutation.mutate({ said: wanted }),
    undo: (correctionId) => mutation.mutate({ undo: correctionId }),
    saving: mutation.isPending,
    failed: mutation.isError,
    said: said === null || said.undone ? null : said,
  };
}
