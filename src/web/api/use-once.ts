import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiProblem } from './api.ts';
import { newKey } from './new-key.ts';

/**
 * A write that carries an Idempotency-Key. A press whose answer got lost keeps its key, so that the same press again
 * cannot do it twice; another wish gets its own.
 */
export function useOnce<Wanted, Answer>(
  write: (wanted: Wanted, key: string) => Promise<Answer>,
  settled?: { onSuccess?(answer: Answer, wanted: Wanted): void; onSettled?(): void },
): UseMutationResult<Answer, Error, Wanted> {
  const kept = useRef<{ wanted: string; key: string } | null>(null);
  return useMutation({
    mutationFn: (wanted: Wanted) => {
      const written = JSON.stringify(wanted);
      if (kept.current?.wanted !== written) kept.current = { wanted: written, key: newKey() };
      return write(wanted, kept.current.key);
    },
    onSuccess: (answer, wanted) => settled?.onSuccess?.(answer, wanted),
    onSettled(_answer, error) {
      if (!(error instanceof ApiProblem && error.status === 0)) kept.current = null;
      settled?.onSettled?.();
    },
  });
}
