import { useLocalStorage } from '@mantine/hooks';
import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './header.module.css';

/** On a plain-HTTP address of the clinic's network: says what is off there, until somebody has read it. */
export function InsecureLine() {
  const { t } = useTranslation();
  const [read, setRead] = useLocalStorage({
    key: 'trubka.insecure-read',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  if (window.isSecureContext || read) return null;
  return (
    <div className={classes.insecure} role="status" data-testid="insecure">
      {t('header.insecure')}
      <CloseButton size="sm" aria-label={t('header.insecureRead')} onClick={() => setRead(true)} />
    </div>
  );
}
