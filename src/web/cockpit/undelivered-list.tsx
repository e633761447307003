import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../page/use-address.ts';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { AccountFilter } from './account-filter.tsx';
import classes from './cockpit.module.css';
import { ConfirmButton } from './confirm-button.tsx';
import { DeadLetterItem } from './dead-letter-item.tsx';
import { Loaded } from './loaded.tsx';
import type { DeadLetter } from './shapes.ts';
import { useList } from './use-list.ts';

const reasons = ['permanent', 'gave-up', 'ambiguous'] as const;

/** «Не доставлено»: what other systems did not take and a person must decide. */
export function UndeliveredList() {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const queries = useQueryClient();
  const { params, set } = useAddress();
  const account = params.get('account') ?? '';
  const reason = params.get('reason') ?? '';
  const list = useList<DeadLetter>('deliveries', { state: 'dead', account, reason }, { everyMs: 30_000 });
  const replay = useMutation({
    mutationFn: () =>
      api.send<{ replayed: number }>('deliveries/replay', {
        body:
          account === '' && reason === ''
            ? { all: true }
            : { ...(account !== '' && { account }), ...(reason !== '' && { reason }) },
      }),
    onSettled: () =>
      Promise.all(['deliveries', 'integrations'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const filter = (name: string, value: string): void => set({ [name]: value });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const mayAct = me?.role === 'it';
  const isFiltered = account !== '' || reason !== '';
  return (
    <div className={classes.column}>
      <Group gap="xs">
        <AccountFilter value={account} onChange={(value) => filter('account', value)} />
        <NativeSelect
          aria-label={t('cockpit.reason')}
          value={reason}
          onChange={(event) => filter('reason', event.currentTarget.value)}
          data={[
            { value: '', label: t('cockpit.allReasons') },
            ...reasons.map((code) => ({ value: code, label: t(`cockpit.reasons.${code}`) })),
          ]}
          data-testid="reason-filter"
        />
        {mayAct && items.length > 0 && (
          <ConfirmButton
            label={t(isFiltered ? 'cockpit.replayFiltered' : 'cockpit.replayAll')}
            question={t(isFiltered ? 'cockpit.replayFilteredQuestion' : 'cockpit.replayAllQuestion')}
            pending={replay.isPending}
            onConfirm={() => replay.mutate()}
            testId="replay-all"
          />
        )}
      </Group>
      {replay.data !== undefined && <Text role="status">{t('cockpit.replayed', { count: replay.data.replayed })}</Text>}
      {replay.error !== null && <ProblemAlert error={replay.error} />}
      <Loaded query={list} empty={() => (items.length === 0 ? t('cockpit.allDelivered') : null)}>
        {() => (
          <>
            {items.map((letter) => (
              <DeadLetterItem key={letter.id} letter={letter} mayAct={mayAct} />
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
