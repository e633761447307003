import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { Checked } from './shapes.ts';

const PAUSE_MS = 300;

/** What the server says of a text, asked when the writer pauses. */
export function useChecked(text: string) {
  const { api } = useWorkplace();
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery({
    queryKey: ['rules', 'check', settled],
    queryFn: ({ signal }) => api.send<Checked>('rules/check', { body: { text: settled }, signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  // Nothing is known of what was written since.
  return { data: settled === text || query.data?.ok === false ? query.data : undefined };
}
