import { Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './setup.module.css';

interface EntryProps {
  title: string;
  /** For one that is not in the file yet. */
  onRemove?: (() => void) | undefined;
  testId: string;
  children: ReactNode;
}

/** One of several: a branch, an account. */
export function Entry({ title, onRemove, testId, children }: EntryProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.entry} data-testid={testId}>
      <legend>{title}</legend>
      <Stack>
        {children}
        {onRemove !== undefined && (
          <Button variant="default" onClick={onRemove} style={{ alignSelf: 'start' }} data-testid={`${testId}-remove`}>
            {t('setup.remove')}
          </Button>
        )}
      </Stack>
    </fieldset>
  );
}
