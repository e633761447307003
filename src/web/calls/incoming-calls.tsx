import { Text } from '@mantine/core';
import IconPhone from '@tabler/icons-react/dist/esm/icons/IconPhone.mjs';
import { useTranslation } from 'react-i18next';
import { CallCard } from './call-card.tsx';
import classes from './incoming-calls.module.css';
import { activeCall, type LiveCalls } from './live-calls.ts';

/** The place of the big card. */
export function IncomingCalls({ calls }: { calls: LiveCalls }) {
  const { t } = useTranslation();
  const active = activeCall(calls);
  return (
    <section aria-label={t('calls.incoming')} className={classes.place} data-testid="incoming">
      {active === null ? (
        <div className={classes.idle} data-testid="idle">
          <IconPhone size={40} stroke={1.5} aria-hidden="true" />
          <Text fz={22} fw={600}>
            {t('calls.idle')}
          </Text>
          <Text c="dimmed">{t('calls.idleHint')}</Text>
        </div>
      ) : (
        <CallCard key={active.callId} call={active} />
      )}
    </section>
  );
}
