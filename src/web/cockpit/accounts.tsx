import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { AccountCard } from './account-card.tsx';
import { AlarmList } from './alarm-list.tsx';
import classes from './cockpit.module.css';
import { ExchangesDialog } from './exchanges-dialog.tsx';
import { Loaded } from './loaded.tsx';
import { RequestsDialog } from './requests-dialog.tsx';
import { SetupDialog } from './setup-dialog.tsx';
import type { Account, SmsAccount } from './shapes.ts';
import { SmsCard } from './sms-card.tsx';
import { UnboundList } from './unbound-list.tsx';

/** Every account with what it last said; alarms above, what is not bound below. */
export function Accounts() {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const [dialog, setDialog] = useState<{ what: 'setup' | 'requests' | 'exchanges'; account: Account } | null>(null);
  const accounts = useQuery({
    queryKey: ['integrations'],
    queryFn: ({ signal }) => api.get<{ items: Account[] }>('integrations', signal),
    refetchInterval: 20_000,
  });
  const sms = useQuery({
    queryKey: ['messages', 'accounts'],
    queryFn: ({ signal }) => api.get<{ items: SmsAccount[] }>('messages/accounts', signal),
    refetchInterval: 60_000,
  });
  const isIt = me?.role === 'it';
  return (
    <div className={classes.column}>
      <AlarmList />
      <Loaded query={accounts} empty={({ items }) => (items.length === 0 ? t('cockpit.noAccounts') : null)}>
        {({ items }) => (
          <div className={classes.cards}>
            {items.map((account) => (
              <AccountCard
                key={`${account.kind} ${account.account}`}
                account={account}
                mayAct={isIt}
                onOpen={(what) => setDialog({ what, account })}
              />
            ))}
            {(sms.data?.items ?? []).map((account) => (
              <SmsCard key={account.id} account={account} />
            ))}
          </div>
        )}
      </Loaded>
      {isIt && <UnboundList />}
      {dialog?.what === 'setup' && <SetupDialog account={dialog.account} onClose={() => setDialog(null)} />}
      {dialog?.what === 'exchanges' && <ExchangesDialog account={dialog.account} onClose={() => setDialog(null)} />}
      {dialog?.what === 'requests' && <RequestsDialog account={dialog.account} onClose={() => setDialog(null)} />}
    </div>
  );
}
