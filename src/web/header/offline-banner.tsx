import { Button } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './header.module.css';

/** Shorter breaks heal by themselves and need nobody's attention. */
const patienceMs = 3_000;

export function OfflineBanner() {
  const { t } = useTranslation();
  const { feed } = useWorkplace();
  const online = useSyncExternalStore(feed.subscribe, () => feed.connection() === 'online');
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (online) return;
    const timer = setTimeout(() => setLong(true), patienceMs);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [online]);
  if (online || !long) return null;
  return (
    <div className={classes.banner} role="alert" data-testid="offline-banner">
      {t('connection.banner')}
      <Button size="compact-sm" variant="white" color="dark" onClick={() => feed.retryNow()}>
        {t('connection.retryNow')}
      </Button>
    </div>
  );
}
