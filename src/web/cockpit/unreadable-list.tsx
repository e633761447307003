import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { ApiProblem } from '../api/api.ts';
import { CopyButton } from '../page/copy-button.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { AccountFilter } from './account-filter.tsx';
import classes from './cockpit.module.css';
import { ConfirmButton } from './confirm-button.tsx';
import { Loaded } from './loaded.tsx';
import type { Unreadable } from './shapes.ts';
import { useList } from './use-list.ts';
import { useMoments } from './use-moments.ts';

/** «Непонятные уведомления»: what a PBX or an SMS provider sent and nobody could read. */
export function UnreadableList() {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const queries = useQueryClient();
  const [params, setParams] = useSearchParams();
  const account = params.get('account') ?? '';
  const list = useList<Unreadable>('quarantine', { account }, { cursor: 'before', everyMs: 30_000 });
  const again = (): Promise<unknown> =>
    Promise.all(['quarantine', 'integrations'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  const replay = useMutation({
    mutationFn: () =>
      api.send<{ replayed: number; unreadable: number }>('quarantine/replay', {
        body: account === '' ? { all: true } : { account },
      }),
    onSettled: again,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const mayAct = me?.role === 'it';
  return (
    <div className={classes.column}>
      <p className={classes.quiet}>{t('cockpit.unreadableHint')}</p>
      <Group gap="xs">
        <AccountFilter
          sms
          value={account}
          onChange={(value) => setParams(value === '' ? {} : { account: value }, { replace: true })}
        />
        {mayAct && items.length > 0 && (
          <ConfirmButton
            label={t('cockpit.readAll')}
            question={t('cockpit.readAllQuestion')}
            pending={replay.isPending}
            onConfirm={() => replay.mutate()}
            testId="read-all"
          />
        )}
      </Group>
      {replay.data !== undefined && <Text role="status">{t('cockpit.readAgain', { ...replay.data })}</Text>}
      {replay.error !== null && <ProblemAlert error={replay.error} />}
      <Loaded query={list} empty={() => (items.length === 0 ? t('cockpit.allUnderstood') : null)}>
        {() => (
          <>
            {items.map((one) => (
              <UnreadableItem key={one.id} one={one} mayAct={mayAct} onDone={again} />
            ))}
            {list.hasNextPage && (
              <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t('page.more')}
              </Button>
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

function UnreadableItem({ one, mayAct, onDone }: { one: Unreadable; mayAct: boolean; onDone(): Promise<unknown> }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const { moment } = useMoments();
  const act = useMutation({
    mutationFn: (what: 'replay' | 'dismiss') => api.send(`quarantine/${one.id}/${what}`),
    onSuccess: onDone,
  });
  const text = [
    `${one.method} ${one.path}${one.query === '' ? '' : `?${one.query}`}`,
    one.contentType ?? '',
    '',
    one.body,
  ].join('\n');
  return (
    <article className={classes.item} data-testid="unreadable">
      <div>
        <b>{one.account}</b>
        {one.part === 'receipts' && <span className={classes.tag}>{t('cockpit.kinds.sms')}</span>} · {one.reason}
        {one.field !== null && ` · ${t('cockpit.field', { field: one.field })}`}
        <span className={classes.quiet}>
          {' '}
          · {moment(one.receivedAt)}
          {one.truncated && ` · ${t('cockpit.truncated')}`}
        </span>
      </div>
      <details>
        <summary>{t('cockpit.cameAs')}</summary>
        <pre className={classes.code} tabIndex={0} role="region" aria-label={t('cockpit.cameAs')}>
          {text}
        </pre>
        <CopyButton text={text} />
      </details>
      {mayAct && (
        <Group gap="xs">
          <Button
            size="compact-md"
            variant="default"
            loading={act.isPending && act.variables === 'replay'}
            onClick={() => act.mutate('replay')}
            data-testid="read-again"
          >
            {t('cockpit.readOne')}
          </Button>
          <ConfirmButton
            label={t('cockpit.letGo')}
            question={t('cockpit.dismissQuestion')}
            danger
            pending={act.isPending && act.variables === 'dismiss'}
            onConfirm={() => act.mutate('dismiss')}
            testId="dismiss-unreadable"
          />
        </Group>
      )}
      {act.error instanceof ApiProblem && act.error.type === 'still-unreadable' ? (
        <div className={classes.error} role="alert" data-testid="still-unreadable">
          {t('cockpit.stillUnreadable', { reason: act.error.detail })}
        </div>
      ) : (
        act.error !== null && <ProblemAlert error={act.error} />
      )}
    </article>
  );
}
