import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiProblem } from '../api/api.ts';
import { newKey } from '../api/new-key.ts';
import type { Dialled } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

export interface Dialling {
  dial(): void;
  dialling: boolean;
  /** What the PBX took, null before. */
  dialled: Dialled | null;
  /** Code of what went wrong, null when nothing did. */
  failure: string | null;
}

/** Tells the PBX to call. A press whose answer got lost keeps its key, so that the next press cannot dial twice. */
export function useDial(phone: string, line: string | null): Dialling {
  const { api } = useWorkplace();
  const key = useRef<string | null>(null);
  const mutation = useMutation({
    mutationFn: () => api.dial({ phone, line }, (key.current ??= newKey())),
    onSettled(_dialled, error) {
      const lost = error instanceof ApiProblem && error.status === 0;
      if (!lost) key.current = null;
    },
  });
  const { error } = mutation;
  return {
    dial: () => mutation.mutate(),
    dialling: mutation.isPending,
    dialled: mutation.data ?? null,
    failure: error === null ? null : error instanceof ApiProblem ? error.type : 'failed',
  };
}
