import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { Template, Templates } from './shapes.ts';

const none: readonly Template[] = [];

/** The texts of the clinic and how each is called; one that is configured no more by its id. */
export function useTemplates(): { templates: readonly Template[]; nameOf(id: string): string } {
  const { api } = useWorkplace();
  const { data } = useQuery({
    queryKey: ['messages', 'templates'],
    queryFn: ({ signal }) => api.get<Templates>('messages/templates', signal),
    staleTime: 300_000,
  });
  const templates = data?.items ?? none;
  const names = useMemo(() => new Map(templates.map(({ id, name }) => [id, name ?? id])), [templates]);
  return { templates, nameOf: useCallback((id) => names.get(id) ?? id, [names]) };
}
