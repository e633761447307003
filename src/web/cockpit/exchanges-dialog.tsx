import { Button, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../page/dialog.tsx';
import classes from './cockpit.module.css';
import { Loaded } from './loaded.tsx';
import type { Account, Exchange } from './shapes.ts';
import { useList } from './use-list.ts';
import { useMoments } from './use-moments.ts';

/** What a MIS that asks us asked, and what it got. */
export function ExchangesDialog({ account, onClose }: { account: Account; onClose(): void }) {
  const { t } = useTranslation();
  const [onlyErrors, setOnlyErrors] = useState(false);
  const list = useList<Exchange>(
    `integrations/${encodeURIComponent(account.account)}/exchanges`,
    { errors: onlyErrors ? 'true' : '' },
    { everyMs: 30_000 },
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog
      title={t('cockpit.exchangesOf', { name: account.name })}
      size="xl"
      onClose={onClose}
      testId="exchanges-dialog"
    >
      <div className={classes.column}>
        <Switch
          label={t('cockpit.onlyErrors')}
          checked={onlyErrors}
          onChange={(event) => setOnlyErrors(event.currentTarget.checked)}
          data-testid="only-errors"
        />
        <Loaded
          query={list}
          empty={() => (items.length > 0 ? null : t(onlyErrors ? 'cockpit.noExchangeErrors' : 'cockpit.noExchanges'))}
        >
          {() => (
            <>
              {items.map((one) => (
                <ExchangeItem key={one.id} exchange={one} />
              ))}
              {list.hasNextPage && (
                <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                  {t('page.more')}
                </Button>
              )}
            </>
          )}
        </Loaded>
      </div>
    </Dialog>
  );
}

function ExchangeItem({ exchange }: { exchange: Exchange }) {
  const { t } = useTranslation();
  const { moment } = useMoments();
  const { at, method, period, page, rows, status, milliseconds, address, said } = exchange;
  const bad = status >= 400;
  const asked = [
    period && t('cockpit.period', { from: moment(period.from), to: moment(period.to) }),
    page && page.offset > 0 ? t('cockpit.offset', { count: page.offset }) : null,
  ];
  const got = [
    rows === null ? null : t('cockpit.rows', { count: rows }),
    t('cockpit.milliseconds', { milliseconds }),
    address,
  ];
  const line = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(' · ');
  return (
    <section className={classes.item} data-bad={bad || undefined} data-testid="exchange" data-status={status}>
      <p>
        {moment(at)} · <strong>{method ?? t('cockpit.noMethod')}</strong> · {status}
        {bad && said !== null && ` · ${said}`}
      </p>
      <p className={classes.quiet}>{line([...asked, ...got])}</p>
    </section>
  );
}
