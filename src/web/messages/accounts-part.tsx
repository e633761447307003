import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../page/page-frame.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { money } from './money.ts';
import { reasonWords } from './reason-words.ts';
import classes from './messages.module.css';
import type { Account } from './shapes.ts';

/** Through whom messages go, in the order of preference: money, and what stopped. */
export function AccountsPart({ tabs }: { tabs: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const places = usePlaces();
  const queries = useQueryClient();
  const now = useNow(60_000);
  const accounts = useQuery({
    queryKey: ['messages', 'accounts'],
    queryFn: ({ signal }) => api.get<{ items: Account[] }>('messages/accounts', signal),
    refetchInterval: 60_000,
  });
  const resuming = useMutation({
    mutationFn: (id: string) => api.send(`messages/accounts/${encodeURIComponent(id)}/resume`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['messages', 'accounts'] }),
  });
  const items = accounts.data?.items ?? [];
  const mayResume = me?.role === 'it' || me?.role === 'manager';
  return (
    <PageFrame
      title={t('pages.messages')}
      note={tabs}
      query={accounts}
      isEmpty={items.length === 0}
      empty={t('messages.noAccounts')}
    >
      {resuming.error !== null && <ProblemAlert error={resuming.error} />}
      <ul className={classes.cards}>
        {items.map((account) => (
          <li key={account.id} className={classes.card} data-testid="sms-account">
            <div className={classes.head}>
              <h3>{account.id}</h3>
              <span className={classes.quiet}>{account.provider}</span>
            </div>
            <div>
              {account.balance === null
                ? t('messages.noBalance')
                : t('messages.balance', {
                    balance: money(account.balance, i18n.language),
                    currency: account.currency ?? '',
                  })}
              {account.balanceAt !== null && (
                <span className={classes.quiet}>
                  {' '}
                  · {momentWords(t, account.balanceAt, places.zone(null), i18n.language, now)}
                </span>
              )}
            </div>
            {account.low && (
              <div>
                <span className={classes.state} data-state="failed">
                  {t('messages.low')}
                </span>
              </div>
            )}
            {account.stopped !== null && (
              <div className={classes.form}>
                <span className={classes.state} data-state="failed">
                  {t('messages.stopped')}
                </span>
                <span>{reasonWords(t, account.stopped)}</span>
                {mayResume && (
                  <Button
                    size="compact-md"
                    variant="default"
                    loading={resuming.isPending && resuming.variables === account.id}
                    onClick={() => resuming.mutate(account.id)}
                    data-testid="account-resume"
                  >
                    {t('messages.resume')}
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
    </PageFrame>
  );
}
