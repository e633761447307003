import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';
import { ConfirmButton } from './confirm-button.tsx';
import type { SmsAccount } from './shapes.ts';
import { useMoments } from './use-moments.ts';

/** One SMS provider: its money and whether it sends. */
export function SmsCard({ account }: { account: SmsAccount }) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const queries = useQueryClient();
  const { moment } = useMoments();
  const resume = useMutation({
    mutationFn: () => api.send(`messages/accounts/${encodeURIComponent(account.id)}/resume`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['messages', 'accounts'] }),
  });
  const { balance, currency, balanceAt, low, stopped } = account;
  const money =
    balance === null
      ? t('cockpit.balanceUnknown')
      : `${balance.toLocaleString(i18n.language)} ${currency ?? ''}${low ? ` · ${t('cockpit.balanceLow')}` : ''}${
          balanceAt === null ? '' : ` · ${moment(balanceAt)}`
        }`;
  return (
    <section
      className={classes.card}
      data-bad={stopped !== null || low || undefined}
      data-testid="account"
      data-account={account.id}
    >
      <h3 className={classes.name}>
        {account.provider} <span className={classes.quiet}>{account.id}</span>
        <span className={classes.tag}>{t('cockpit.kinds.sms')}</span>
      </h3>
      <dl className={classes.facts}>
        {stopped !== null && (
          <div data-bad="true">
            <dt>{t('cockpit.fact.stopped')}</dt>
            <dd>{stopped}</dd>
          </div>
        )}
        <div data-bad={low || undefined}>
          <dt>{t('cockpit.fact.balance')}</dt>
          <dd>{money}</dd>
        </div>
      </dl>
      {stopped !== null && me?.role === 'it' && (
        <ConfirmButton
          label={t('cockpit.resume')}
          question={t('cockpit.resumeQuestion')}
          pending={resume.isPending}
          onConfirm={() => resume.mutate()}
          testId="resume-sms"
        />
      )}
      {resume.error !== null && <ProblemAlert error={resume.error} />}
    </section>
  );
}
