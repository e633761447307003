import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words as cockpitWords } from '../cockpit/words.ts';
import { words as importWords } from '../import/words.ts';
import { PageFrame } from '../page/page-frame.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { SetupState } from './shapes.ts';
import { Steps } from './steps.tsx';
import en from './words/en.json';
import ru from './words/ru.json';

/** Parts of other pages stand here, too. */
export const words = {
  ru: { ...cockpitWords.ru, ...importWords.ru, ...ru },
  en: { ...cockpitWords.en, ...importWords.en, ...en },
};

/** «Настройка»: from an empty installation to the first call, and the same again whenever something is added. */
export function Page() {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const query = useQuery({
    queryKey: ['configuration'],
    queryFn: ({ signal }) => api.get<SetupState>('configuration', signal),
  });
  return (
    <PageFrame title={t('pages.setup')} query={query}>
      {query.data !== undefined && <Steps state={query.data} />}
    </PageFrame>
  );
}
