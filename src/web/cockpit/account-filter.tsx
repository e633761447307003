import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { Account, SmsAccount } from './shapes.ts';

interface AccountFilterProps {
  value: string;
  onChange(account: string): void;
  /** Accounts of SMS providers, too. */
  sms?: boolean;
}

/** Of which account; empty: all. */
export function AccountFilter({ value, onChange, sms = false }: AccountFilterProps) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const accounts = useQuery({
    queryKey: ['integrations'],
    queryFn: ({ signal }) => api.get<{ items: Account[] }>('integrations', signal),
  });
  const senders = useQuery({
    queryKey: ['messages', 'accounts'],
    queryFn: ({ signal }) => api.get<{ items: SmsAccount[] }>('messages/accounts', signal),
    enabled: sms,
  });
  const configured = accounts.data?.items.map(({ account }) => account) ?? [];
  const sending = sms ? (senders.data?.items.map(({ id }) => id) ?? []) : [];
  const known = [...new Set([...configured, ...sending, ...(value ? [value] : [])])];
  return (
    <NativeSelect
      aria-label={t('cockpit.account')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: '', label: t('cockpit.allAccounts') }, ...known]}
      data-testid="account-filter"
    />
  );
}
