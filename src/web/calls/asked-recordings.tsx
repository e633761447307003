import { Button, type ButtonProps } from '@mantine/core';
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/api.ts';
import type { CallRecording } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

/** What was recorded of a call. Nothing is fetched, and nothing counts as listened to, before somebody asks. */
export function AskedRecordings({
  callId,
  quiet,
  size,
  keepsRight,
  children,
}: {
  callId: string;
  /** Class of small print. */
  quiet: string | undefined;
  size?: ButtonProps['size'];
  /** A player that was left open asks anew before the right to listen, which came with the answer, ends. */
  keepsRight: boolean;
  children(items: readonly CallRecording[]): ReactNode;
}) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const [wanted, setWanted] = useState(false);
  const query = useQuery({
    queryKey: ['recordings', callId],
    queryFn: ({ signal }) => api.listen(callId, signal),
    enabled: wanted,
    gcTime: 0,
    refetchInterval: ({ state: { data } }) => keepsRight && data !== undefined && (data.seconds - 60) * 1000,
    staleTime: keepsRight ? 0 : Infinity,
    refetchOnWindowFocus: keepsRight,
  });
  if (me?.mayListen !== true) return <p className={quiet}>{t('today.recording')}</p>;
  if (query.data !== undefined) {
    const { items } = query.data;
    return (
      <div data-testid="recordings">
        {items.length === 0 && <p className={quiet}>{t('recording.none')}</p>}
        {children(items)}
        {items.length > 0 && <p className={quiet}>{t('recording.audited')}</p>}
      </div>
    );
  }
  return (
    <div>
      <Button
        variant="default"
        {...(size !== undefined && { size })}
        leftSection={<IconPlayerPlay size={18} aria-hidden="true" />}
        loading={query.isFetching}
        onClick={() => (wanted ? void query.refetch() : setWanted(true))}
        data-testid="listen"
      >
        {t('recording.listen')}
      </Button>
      {query.isError && (
        <p className={quiet} role="alert">
          {t(
            query.error instanceof ApiProblem && query.error.status === 403
              ? 'recording.notAllowed'
              : 'recording.failed',
          )}
        </p>
      )}
    </div>
  );
}
