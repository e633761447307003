import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './header.module.css';

export function ConnectionDot() {
  const { t } = useTranslation();
  const { feed } = useWorkplace();
  const state = useSyncExternalStore(feed.subscribe, feed.connection);
  const shown = state === 'refused' ? 'reconnecting' : state;
  return (
    <span className={classes.connection} data-testid="connection" data-state={shown}>
      <span className={classes.dot} data-state={shown} aria-hidden="true" />
      {t(`connection.${shown}`)}
    </span>
  );
}
