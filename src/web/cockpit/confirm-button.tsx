import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface ConfirmButtonProps {
  label: string;
  /** What the second press does, in words. */
  question: string;
  onConfirm(): void;
  pending?: boolean;
  danger?: boolean;
  testId: string;
}

const FORGET_MS = 6000;

/** What reaches other systems or cannot be taken back is pressed twice. */
export function ConfirmButton({ label, question, onConfirm, pending, danger, testId }: ConfirmButtonProps) {
  const { t } = useTranslation();
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    if (!armed) return undefined;
    const timer = setTimeout(() => setArmed(false), FORGET_MS);
    return () => clearTimeout(timer);
  }, [armed]);
  return (
    <Button
      size="compact-md"
      variant={armed ? 'filled' : 'default'}
      color={armed ? (danger === true ? 'red' : 'cyan') : 'gray'}
      loading={pending === true}
      onClick={() => {
        setArmed(!armed);
        if (armed) onConfirm();
      }}
      onBlur={() => setArmed(false)}
      data-testid={testId}
    >
      <span aria-live="polite">{armed ? `${question} ${t('cockpit.sure')}` : label}</span>
    </Button>
  );
}
