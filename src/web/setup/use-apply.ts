import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { SetupState } from './shapes.ts';

const WITHIN_MS = 40_000;
const PAUSE_MS = 400;

/** Lets Trubka begin anew with the file, and resolves once it runs with it; rejects where it does not within 40 s. */
export function useApply(): () => Promise<void> {
  const { api } = useWorkplace();
  const queries = useQueryClient();
  return useCallback(async () => {
    await api.send('configuration/apply');
    const until = Date.now() + WITHIN_MS;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      try {
        const state = await api.get<SetupState>('configuration');
        if (state.applied) break;
      } catch (error) {
        // It does not answer while it begins anew.
        if (Date.now() > until) throw error;
      }
      if (Date.now() > until) throw new Error('not applied');
    }
    await queries.invalidateQueries();
  }, [api, queries]);
}
