import { Loader, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { CallRow } from '../api/shapes.ts';
import type { Account } from '../cockpit/shapes.ts';
import { serverNow } from '../words/server-clock.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { CameCall } from './came-call.tsx';
import classes from './setup.module.css';
import type { SetupState } from './shapes.ts';

const ASK_MS = 1000;
/** A call that began a moment before the page was opened counts, too. */
const BEFORE_MS = 10_000;

/** Waits for a call, and says what came of it and what of it the configuration does not know yet. */
export function CallStep({ state }: { state: SetupState }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const [since] = useState(() => new Date(serverNow() - BEFORE_MS).toISOString());
  const calls = useQuery({
    queryKey: ['setup', 'calls', since],
    queryFn: ({ signal }) =>
      api.get<{ items: CallRow[] }>(`calls?${new URLSearchParams({ from: since, limit: '5' })}`, signal),
    refetchInterval: ASK_MS,
  });
  const accounts = useQuery({
    queryKey: ['setup', 'accounts'],
    queryFn: ({ signal }) => api.get<{ items: Account[] }>('integrations', signal),
    refetchInterval: 3 * ASK_MS,
  });
  const pbx = (accounts.data?.items ?? []).filter(({ kind }) => kind === 'pbx');
  const heard = (what: string): boolean =>
    pbx.some(({ contacts }) => contacts.some((contact) => contact.what === what && contact.at >= since));
  const call = calls.data?.items[0];
  return (
    <Stack>
      <p className={classes.note}>{t('setup.callHint')}</p>
      {call === undefined ? (
        <div className={classes.waiting} role="status" data-testid="waiting-call">
          <Loader size="sm" aria-hidden="true" />
          {state.pbx.length === 0 ? t('setup.noPbx') : t('setup.waitingCall')}
        </div>
      ) : (
        <CameCall key={call.id} call={call} state={state} />
      )}
      {call === undefined && heard('webhook-refused') && (
        <p className={classes.warning} role="alert" data-testid="refused">
          {t('setup.refused')}
        </p>
      )}
      {pbx.some(({ quarantined }) => quarantined > 0) && (
        <p className={classes.warning} role="alert">
          {t('setup.unreadable')} <Link href="/settings/connections/unreadable">{t('setup.look')}</Link>
        </p>
      )}
      {call === undefined && heard('webhook') && <p className={classes.note}>{t('setup.heardNoCall')}</p>}
      <details>
        <summary>{t('setup.nothingComes')}</summary>
        <ul className={classes.hints}>
          {(['reach', 'address', 'events', 'allow'] as const).map((hint) => (
            <li key={hint}>{t(`setup.hint.${hint}`)}</li>
          ))}
        </ul>
      </details>
    </Stack>
  );
}
