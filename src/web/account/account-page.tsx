import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../page/page-frame.tsx';
import { Authenticator } from './authenticator.tsx';
import { ChangePassword } from './change-password.tsx';
import { OwnSessions } from './own-sessions.tsx';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

export function Page() {
  const { t } = useTranslation();
  return (
    <PageFrame title={t('pages.account')}>
      <Stack maw={720} gap="lg">
        <ChangePassword />
        <Authenticator />
        <OwnSessions />
      </Stack>
    </PageFrame>
  );
}
