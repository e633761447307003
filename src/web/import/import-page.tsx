import { useTranslation } from 'react-i18next';
import { PageFrame } from '../page/page-frame.tsx';
import { ImportPeople } from './import-people.tsx';

export { words } from './words.ts';

/** «Импорт людей»: a file of patients, staff or contractors, looked at and tried before it is taken. */
export function Page() {
  const { t } = useTranslation();
  return (
    <PageFrame title={t('pages.import')}>
      <ImportPeople />
    </PageFrame>
  );
}
