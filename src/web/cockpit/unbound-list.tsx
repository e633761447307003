import { Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../page/copy-button.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { formatPhone } from '../words/format-phone.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';
import { ConfirmButton } from './confirm-button.tsx';
import { Loaded } from './loaded.tsx';
import type { Unbound } from './shapes.ts';
import { useMoments } from './use-moments.ts';

/** Lines, extensions and employees of the calls that the configuration does not know, with the lines to paste. */
export function UnboundList() {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const { moment } = useMoments();
  const unbound = useQuery({
    queryKey: ['integrations', 'unbound'],
    queryFn: ({ signal }) => api.get<{ items: Unbound[] }>('integrations/unbound', signal),
    refetchInterval: 60_000,
  });
  const dismiss = useMutation({
    mutationFn: ({ account, kind, value }: Unbound) =>
      api.send('integrations/unbound/dismiss', { body: { account, kind, value } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['integrations', 'unbound'] }),
  });
  return (
    <section aria-labelledby="unbound">
      <h3 id="unbound" className={classes.section}>
        {t('cockpit.unbound')}
      </h3>
      <Loaded query={unbound} empty={({ items }) => (items.length === 0 ? t('cockpit.allBound') : null)}>
        {({ items }) => (
          <div className={classes.column}>
            {dismiss.error !== null && <ProblemAlert error={dismiss.error} />}
            {items.map((one) => (
              <article key={`${one.account} ${one.kind} ${one.value}`} className={classes.item} data-testid="unbound">
                <div>
                  <b>{t(`cockpit.unboundKind.${one.kind}`)}</b>{' '}
                  {one.kind === 'line' ? formatPhone(one.value) : one.value}
                  {one.name !== null && ` · ${one.name}`}
                  <span className={classes.quiet}>
                    {' '}
                    · {one.account} · {t('cockpit.calls', { count: one.calls })} ·{' '}
                    {t('cockpit.lastCall', { moment: moment(one.lastSeen) })}
                  </span>
                </div>
                {one.yaml === null ? (
                  <p className={classes.quiet}>{t('cockpit.bindByExtension')}</p>
                ) : (
                  <>
                    <div className={classes.quiet}>{t('cockpit.pasteUnder', { under: one.under ?? '' })}</div>
                    <pre className={classes.code} tabIndex={0} role="region" aria-label={t('cockpit.lines')}>
                      {one.yaml}
                    </pre>
                  </>
                )}
                <Group gap="xs">
                  {one.yaml !== null && <CopyButton text={one.yaml} />}
                  <ConfirmButton
                    label={t('cockpit.nobodys')}
                    question={t('cockpit.nobodysQuestion')}
                    pending={dismiss.isPending && dismiss.variables === one}
                    onConfirm={() => dismiss.mutate(one)}
                    testId="dismiss-unbound"
                  />
                </Group>
              </article>
            ))}
          </div>
        )}
      </Loaded>
    </section>
  );
}
