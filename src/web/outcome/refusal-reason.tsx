import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './outcome.module.css';

interface RefusalReasonProps {
  saving: boolean;
  onSave(reason: string | null): void;
}

/** Why somebody refused, in their words; may be left empty. */
export function RefusalReason({ saving, onSave }: RefusalReasonProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <form
      className={classes.reason}
      onSubmit={(event) => {
        event.preventDefault();
        onSave(reason.trim() === '' ? null : reason.trim());
      }}
    >
      <TextInput
        size="sm"
        aria-label={t('outcome.refusedWhy')}
        placeholder={t('outcome.refusedWhy')}
        value={reason}
        maxLength={500}
        autoFocus
        onChange={(event) => setReason(event.currentTarget.value)}
        data-testid="refused-why"
      />
      <Button type="submit" size="compact-md" loading={saving} data-testid="refused-save">
        {t('outcome.save')}
      </Button>
    </form>
  );
}
