import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './veiled.module.css';

/** In counter mode hidden from those at the counter until pointed at or reached by the keyboard. */
export function Veiled({ children, inControl = false }: { children: ReactNode; inControl?: boolean }) {
  const { t } = useTranslation();
  const { counterMode } = useWorkplace();
  if (!counterMode) return <>{children}</>;
  // Inside a button the button itself takes the focus.
  return (
    <span
      className={classes.veil}
      data-testid="veiled"
      {...(inControl ? {} : { tabIndex: 0, title: t('calls.revealHint') })}
    >
      <span className={classes.text}>{children}</span>
    </span>
  );
}
