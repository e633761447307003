import { Button, FileButton, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './import.module.css';
import type { Upload } from './shapes.ts';

/** A file is dropped or chosen, and sent at once: nothing is imported by that. */
export function ChooseFile({ onSent }: { onSent(upload: Upload): void }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const [over, setOver] = useState(false);
  const send = useMutation({
    mutationFn: (file: File) =>
      api.upload<Upload>(`import/people?${new URLSearchParams({ name: file.name.slice(-200) })}`, file),
    onSuccess: onSent,
  });
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined) send.mutate(file);
  };
  return (
    <Stack>
      {send.error !== null && <ProblemAlert error={send.error} />}
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        data-testid="drop-file"
      >
        <Text>{t('import.drop')}</Text>
        <FileButton
          onChange={(file) => file !== null && send.mutate(file)}
          accept=".csv,.txt,.tsv,.xlsx"
          inputProps={{ 'aria-label': t('import.choose'), 'data-testid': 'file-input' } as object}
        >
          {(props) => (
            <Button {...props} loading={send.isPending} data-testid="choose-file">
              {send.isPending ? t('import.sending') : t('import.choose')}
            </Button>
          )}
        </FileButton>
        <Text size="sm" className={classes.quiet ?? ''}>
          {t('import.kept')}
        </Text>
      </div>
    </Stack>
  );
}
