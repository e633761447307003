import { Button } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../words/copy-text.ts';

export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [result, setResult] = useState<'copy' | 'copied' | 'copyFailed'>('copy');
  return (
    <Button
      variant="default"
      leftSection={result === 'copied' ? <IconCheck size={16} /> : <IconCopy size={16} />}
      onClick={() => void copyText(text).then((copied) => setResult(copied ? 'copied' : 'copyFailed'))}
      data-testid="copy"
    >
      <span aria-live="polite">
        {t(result === 'copyFailed' ? 'page.copyFailed' : result === 'copied' ? 'page.copied' : 'page.copy')}
      </span>
    </Button>
  );
}
