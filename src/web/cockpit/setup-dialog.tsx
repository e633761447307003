import { useTranslation } from 'react-i18next';
import { Dialog } from '../page/dialog.tsx';
import { SetupTexts } from './setup-texts.tsx';
import type { Account } from './shapes.ts';

/** What to enter elsewhere for an account, over the page of the connections. */
export function SetupDialog({ account, onClose }: { account: Account; onClose(): void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('cockpit.setupOf', { name: account.name })} size="xl" onClose={onClose} testId="setup-dialog">
      <SetupTexts account={account.account} />
    </Dialog>
  );
}
