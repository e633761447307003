import { Alert, Button, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { problemWords } from './problem-words.ts';

interface ProblemAlertProps {
  error: unknown;
  onRetry?: () => void;
  retrying?: boolean;
}

/** What went wrong, in words of the screen's language where it has them, and «повторить» where that may help. */
export function ProblemAlert({ error, onRetry, retrying = false }: ProblemAlertProps) {
  const { t } = useTranslation();
  const { title, detail } = problemWords(t, error);
  return (
    <Alert color="red" role="alert" title={title} data-testid="problem">
      <Stack align="flex-start" gap="sm">
        {detail}
        {onRetry !== undefined && (
          <Button variant="default" size="compact-md" loading={retrying} onClick={onRetry} data-testid="problem-retry">
            {t('page.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
