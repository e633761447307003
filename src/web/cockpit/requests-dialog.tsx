import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../page/copy-button.tsx';
import { Dialog } from '../page/dialog.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';
import { Loaded } from './loaded.tsx';
import type { Account, LastRequest } from './shapes.ts';
import { useMoments } from './use-moments.ts';

/** The last requests of a PBX as they came, masked, to copy for its support. */
export function RequestsDialog({ account, onClose }: { account: Account; onClose(): void }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const { moment } = useMoments();
  const requests = useQuery({
    queryKey: ['integrations', account.account, 'requests'],
    queryFn: ({ signal }) =>
      api.get<{ items: LastRequest[] }>(`integrations/${encodeURIComponent(account.account)}/requests`, signal),
  });
  return (
    <Dialog
      title={t('cockpit.requestsOf', { name: account.name })}
      size="xl"
      onClose={onClose}
      testId="requests-dialog"
    >
      <Loaded query={requests} empty={({ items }) => (items.length === 0 ? t('cockpit.noRequests') : null)}>
        {({ items }) => (
          <Stack gap="xs">
            <p className={classes.quiet}>{t('cockpit.masked')}</p>
            {items.map((one, index) => (
              <details key={index} className={classes.item} data-testid="request">
                <summary>
                  {moment(one.at)} · {one.status} · {t(`cockpit.outcome.${one.outcome}`, { defaultValue: one.outcome })}{' '}
                  · {t('cockpit.milliseconds', { milliseconds: one.milliseconds })}
                  {one.reason !== null && ` · ${one.reason}`}
                </summary>
                {one.request !== null && <Wire request={one.request} />}
              </details>
            ))}
          </Stack>
        )}
      </Loaded>
    </Dialog>
  );
}

function Wire({ request }: { request: NonNullable<LastRequest['request']> }) {
  const { t } = useTranslation();
  const text = [
    `${request.method} ${request.path}${request.query === '' ? '' : `?${request.query}`}`,
    `# ${request.from}`,
    ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
    '',
    request.body,
  ].join('\n');
  return (
    <>
      <pre className={classes.code} tabIndex={0} role="region" aria-label={t('cockpit.request')}>
        {text}
      </pre>
      <CopyButton text={text} />
    </>
  );
}
