import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { problemWords } from './problem-words.ts';

interface DownloadButtonProps {
  /** Below `/api/v1/`, with its query. */
  path: string;
  label: string;
  /** Used when the server does not name the file. */
  fileName: string;
}

/** Asks for a file with this person's right to it and hands it to the browser. */
export function DownloadButton({ path, label, fileName }: DownloadButtonProps) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const download = useMutation({ mutationFn: () => api.download(path, fileName) });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={18} aria-hidden="true" />}
        loading={download.isPending}
        onClick={() => download.mutate()}
        data-testid="download"
      >
        {label}
      </Button>
      {download.isError && (
        <Text c="red" size="sm" role="alert">
          {problemWords(t, download.error).title}
        </Text>
      )}
    </>
  );
}
