import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { Account } from './shapes.ts';

/** Of which account; empty: all. */
export function AccountFilter({ value, onChange }: { value: string; onChange(account: string): void }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const accounts = useQuery({
    queryKey: ['integrations'],
    queryFn: ({ signal }) => api.get<{ items: Account[] }>('integrations', signal),
  });
  const known = [
    ...new Set([...(accounts.data?.items.map(({ account }) => account) ?? []), ...(value ? [value] : [])]),
  ];
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
