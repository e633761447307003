import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { accountFacts, handingOver } from './account-facts.ts';
import classes from './cockpit.module.css';
import type { Account, SelfTest } from './shapes.ts';
import { useMoments } from './use-moments.ts';

interface AccountCardProps {
  account: Account;
  mayAct: boolean;
  onOpen(what: 'setup' | 'requests' | 'exchanges'): void;
}

/** One PBX or MIS: what it last said, what is wrong, what can be done. */
export function AccountCard({ account, mayAct, onOpen }: AccountCardProps) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const { moment } = useMoments();
  const test = useMutation({
    mutationFn: () => api.send<SelfTest>(`integrations/${encodeURIComponent(account.account)}/self-test`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['integrations'] }),
  });
  const facts = accountFacts(account, t, moment);
  const handed = handingOver(account, t, moment);
  const bad = facts.some((fact) => fact.bad === true) || account.owed.dead > 0;
  const cannot = account.cannot.map((code) => t(`cockpit.cannot.${code}`, { defaultValue: code }));
  return (
    <section className={classes.card} data-bad={bad || undefined} data-testid="account" data-account={account.account}>
      <h3 className={classes.name}>
        {account.name} <span className={classes.quiet}>{account.account}</span>
        <span className={classes.tag}>{t(`cockpit.kinds.${account.kind}`)}</span>
      </h3>
      {handed !== '' && <p className={classes.lead}>{handed}</p>}
      <dl className={classes.facts}>
        {facts.map((fact) => (
          <div key={fact.id} data-bad={fact.bad || undefined} data-fact={fact.id}>
            <dt>{fact.label}</dt>
            <dd>{fact.text}</dd>
          </div>
        ))}
      </dl>
      {cannot.length > 0 && (
        <p className={classes.quiet}>
          {t('cockpit.cannotTitle')}: {cannot.join(', ')}
        </p>
      )}
      <Group gap="xs">
        {account.owed.dead > 0 && (
          <Link
            className={classes.link ?? ''}
            href={`/settings/connections/undelivered?account=${encodeURIComponent(account.account)}`}
          >
            {t('cockpit.deadCount', { count: account.owed.dead })}
          </Link>
        )}
        {account.quarantined > 0 && (
          <Link
            className={classes.link ?? ''}
            href={`/settings/connections/unreadable?account=${encodeURIComponent(account.account)}`}
          >
            {t('cockpit.unreadableCount', { count: account.quarantined })}
          </Link>
        )}
      </Group>
      {mayAct && (
        <Group gap="xs">
          {account.can.includes('selfTest') && (
            <Button
              size="compact-md"
              variant="default"
              loading={test.isPending}
              onClick={() => test.mutate()}
              data-testid="self-test"
            >
              {t('cockpit.selfTest')}
            </Button>
          )}
          {(account.kind === 'pbx' || account.asks) && (
            <Button size="compact-md" variant="default" onClick={() => onOpen('setup')} data-testid="open-setup">
              {t('cockpit.setup')}
            </Button>
          )}
          {account.asks && (
            <Button
              size="compact-md"
              variant="default"
              onClick={() => onOpen('exchanges')}
              data-testid="open-exchanges"
            >
              {t('cockpit.exchanges')}
            </Button>
          )}
          {account.kind === 'pbx' && account.connection === null && (
            <Button size="compact-md" variant="default" onClick={() => onOpen('requests')} data-testid="open-requests">
              {t('cockpit.requests')}
            </Button>
          )}
        </Group>
      )}
      <div aria-live="polite">
        {test.data !== undefined && <TestResult result={test.data} />}
        {test.error !== null && <ProblemAlert error={test.error} />}
      </div>
    </section>
  );
}

function TestResult({ result: { ok, milliseconds, problem } }: { result: SelfTest }) {
  const { t } = useTranslation();
  return (
    <p className={classes.result} data-bad={!ok || undefined} data-testid="self-test-result">
      {ok
        ? t('cockpit.testOk', { milliseconds })
        : `${t(problem?.kind === 'permanent' ? 'cockpit.testPermanent' : 'cockpit.testTransient')} ${problem?.message ?? ''}`}
    </p>
  );
}
