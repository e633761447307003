import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';

interface Definition {
  id: string;
  ru: string;
  en: string;
}

/** What a figure counts, as the server tells it, by the name of the figure in the API; undefined until it is there. */
export function useDefinitions(): (id: string) => string | undefined {
  const { i18n } = useTranslation();
  const { api } = useWorkplace();
  const { data } = useQuery({
    queryKey: ['reports', 'definitions'],
    queryFn: ({ signal }) => api.get<{ items: Definition[] }>('reports/definitions', signal),
    // They come with the program: a page that is open over an update is loaded anew anyway.
    staleTime: Infinity,
  });
  return (id) => data?.items.find((one) => one.id === id)?.[i18n.language === 'en' ? 'en' : 'ru'];
}
