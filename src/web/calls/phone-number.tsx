import { Button } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../words/copy-text.ts';
import { formatPhone } from '../words/format-phone.ts';
import classes from './call-card.module.css';

const noticeMs = 2_000;

export function PhoneNumber({ number, big = false }: { number: string; big?: boolean }) {
  const { t } = useTranslation();
  const [result, setResult] = useState<'copied' | 'copyFailed' | null>(null);
  useEffect(() => {
    if (result === null) return;
    const timer = setTimeout(() => setResult(null), noticeMs);
    return () => clearTimeout(timer);
  }, [result]);
  return (
    <div className={classes.phone}>
      {!big && (
        <span className={classes.number} data-testid="number">
          {formatPhone(number)}
        </span>
      )}
      <Button
        variant="default"
        size="compact-md"
        leftSection={result === 'copied' ? <IconCheck size={16} /> : <IconCopy size={16} />}
        onClick={() => void copyText(number).then((copied) => setResult(copied ? 'copied' : 'copyFailed'))}
        data-testid="copy-number"
      >
        <span aria-live="polite">{t(`calls.${result ?? 'copyNumber'}`)}</span>
      </Button>
    </div>
  );
}
